using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Storage;

public sealed class RecordQueueTests
{
    private const long Start = 1_772_366_400;

    [Fact]
    public void Memory_alone_holds_the_newest_240_entries()
    {
        var queue = new RecordQueue(240);
        for (int k = 0; k < 300; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
            queue.StoreStep(0);
        }

        Assert.Equal((240, 60), (queue.Count, queue.Dropped));
        Assert.Equal(Enumerable.Range(60, 240), Drain(queue));
    }

    [Fact]
    public void An_entry_in_memory_comes_back_as_it_was()
    {
        var queue = new RecordQueue(10);
        queue.Add(Entries.Of(-30000, Start));
        queue.TakeBatch(1);
        Assert.Equal(Entries.Of(-30000, Start), queue.Batch(0));
    }

    [Fact]
    public void Numbers_follow_each_other_and_what_was_dropped_is_said_once_with_the_next_entry()
    {
        var queue = new RecordQueue(20);
        for (int k = 0; k < 25; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
        }

        queue.TakeBatch(3);
        Assert.Equal(["n6-5r", "n7", "n8"], Enumerable.Range(0, 3).Select(queue.NumberText));

        // Not said before it is accepted.
        queue.TakeBatch(3);
        Assert.Equal("n6-5r", queue.NumberText(0));
        queue.Accept(2);
        queue.TakeBatch(3);
        Assert.Equal("n8", queue.NumberText(0));
        queue.Add(Entries.Of(25, Start + 25));
        Assert.Equal("n8", queue.NumberText(0));
        Assert.Equal(26, queue.NewestNumber);
    }

    [Fact]
    public void Numbers_go_on_after_a_restart_and_leave_out_what_may_have_been_given_before_a_power_cut()
    {
        var store = new MemoryStore();
        var first = new RecordQueue(240, new FlashLog(store, 1), 0);
        for (int k = 0; k < 50; k++)
        {
            first.Add(Entries.Of(k, Start + k));
            first.StoreStep(k);
        }

        first.TakeBatch(20);
        first.Accept(20);
        first.StoreAll();
        var inOrder = new RecordQueue(240, new FlashLog(store, 2), 0);
        inOrder.StartNumbers(first.NewestNumber, 0);
        inOrder.Add(Entries.Of(50, Start + 50));
        Assert.Equal(20, inOrder.TakeBatch(20));
        Assert.Equal(("n21", "n40"), (inOrder.NumberText(0), inOrder.NumberText(19)));

        // The last note is of 45 entries; as many as 11 may have come after it.
        var afterCut = new RecordQueue(240, new FlashLog(store, 2), 0);
        afterCut.StartNumbers(56, 23);
        afterCut.TakeBatch(20);
        Assert.Equal(("n27-23s", 23), (afterCut.NumberText(0), afterCut.LeftOutNumbers));
        afterCut.Accept(1);
        Assert.Equal(0, afterCut.LeftOutNumbers);
        afterCut.TakeBatch(20);
        Assert.Equal("n28", afterCut.NumberText(0));

        // Nothing is known of the newest, but of what was sent.
        var anew = new RecordQueue(240, new FlashLog(store, 3), 0);
        anew.StartNumbers(0, 0);
        anew.TakeBatch(20);
        Assert.Equal("n28", anew.NumberText(0));

        // Nothing is known at all, and entries are there.
        store.Remove("sent.0");
        store.Remove("sent.1");
        var lost = new RecordQueue(240, new FlashLog(store, 3), 0);
        lost.StartNumbers(0, 0);
        lost.TakeBatch(20);
        Assert.Equal("n1", lost.NumberText(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public void Numbers_go_on_behind_what_was_sent_where_nobody_knows_how_many_a_file_holds(int sentFromMemory)
    {
        var store = new FaultyStore();
        var first = new RecordQueue(240, new FlashLog(store, 1), 0);
        for (int k = 0; k < sentFromMemory; k++)
        {
            first.Add(Entries.Of(k, Start + k));
            first.TakeBatch(20);
            first.Accept(1);
        }

        for (int k = sentFromMemory; k < sentFromMemory + 180; k++)
        {
            first.Add(Entries.Of(k, Start + k));
            first.StoreStep(k);
        }

        // The second file holds eleven.
        Send(first, 120);
        string last = "n" + (sentFromMemory + 121).ToString();
        Assert.Equal(last, first.NumberText(0));
        store.IsUnreadable = name => name == "queue02.log";
        var blind = new RecordQueue(240, new FlashLog(store, 2), 0);
        blind.StartNumbers(sentFromMemory + 180, 0);
        for (int k = 0; blind.TakeBatch(20) == 0; k++)
        {
            Assert.InRange(k, 0, FlashLog.MaxTries);
        }

        Assert.Equal(last, blind.NumberText(0));

        static void Send(RecordQueue queue, int entries)
        {
            for (int k = 0; k < entries; k += 20)
            {
                Assert.Equal(20, queue.TakeBatch(20));
                queue.Accept(20);
            }

            queue.TakeBatch(20);
        }
    }

    [Theory]
    [InlineData("queue02.log", 20)]
    [InlineData("queue03.log", 20)]
    [InlineData("queue01.log", 0)]
    public void Numbers_never_go_back_where_a_file_that_was_given_up_is_read_again_after_a_restart(string file, int sent)
    {
        var store = new FaultyStore();
        var first = new RecordQueue(240, new FlashLog(store, 1), 0);
        for (int k = 0; k < 400; k++)
        {
            first.Add(Entries.Of(k, Start + k));
            first.StoreStep(k);
        }

        store.IsUnreadable = name => name == file;
        var blind = new RecordQueue(240, new FlashLog(store, 2), 0);
        blind.StartNumbers(400, 0);
        for (int k = 1; k < FlashLog.MaxTries; k++)
        {
            Assert.Equal(0, blind.TakeBatch(20));
        }

        // What is before it has the numbers that it always had; what is behind it says that a whole file is missing.
        Assert.Equal(20, blind.TakeBatch(20));
        Assert.Equal(sent == 0 ? "n170-169d" : "n1", blind.NumberText(0));
        blind.Accept(sent);
        Assert.Equal(400 - sent - (sent == 0 ? 169 : 0), blind.Count + (file == "queue03.log" ? 62 - 169 : 0));

        store.IsUnreadable = _ => false;
        var again = new RecordQueue(240, new FlashLog(store, 3), 0);
        again.StartNumbers(400, 0);
        again.TakeBatch(20);
        Assert.Equal(sent == 0 ? "n170" : "n21", again.NumberText(0));
        Assert.Equal(Enumerable.Range(sent == 0 ? 169 : 20, sent == 0 ? 231 : 380), Drain(again));
    }

    [Fact]
    public void Two_power_cuts_within_a_minute_give_no_number_twice()
    {
        var store = new MemoryStore();
        var first = new DeviceState(store);
        first.Begin();
        first.NewestNumber = 100;
        Assert.True(first.Save());

        // Each start may have given numbers, and was cut off before it noted them.
        Assert.Equal((111, 11), Begun(store));
        Assert.Equal((122, 22), Begun(store));
        var inOrder = new DeviceState(store);
        inOrder.Begin(false, 11);
        Assert.True(inOrder.SaveAtEnd());
        Assert.Equal((133, 33), Begun(store));
    }

    [Fact]
    public void A_start_that_cannot_read_the_newest_state_gives_none_of_the_numbers_that_it_may_tell_of()
    {
        var store = new FaultyStore();
        var first = new DeviceState(store);
        first.Begin();
        first.NewestNumber = 100;
        Assert.True(first.SaveAtEnd());

        // It left out none, for all was in order, gave 11 until it noted them, and 11 more until the power went.
        var second = new DeviceState(store);
        second.Begin(false, 11);
        second.NewestNumber = 111;
        Assert.True(second.Save());
        string newest = store.Inner.Files.OrderByDescending(file => BitConverter.ToInt32(file.Value)).First().Key;
        store.IsUnreadable = name => name == newest;
        var third = new DeviceState(store);
        third.Begin(false, 11);
        Assert.True(third.NewestNumber >= 111 + 11, $"{third.NewestNumber} after 122");
        Assert.Equal(third.NewestNumber - 100, third.LeftOutNumbers);
    }

    [Fact]
    public void The_first_numbers_after_a_state_that_was_lost_are_not_given_twice()
    {
        var store = new MemoryStore();
        new DeviceState(store).Begin(false, 11);

        // It gave 1 and 2 before it noted any.
        Assert.Equal((11, 11), Begun(store));
    }

    [Fact]
    public void Entries_without_a_clock_time_keep_their_order_when_the_uptime_steps_back()
    {
        var queue = new RecordQueue(240, new FlashLog(new MemoryStore(), 1), 1);
        long[] uptimesMs = [15_000, 3_600_000, 3_615_000, 15_000, 30_000, 3_700_000];
        for (int k = 0; k < uptimesMs.Length; k++)
        {
            queue.Add(Entries.Of(k, 0, uptimesMs[k]));
            queue.StoreStep(uptimesMs[k]);
        }

        Assert.True(queue.SetClock(Start));
        Assert.Equal(uptimesMs.Length, queue.TakeBatch(20));
        Assert.Equal(
            [15, 3600, 3615, 3616, 3617, 3700],
            Enumerable.Range(0, uptimesMs.Length).Select(k => queue.Batch(k).UnixS - Start));
    }

    [Fact]
    public void Entries_follow_those_of_a_start_without_a_clock_that_had_to_be_dated_ahead()
    {
        var store = new MemoryStore();
        var earlier = new RecordQueue(240, new FlashLog(store, 1), 0);
        Assert.True(earlier.SetClock(Start));
        earlier.Add(Entries.Of(0, Start + 60, 60_000));
        earlier.StoreStep(60_000);

        // The uptime stepped ahead by an hour, without a clock; then the power went.
        var unset = new RecordQueue(240, new FlashLog(store, 2), 0);
        unset.StartAfter(Start + 60, 0);
        unset.Add(Entries.Of(1, 0, 15_000));
        unset.Add(Entries.Of(2, 0, 3_630_000));
        unset.StoreStep(3_630_000);

        var last = new RecordQueue(240, new FlashLog(store, 3), 0);
        last.StartAfter(Start + 60, 0);
        Assert.True(last.SetClock(Start + 120));
        last.Add(Entries.Of(3, Start + 135, 15_000));
        last.Add(Entries.Of(4, Start + 150, 30_000));
        last.StoreStep(30_000);
        Assert.Equal(5, last.TakeBatch(20));
        long[] times = [.. Enumerable.Range(0, 5).Select(k => last.Batch(k).UnixS)];
        Assert.Equal(times.Distinct().Order(), times);
    }

    [Fact]
    public void The_ring_takes_at_most_6_KB()
    {
        RecordRing? ring = null;
        Assert.InRange(Allocation.LeastBytes(() => ring = new RecordRing(240)), 240 * 20, 6 * 1024);
        GC.KeepAlive(ring);
    }

    [Fact]
    public void Entries_that_wait_move_to_flash_and_go_out_in_order()
    {
        var store = new MemoryStore();
        var queue = new RecordQueue(240, new FlashLog(store, 1), 1);
        for (int k = 0; k < 50; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
            queue.StoreStep(k);
        }

        Assert.Equal(50, queue.Count);

        // All but the newest survive a power cut.
        var again = new RecordQueue(240, new FlashLog(store, 2), 1);
        again.StoreStep(0);
        Assert.Equal(49, again.Count);
        Assert.Equal(Enumerable.Range(0, 50), Drain(queue));
    }

    [Fact]
    public void While_entries_are_sent_at_once_the_flash_is_not_written()
    {
        var store = new MemoryStore();
        var queue = new RecordQueue(240, new FlashLog(store, 1), 1);
        for (int k = 0; k < 100; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
            queue.StoreStep(k);
            Assert.Equal(1, queue.TakeBatch(20));
            queue.Accept(1);
        }

        Assert.Equal(0, store.Writes);
    }

    [Fact]
    public void Entries_that_move_to_flash_while_they_are_being_sent_are_sent_once()
    {
        var queue = new RecordQueue(240, new FlashLog(new MemoryStore(), 1), 1);
        queue.Add(Entries.Of(0, Start));
        Assert.Equal(1, queue.TakeBatch(20));
        for (int k = 1; k < 5; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
            queue.StoreStep(k);
        }

        queue.Accept(1);
        Assert.Equal(4, queue.Count);
        Assert.Equal([1, 2, 3, 4], Drain(queue));
    }

    [Fact]
    public void A_flash_that_refuses_leaves_entries_in_memory_and_is_tried_again_a_minute_later()
    {
        var store = new MemoryStore { RefusesWrites = true };
        var queue = new RecordQueue(240, new FlashLog(store, 1), 0);
        queue.Add(Entries.Of(0, Start));
        queue.StoreStep(0);
        Assert.True(queue.StoreFailed);
        store.RefusesWrites = false;
        queue.StoreStep(59_999);
        Assert.Equal(0, store.Writes);
        queue.StoreStep(60_000);
        Assert.False(queue.StoreFailed);
        Assert.Equal([0], Drain(queue));
    }

    [Fact]
    public void A_flash_that_does_not_take_what_was_sent_is_told_later()
    {
        var store = new MemoryStore();
        var queue = new RecordQueue(240, new FlashLog(store, 1), 0);
        for (int k = 0; k < 40; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
        }

        queue.StoreStep(0);
        store.RefusesWrites = true;
        queue.TakeBatch(20);
        queue.Accept(15);
        Assert.True(queue.HasUnstored);
        queue.StoreStep(60_000);
        Assert.True(queue.StoreFailed);
        Assert.False(queue.NeedsStoring(60_001));
        store.RefusesWrites = false;
        Assert.True(queue.NeedsStoring(120_000));
        queue.StoreStep(120_000);
        Assert.False(queue.HasUnstored);
        Assert.Equal(Enumerable.Range(15, 25), Drain(new RecordQueue(240, new FlashLog(store, 2), 0)));
    }

    [Fact]
    public void Entries_of_before_the_clock_was_known_are_stamped_when_it_is()
    {
        var queue = new RecordQueue(240, new FlashLog(new MemoryStore(), 1), 1);
        for (int k = 0; k < 4; k++)
        {
            queue.Add(Entries.Of(k, 0, 15_000 * k));
            queue.StoreStep(k);
        }

        queue.SetClock(Start);
        queue.Add(Entries.Of(4, 0, 60_000));
        queue.Add(Entries.Of(5, Start + 75));
        var stamps = new List<long>();
        for (int count = queue.TakeBatch(20); count > 0; count = queue.TakeBatch(20))
        {
            stamps.AddRange(Enumerable.Range(0, count).Select(k => queue.Batch(k).UnixS));
            queue.Accept(count);
        }

        Assert.Equal([Start, Start + 15, Start + 30, Start + 45, Start + 60, Start + 75], stamps);
    }

    [Fact]
    public void Entries_keep_their_order_when_the_clock_is_set_back_by_less_than_a_day()
    {
        var queue = new RecordQueue(10);
        foreach (long unixS in (long[])[Start, Start, Start - 5, Start + 10, Start - 80000, Start + 20, Start - 90000])
        {
            queue.Add(Entries.Of(0, unixS));
        }

        Assert.Equal([Start, Start + 1, Start + 2, Start + 10, Start + 11, Start + 20, Start - 90000], Times(queue));
    }

    [Fact]
    public void Entries_keep_their_order_when_the_clock_was_set_back_over_a_restart()
    {
        var queue = new RecordQueue(10);
        queue.StartAfter(Start + 100, 0);
        queue.Add(Entries.Of(0, Start + 50));
        queue.Add(Entries.Of(1, Start + 200));
        queue.Add(Entries.Of(2, Start + 300));

        // What was noted before the restart may be 150 s old.
        Assert.Equal([Start + 250, Start + 251, Start + 300], Times(queue));
        Assert.Equal(Start + 300, queue.NewestUnixS);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(0, 47)] // the count of power-ups was lost meanwhile, with nothing on flash that tells it
    [InlineData(10, 47)]
    public void Entries_without_clock_follow_those_of_before_the_restart_when_the_clock_was_set_back(int keepInMemory, int notedBoot)
    {
        var queue = new RecordQueue(10, new FlashLog(new MemoryStore(), 1), keepInMemory);
        queue.StartAfter(Start + 100, notedBoot);
        queue.Add(Entries.Of(0, uptimeMs: 10000));
        queue.StoreStep(0);
        queue.SetClock(Start + 20);
        queue.Add(Entries.Of(1, Start + 40));
        Assert.Equal([Start + 260, Start + 261], Times(queue));
    }

    [Fact]
    public void A_batch_holds_what_is_on_flash_and_what_came_after_it()
    {
        var queue = new RecordQueue(240, new FlashLog(new MemoryStore(), 1), 1);
        Add(queue, 0, 4);
        queue.StoreStep(0);
        Assert.Equal(4, queue.TakeBatch(20));
        Assert.True(queue.IsBatchStored);
        Assert.Equal(3, queue.TakeBatch(3));

        // The fourth moves to flash while three are being sent, and the fifth comes.
        Assert.Equal(4, queue.TakeBatch(20));
        Add(queue, 4, 1);
        queue.StoreStep(0);
        queue.Accept(3);
        Assert.Equal([3, 4], Numbers(queue));
        queue.Accept(2);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Entries_that_move_to_flash_while_they_are_sent_go_with_the_rest_of_their_batch()
    {
        var queue = new RecordQueue(240, new FlashLog(new MemoryStore(), 1), 2);
        Add(queue, 0, 4);
        queue.StoreStep(0);
        Assert.Equal([0, 1, 2, 3], Numbers(queue));
        Add(queue, 4, 2);
        queue.StoreStep(0);
        queue.Accept(4);
        Assert.Equal([4, 5], Numbers(queue));
    }

    [Fact]
    public void A_restart_of_its_own_stores_all_that_is_in_memory()
    {
        var store = new MemoryStore();
        var queue = new RecordQueue(240, new FlashLog(store, 1), 239);
        Add(queue, 0, 50);
        queue.StoreStep(0);
        Assert.Empty(store.Files);
        queue.StoreAll();
        Assert.Equal(Enumerable.Range(0, 50), Drain(new RecordQueue(240, new FlashLog(store, 2), 239)));
    }

    private static void Add(RecordQueue queue, int first, int count)
    {
        for (int k = first; k < first + count; k++)
        {
            queue.Add(Entries.Of(k, Start + k));
        }
    }

    private static IEnumerable<int> Numbers(RecordQueue queue) =>
        Enumerable.Range(0, queue.TakeBatch(20)).Select(k => queue.Batch(k).Reading.CurrentMilliA).ToList();

    private static IEnumerable<long> Times(RecordQueue queue) =>
        Enumerable.Range(0, queue.TakeBatch(20)).Select(k => queue.Batch(k).UnixS).ToList();

    private static List<int> Drain(RecordQueue queue)
    {
        var numbers = new List<int>();
        for (int count = queue.TakeBatch(20); count > 0; count = queue.TakeBatch(20))
        {
            numbers.AddRange(Enumerable.Range(0, count).Select(k => queue.Batch(k).Reading.CurrentMilliA));
            queue.Accept(count);
        }

        return numbers;
    }

    private static (int Newest, int LeftOut) Begun(MemoryStore store)
    {
        var state = new DeviceState(store);
        state.Begin(false, 11);
        return (state.NewestNumber, state.LeftOutNumbers);
    }
}
