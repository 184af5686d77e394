using NanoBms.Core;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Storage;

/// <summary>
/// Times of entries that wait: one a second, each after the one before, also over a start and where the clock comes late.
/// </summary>
public sealed class RecordQueueClockTests
{
    private const long Start = 1_772_366_400, Day = 86_400;

    private readonly FaultyStore store = new();

    // Seconds after the start: the newest noted before this start, what the clock says of the power-up, what it is taken for.
    [Theory]
    [InlineData(null, 20, 20)]
    [InlineData(100, 20, 250)]
    [InlineData(100, 100, 250)]
    [InlineData(100, 101, 101)]
    [InlineData(100, 101 - Day, 250)]
    [InlineData(100, 100 - Day, 100 - Day)]
    [InlineData(100, -Day, -Day)]
    public void Without_a_flash_entries_that_waited_for_the_clock_come_after_those_of_before_the_start(int? notedS, long clockS,
        long expectedS)
    {
        var queue = new RecordQueue(10);
        if (notedS != null)
        {
            queue.StartAfter(Start + notedS.Value, 0);
        }

        queue.Add(Entries.Of(0, 0, 10_000));
        Assert.Equal(0, Time(queue, 0));
        Assert.True(queue.SetClock(Start + clockS));
        Assert.Equal(expectedS + 10, Time(queue, 0) - Start);
        Assert.Equal(notedS != null && expectedS != clockS, queue.MustNote);
        queue.Noted();
        Assert.False(queue.MustNote);

        // What comes is after it, and after what was noted but for a clock that was a day ahead.
        queue.Add(Entries.Of(1, Start + expectedS + 5));
        queue.Add(Entries.Of(2, 0, 20_000));
        queue.Add(Entries.Of(3, 0, 20_500));
        long nextS = expectedS + 10 > (notedS ?? 0) ? expectedS + 11 : expectedS + 5 > notedS - Day ? 250 : expectedS + 5;
        Assert.Equal([nextS, expectedS + 20, expectedS + 21], Enumerable.Range(1, 3).Select(k => Time(queue, k) - Start));
    }

    [Fact]
    public void A_clock_that_is_set_has_no_entry_follow_it_by_itself()
    {
        foreach (RecordQueue queue in (RecordQueue[])[new(10), OnFlash(1, 0)])
        {
            Assert.True(queue.SetClock(Start));
            Assert.Equal((0, false), (queue.NewestUnixS, queue.MustNote));
            queue.Add(Entries.Of(0, Start));
            Assert.Equal(Start, Time(queue, 0));
            Assert.Equal(Start, queue.NewestUnixS);
        }
    }

    [Fact]
    public void On_a_flash_without_the_clock_the_time_since_power_up_counts_until_it_is_set()
    {
        RecordQueue queue = OnFlash(1, 0);
        queue.Add(Entries.Of(0, Start + 500, 1000));

        // An entry of which the time since power-up is not known has its own.
        queue.Add(Entries.Of(1, Start + 900));
        Assert.Equal([0, Start + 900], [Time(queue, 0), Time(queue, 1)]);
        Assert.True(queue.SetClock(Start));
        Assert.Equal([Start + 1, Start + 900], [Time(queue, 0), Time(queue, 1)]);

        // In memory alone it is not needed.
        var inMemory = new RecordQueue(10);
        inMemory.Add(Entries.Of(0, Start + 500, 1000));
        Assert.Equal(Start + 500, Time(inMemory, 0));
    }

    // Seconds after the start: the newest entry on flash, what the clock says of the power-up, what it is taken for.
    [Theory]
    [InlineData(500, 400, 501)]
    [InlineData(500, 500, 501)]
    [InlineData(500, 501, 501)]
    [InlineData(Day, 1, Day + 1)]
    [InlineData(Day, 0, 0)]
    [InlineData(3 * Day, 0, 0)]
    public void On_a_flash_a_power_up_comes_after_the_entries_that_are_there_but_for_a_clock_that_was_a_day_ahead(long onFlashS,
        long clockS, long expectedS)
    {
        foreach (bool isNoted in (bool[])[false, true])
        {
            store.Inner.Put("queue01.log", SegmentBytes.File(1, [SegmentBytes.Entry(0, Start + onFlashS, 1)]));
            RecordQueue queue = OnFlash(2, 0);
            if (isNoted)
            {
                queue.StartAfter(Start + 1, 1);
            }

            Assert.True(queue.SetClock(Start + clockS));
            Assert.Equal(expectedS > clockS && isNoted, queue.MustNote);
            bool isFollowed = expectedS + Day > onFlashS;
            Assert.Equal(
                isFollowed ? Math.Max(onFlashS, expectedS > clockS ? expectedS : 0) : isNoted ? 1 : -Start, queue.NewestUnixS - Start);

            queue.Add(Entries.Of(1, Start + 10));
            Assert.Equal(isFollowed ? Math.Max(onFlashS, expectedS > clockS ? expectedS : 0) + 1 : 10, Time(queue, 1) - Start);
            queue.StoreStep(0);
            queue.Add(Entries.Of(2, 0, (onFlashS + 1000) * 1000));
            Assert.Equal(expectedS + onFlashS + 1000, Time(queue, 2) - Start);
        }
    }

    [Fact]
    public void A_clock_is_told_again_where_the_flash_must_be_read_first()
    {
        store.Inner.Put("queue01.log", SegmentBytes.File(1, [SegmentBytes.Unstamped(0, 20, 1)]));
        store.IsUnreadable = name => name == "queue01.log";
        RecordQueue queue = OnFlash(2, 0);
        queue.Add(Entries.Of(1, 0, 3000));
        Assert.False(queue.SetClock(Start));
        Assert.Equal((0, 0, true), (queue.NewestUnixS, queue.TakeBatch(20), queue.IsBlocked));
        store.IsUnreadable = _ => false;
        Assert.True(queue.SetClock(Start));
        Assert.Equal(Start + 3, queue.NewestUnixS);
        Assert.Equal([Start - 1, Start + 3], [Time(queue, 0), Time(queue, 1)]);
        Assert.False(queue.IsBlocked);
    }

    [Fact]
    public void Entries_are_set_back_by_a_day_or_more_and_by_less_are_not()
    {
        var queue = new RecordQueue(10);
        foreach (long unixS in (long[])[Start, Start - Day + 1, Start + 1 - Day, Start - 2 * Day])
        {
            queue.Add(Entries.Of(0, unixS));
        }

        Assert.Equal([0, 1, 1 - Day, -2 * Day], Enumerable.Range(0, 4).Select(k => Time(queue, k) - Start));
        Assert.Equal((Start - 2 * Day, false), (queue.NewestUnixS, queue.MustNote));
    }

    [Fact]
    public void The_first_entry_that_has_to_follow_what_was_noted_must_be_noted_itself()
    {
        var queue = new RecordQueue(10);
        queue.StartAfter(Start, 7);
        Assert.Equal((Start, 7, false), (queue.NewestUnixS, queue.NewestBoot, queue.MustNote));
        queue.Add(Entries.Of(0, Start - 5));
        Assert.True(queue.MustNote);
        queue.Noted();
        queue.Add(Entries.Of(1, Start - 4));
        Assert.Equal((Start + 151, false), (queue.NewestUnixS, queue.MustNote));
        Assert.Equal(7, queue.NewestBoot);

        // Nor does a second reason for it take the first one back.
        queue = new RecordQueue(10);
        queue.StartAfter(Start, 7);
        Assert.True(queue.SetClock(Start - 10));
        Assert.True(queue.MustNote);
        queue.Add(Entries.Of(0, Start - 5));
        Assert.Equal((Start + 150, true), (queue.NewestUnixS, queue.MustNote));

        // What follows by itself need not be.
        queue = new RecordQueue(10);
        queue.StartAfter(Start, 7);
        queue.Add(Entries.Of(0, Start + 1));
        queue.Add(Entries.Of(1, Start + 1));
        Assert.Equal((Start + 2, false), (queue.NewestUnixS, queue.MustNote));
    }

    [Fact]
    public void The_newest_time_is_of_this_power_up_as_soon_as_it_gives_one_and_knows_its_number()
    {
        var queue = OnFlash(1, 0);
        queue.StartAfter(Start, 7);
        queue.Add(Entries.Of(0, Start + 1));
        Assert.Equal(7, queue.NewestBoot);
        queue.StoreStep(0);
        Assert.Equal(8, queue.NewestBoot);

        queue = OnFlash(3, 0);
        queue.StartAfter(Start + 1, 8);
        queue.StoreStep(0);
        Assert.Equal(8, queue.NewestBoot);
        queue.Add(Entries.Of(1, Start + 2));
        Assert.Equal(9, queue.NewestBoot);

        // Not known which one gave it: this one need not be later.
        store.Inner.Remove("queue01.log");
        queue = OnFlash(3, 0);
        queue.StartAfter(Start + 1, 0);
        queue.StoreStep(0);
        queue.Add(Entries.Of(1, Start + 2));
        Assert.Equal(3, queue.NewestBoot);
    }

    [Fact]
    public void Times_since_power_up_of_the_same_second_are_a_second_apart()
    {
        RecordQueue queue = OnFlash(1, 10);
        foreach (long uptimeMs in (long[])[1, 5000, 5999, 7000, 6000, 9000])
        {
            queue.Add(Entries.Of(0, 0, uptimeMs));
        }

        Assert.True(queue.SetClock(Start));
        Assert.Equal([0, 5, 6, 7, 8, 9], Enumerable.Range(0, 6).Select(k => Time(queue, k) - Start));
        Assert.Equal(Start + 9, queue.NewestUnixS);
    }

    [Fact]
    public void What_a_sleep_would_lose_goes_over_it()
    {
        RecordQueue before = OnFlash(5, 0);
        before.StartNumbers(1000, 7);
        Assert.True(before.SetClock(Start));
        before.Add(Entries.Of(0, 0, 1000));
        before.Add(Entries.Of(1, 0, 2000));
        Assert.Equal(0, before.StoreAll());
        byte[] bytes = new byte[100];
        var buffer = new StateBuffer(bytes, false);
        before.Serialize(buffer);

        // Three numbers, two times, the number of the power-up.
        Assert.Equal(3 * 4 + 2 * 8 + 4, buffer.Length);
        RecordQueue after = OnFlash(9, 10);
        after.Serialize(new StateBuffer(bytes, true));
        Assert.Equal((2, 1002, 7, Start + 2), (after.Count, after.NewestNumber, after.LeftOutNumbers, after.NewestUnixS));
        Assert.Equal(5, after.NewestBoot);
        after.Add(Entries.Of(2, 0, 8000));
        Assert.Equal(3, after.TakeBatch(20));
        Assert.Equal(["n1001-7s", "n1003"], [after.NumberText(0), after.NumberText(2)]);
        Assert.Equal([Start + 1, Start + 2, Start + 8], Enumerable.Range(0, 3).Select(k => after.Batch(k).UnixS));

        // In memory there is no number of a power-up.
        var inMemory = new RecordQueue(10);
        inMemory.Serialize(new StateBuffer(bytes, true));
        Assert.Equal((2, 1002, 0), (inMemory.Count, inMemory.NewestNumber, inMemory.NewestBoot));
        inMemory.Serialize(new StateBuffer(bytes, false));
        Assert.Equal(-1, BitConverter.ToInt32(bytes, 28));
    }

    private RecordQueue OnFlash(int boot, int keepInMemory) => new(10, new FlashLog(store, boot), keepInMemory);

    private static long Time(RecordQueue queue, int index)
    {
        Assert.InRange(queue.TakeBatch(20), index + 1, 20);
        return queue.Batch(index).UnixS;
    }
}
