using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Clock times of power-ups that did not know theirs: seconds after one moment throughout.</summary>
public sealed class BootTimesTests
{
    private const long Start = 1_772_366_400;
    private const int Day = 86_400;

    private readonly BootTimes times = new();

    [Fact]
    public void A_time_that_another_one_found_counts_where_nothing_else_does()
    {
        Set(5, 1, false);
        Assert.Null(TimeOf(5));
        times.Note(5, 10);
        Assert.Null(TimeOf(5));
        Set(5, 2, true);
        Assert.Equal(2, TimeOf(5));
        Set(5, 3, true);
        Assert.Equal(2, TimeOf(5));
        Set(5, 4, false);
        Assert.Equal(4, TimeOf(5));
        Set(5, 5, true);
        Assert.Equal(4, TimeOf(5));
        Set(5, 6, false);
        Assert.Equal(6, TimeOf(5));
        Assert.Equal((null, false), (TimeOf(6), times.IsForgotten(6)));
    }

    [Fact]
    public void Each_ends_as_the_next_one_begins_whatever_order_they_are_told_in()
    {
        for (int run = 0; run < 30; run++)
        {
            int seed = Random.Shared.Next();
            var random = new Random(seed);
            var asked = new BootTimes();
            int count = random.Next(1, 65), first = random.Next(0x10000);
            int[] uptimes = [.. Enumerable.Range(0, count).Select(_ => random.Next(1000))];
            int[] order = [.. Enumerable.Range(0, count)];
            random.Shuffle(order);
            foreach (int k in order)
            {
                asked.Note((first + k) & 0xFFFF, uptimes[k] / 2);
                asked.Note((first + k) & 0xFFFF, uptimes[k]);
                asked.Note((first + k) & 0xFFFF, uptimes[k] / 3);
            }

            long start = Start;
            int running = (first + count) & 0xFFFF;
            int[] numbers = asked.Resolve(running, ref start, 0, 0, 0);
            Assert.Equal(Start, start);
            Assert.Equal(Enumerable.Range(first, count).Select(number => number & 0xFFFF), numbers);
            long next = Start;
            for (int k = count - 1; k >= 0; k--)
            {
                next -= uptimes[k] + 1;
                Assert.True(next == asked.StartUnixS((first + k) & 0xFFFF), $"seed {seed}, {k} of {count}");
            }

            // Nothing is new the second time.
            Assert.Empty(asked.Resolve(running, ref start, 0, 0, 0));
        }
    }

    [Fact]
    public void Of_more_than_64_the_oldest_are_forgotten_and_the_others_keep_what_is_known_of_them()
    {
        // The even ones, each with a time of its own; then one between, one newer and one older than all.
        for (int boot = 100; boot < 228; boot += 2)
        {
            times.Note(boot, boot - 99);
            Set(boot, 10 * boot, false);
        }

        Assert.False(times.IsForgotten(50) || times.IsForgotten(100));
        times.Note(161, 3);
        Assert.True(times.IsForgotten(100) && times.IsForgotten(50) && !times.IsForgotten(102) && !times.IsForgotten(161));
        times.Note(300, 4);
        Assert.True(times.IsForgotten(102) && !times.IsForgotten(104) && !times.IsForgotten(300));
        times.Note(90, 5);
        Assert.True(times.IsForgotten(90) && !times.IsForgotten(104));
        for (int boot = 104; boot < 228; boot += 2)
        {
            Assert.Equal(10 * boot, TimeOf(boot));
        }

        Assert.Equal((3000, "161 300"), Resolve(301, 3000));

        // 160 had its last entry 61 s after its begin: 161 comes after it.
        Assert.Equal([10 * 160 + 61 + 1, 3000 - 4 - 1], [TimeOf(161), TimeOf(300)]);
    }

    [Fact]
    public void What_is_known_of_those_before_an_entry_is_kept_where_others_are_forgotten()
    {
        for (int boot = 0; boot < 64; boot++)
        {
            times.Note(boot, 1);
        }

        times.NoteGiven(40, Start + 5000);
        times.Note(64, 7);
        Assert.True(times.IsForgotten(0));

        // Those up to 39 come before it, the others end as this one begins.
        Resolve(65, 9000);
        Assert.Equal([9000 - 8, 9000 - 8 - 2, 9000 - 8 - 2 * 24], [TimeOf(64), TimeOf(63), TimeOf(40)]);
        Assert.Equal([5000 - 2, 5000 - 2 * 39], [TimeOf(39), TimeOf(1)]);
    }

    // One of a number with 20 s; an entry with a time by another, at 1,000 s; the clock is known at 5,000 s.
    [Theory]
    [InlineData(7, 8, true)]
    [InlineData(0, 1, true)]
    [InlineData(7, 7, false)]
    [InlineData(7, 6, false)]
    [InlineData(0xFFFF, 0, true)]
    [InlineData(0, 0xFFFF, false)]
    [InlineData(0, 0x7FFF, true)]
    [InlineData(0, 0x8000, false)]
    [InlineData(9, 0x8009, false)]
    [InlineData(9, 0x8008, true)]
    public void An_entry_with_a_time_has_those_of_earlier_power_ups_before_it(int boot, int giver, bool isBefore)
    {
        times.Note(boot, 20);
        times.NoteGiven(giver, Start + 1000);
        Resolve((boot + 100) & 0xFFFF, 5000);
        Assert.Equal((isBefore ? 1000 : 5000) - 21, TimeOf(boot));
    }

    [Fact]
    public void The_first_entry_with_a_time_behind_one_without_is_the_one_that_counts()
    {
        times.Note(1, 20);
        times.NoteGiven(3, Start + 1000);
        times.NoteGiven(4, Start + 900);
        times.NoteGiven(5, Start + 2000);
        times.Note(2, 30);
        times.NoteGiven(6, Start + 3000);
        Resolve(7, 5000);
        Assert.Equal([1000 - 21, 3000 - 31], [TimeOf(1), TimeOf(2)]);
    }

    [Fact]
    public void One_that_ended_before_another_began_is_not_put_off_until_an_entry_after_both()
    {
        times.Note(1, 100);
        times.Note(2, 50);
        times.NoteGiven(3, Start + 1000);
        Assert.Equal((5000, "1 2"), Resolve(4, 5000, givenS: 1000));
        Assert.Equal([1000 - 51 - 101, 1000 - 51], [TimeOf(1), TimeOf(2)]);
    }

    [Fact]
    public void Power_ups_behind_one_whose_time_is_known_come_after_what_was_given()
    {
        times.Note(1, 10);
        times.Note(2, 100);
        times.Note(3, 20);
        times.Note(4, 5);
        Set(2, 0, false);

        // The third would begin at 89, within the second; the fourth is running.
        Assert.Equal((127, "1 3 4"), Resolve(4, 110, givenS: 105));
        Assert.Equal([-11, 0, 106, 127], [TimeOf(1), TimeOf(2), TimeOf(3), TimeOf(4)]);
    }

    [Fact]
    public void Without_a_time_given_they_come_after_the_last_entry_of_the_one_before()
    {
        times.Note(1, 100);
        times.Note(2, 20);
        Set(1, 0, false);
        Assert.Equal((122, "2"), Resolve(3, 110));
        Assert.Equal(101, TimeOf(2));
    }

    [Fact]
    public void One_that_is_running_and_told_its_time_before_keeps_it()
    {
        times.Note(1, 100);
        times.Note(2, 5);
        Set(1, 0, false);
        Set(2, 90, false);
        Assert.Equal((130, ""), Resolve(2, 130));
        Assert.Equal(90, TimeOf(2));
    }

    // The clock says 400 s; the newest time given for sure, or as it was noted.
    [Theory]
    [InlineData(null, null, 400)]
    [InlineData(399, null, 400)]
    [InlineData(400, null, 401)]
    [InlineData(500, null, 501)]
    [InlineData(400 + Day - 1, null, 400 + Day)]
    [InlineData(400 + Day, null, 400)]
    [InlineData(null, 399, 400)]
    [InlineData(null, 400, 550)]
    [InlineData(null, 500, 650)]
    [InlineData(700, 500, 701)]
    [InlineData(null, 400 + Day, 400)]
    [InlineData(null, 399 + Day - 149, 400 + Day)]
    [InlineData(null, 400 + Day - 149, 400)]
    public void The_running_one_comes_after_what_was_given_but_for_a_clock_that_was_a_day_ahead(int? givenS, int? notedS, int expectedS) =>
        Assert.Equal((expectedS, ""), Resolve(1, 400, givenS, notedS));

    // Two of 10 and 20 s before the clock says 105 s; the newest time was noted at 100 s by one of them, or nobody knows by which.
    [Theory]
    [InlineData(0, 250, 261, 282)]
    [InlineData(1, 73, 250, 271)]
    [InlineData(2, 73, 84, 105)]
    [InlineData(3, 73, 84, 105)]
    [InlineData(0x8001, 250, 261, 282)]
    [InlineData(0x8000, 73, 84, 105)]
    public void Those_after_the_one_that_noted_the_newest_time_come_after_it(int notedBoot, int firstS, int secondS, int runningS)
    {
        times.Note(1, 10);
        times.Note(2, 20);
        Assert.Equal((runningS, "1 2"), Resolve(9, 105, notedS: 100, notedBoot: notedBoot));
        Assert.Equal([firstS, secondS], [TimeOf(1), TimeOf(2)]);
    }

    [Fact]
    public void The_newest_time_may_have_been_noted_after_all_of_them()
    {
        for (int boot = 1; boot <= 4; boot++)
        {
            times.Note(boot, 10);
        }

        Assert.Equal((200, "1 2 3 4"), Resolve(6, 200, notedS: 190, notedBoot: 5));
        Assert.Equal([156, 167, 178, 189], Enumerable.Range(1, 4).Select(boot => TimeOf(boot) ?? 0));
    }

    [Fact]
    public void One_of_a_clock_that_was_days_ahead_is_not_followed_by_those_after_it()
    {
        times.Note(1, 10);
        times.Note(2, 20);
        Set(1, 3 * Day, false);
        Assert.Equal((500, "2"), Resolve(3, 500));
        Assert.Equal([3 * Day, 500 - 21], [TimeOf(1), TimeOf(2)]);
    }

    private void Set(int boot, int seconds, bool isGuess) => times.Set(boot, Start + seconds, isGuess);

    private long? TimeOf(int boot)
    {
        long unixS = times.StartUnixS(boot);
        return unixS == 0 ? null : unixS - Start;
    }

    private (long StartS, string New) Resolve(int running, int clockS, int? givenS = null, int? notedS = null, int notedBoot = 0)
    {
        long start = Start + clockS;
        int[] numbers = times.Resolve(
            running, ref start, notedS == null ? 0 : Start + notedS.Value, notedBoot, givenS == null ? 0 : Start + givenS.Value);
        return (start - Start, string.Join(" ", numbers));
    }
}
