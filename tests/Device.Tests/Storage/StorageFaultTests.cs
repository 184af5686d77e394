using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using Record = NanoBms.Device.Storage.Record;

namespace NanoBms.Device.Tests.Storage;

/// <summary>Four starts of a device whose storage fails somewhere: the first without a clock, the third without a network.</summary>
public sealed class StorageFaultTests
{
    private const long Start = 1_772_366_400;
    private const int PeriodS = 15, Kept = 1;

    /// <summary>Ways in which a call fails.</summary>
    public static TheoryData<string> Faults() => [.. Enum.GetNames<StoreFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_single_call_that_fails_once_costs_no_entry_but_what_a_write_held_when_the_power_went(string fault)
    {
        var world = new World(0, default);
        world.Run();
        Assert.Equal(Enumerable.Range(0, world.Made).Except(world.InMemoryAtCuts), world.Arrived.Keys);
        int calls = world.Store.Calls;
        Assert.InRange(calls, 400, 4000);
        for (int call = 1; call <= calls; call++)
        {
            var failing = new World(call, Enum.Parse<StoreFault>(fault));
            failing.Run();
            string what = $"call {call}, {failing.Store.Failed}: {string.Join(" ", failing.Log.Lines)}";
            int[] lost = [.. Enumerable.Range(0, failing.Made).Except(failing.Arrived.Keys)];
            Assert.True(lost.All(failing.InMemoryAtCuts.Contains), $"lost {string.Join(" ", lost)}; {what}");
            Assert.True(lost.Length <= 3 * Kept || failing.Log.Lines.Count > 0, what);
            Assert.True(failing.IsInOrder, what);
            Assert.Equal(new[] { 1, 2, 3, 4 }, failing.Starts);
        }
    }

    [Theory]
    [InlineData("queue01.log", FlashLog.EntriesPerSegment - 39)]
    [InlineData("queue02.log", FlashLog.EntriesPerSegment)]
    [InlineData("queue03.log", FlashLog.EntriesPerSegment)]
    public void A_segment_that_cannot_be_read_any_more_is_skipped_named_and_counted_and_stays_as_it_is(string name, int unsent)
    {
        var world = new World(0, default);
        byte[] before = [];
        world.BeforeStart = start =>
        {
            if (start == 4)
            {
                before = world.Store.Inner.Files[name];
                world.Store.IsUnreadable = file => file == name;
            }
        };
        world.Run();
        Assert.Contains($"{name} cannot be read: up to {unsent} entries are lost.", world.Log.Lines);
        int lost = world.Made - world.Arrived.Count - world.InMemoryAtCuts.Count;
        Assert.InRange(lost, 1, 169);
        Assert.True(world.IsInOrder);
        Assert.Equal(before, world.Store.Inner.Files[name]);
    }

    [Theory]
    [InlineData("queue01.log")]
    [InlineData("queue02.log")]
    [InlineData("queue03.log")]
    public void A_segment_that_cannot_be_read_for_a_while_costs_nothing(string name)
    {
        var world = new World(0, default);
        int reads = 0;
        world.BeforeStart = start =>
        {
            if (start == 4)
            {
                world.Store.IsUnreadable = file => file == name && ++reads < 20;
            }
        };
        world.Run();
        Assert.InRange(reads, 20, int.MaxValue);
        Assert.Equal(Enumerable.Range(0, world.Made).Except(world.InMemoryAtCuts), world.Arrived.Keys);
        Assert.True(world.IsInOrder);
    }

    [Fact]
    public void A_segment_that_vanishes_is_named_and_the_others_go_on()
    {
        var world = new World(0, default) { BeforeStart = null };
        world.BeforeStart = start =>
        {
            if (start == 4)
            {
                world.Store.Inner.Remove("queue02.log");
            }
        };
        world.Run();
        Assert.Contains("queue02.log is missing: up to 169 entries are lost.", world.Log.Lines);
        Assert.InRange(world.Made - world.Arrived.Count - world.InMemoryAtCuts.Count, 1, 169);
        Assert.True(world.IsInOrder);
    }

    [Fact]
    public void Without_the_state_no_two_starts_have_the_same_number_and_all_times_are_right()
    {
        var world = new World(0, default);
        world.BeforeStart = _ =>
        {
            world.Store.Inner.Remove("state.0");
            world.Store.Inner.Remove("state.1");
        };
        world.Run();
        Assert.Equal([1, 1, 1, 1], world.Starts);
        Assert.Equal(Enumerable.Range(0, world.Made).Except(world.InMemoryAtCuts), world.Arrived.Keys);
        Assert.True(world.IsInOrder);
    }

    [Fact]
    public void Without_the_note_of_what_was_sent_entries_come_again_with_their_times_and_none_is_lost()
    {
        var world = new World(0, default);
        world.BeforeStart = start => world.Store.IsUnreadable = file => start == 3 && file.StartsWith("sent.", StringComparison.Ordinal);
        world.Run();
        Assert.Contains("The note of what was sent cannot be read: entries may be sent again.", world.Log.Lines);
        Assert.Equal(Enumerable.Range(0, world.Made).Except(world.InMemoryAtCuts), world.Arrived.Keys);
        Assert.True(world.IsInOrder);
    }

    /// <summary>A device's storage over its starts, and a channel that takes all.</summary>
    private sealed class World
    {
        private RecordQueue queue = null!;
        private FlashLog flash = null!;
        private DeviceState state = null!;
        private long trueS = Start, uptimeMs;

        public World(int failingCall, StoreFault fault)
        {
            Store.FailingCall = failingCall;
            Store.Fault = fault;
        }

        public FaultyStore Store { get; } = new();

        public ListLog Log { get; } = new();

        public Action<int>? BeforeStart { get; set; }

        public int Made { get; private set; }

        public SortedDictionary<int, long> Arrived { get; } = [];

        public HashSet<int> InMemoryAtCuts { get; } = [];

        public List<int> Starts { get; } = [];

        // Each time after the one before, also of what came twice.
        public bool IsInOrder { get; private set; } = true;

        public void Run()
        {
            Boot(1);
            Make(30);
            Cut();
            Boot(2);
            Make(5);
            TellClock();
            Make(10);
            Send(2);
            Make(10);
            Cut();
            Boot(3);
            TellClock();
            Make(350);
            Cut();
            Boot(4);
            TellClock();
            Make(3);
            Send(200);
            long last = 0;
            foreach (long time in Arrived.Values)
            {
                IsInOrder &= time > last;
                last = time;
            }
        }

        private void Boot(int start)
        {
            BeforeStart?.Invoke(start);
            trueS += 7;
            uptimeMs = 0;
            state = new DeviceState(Store);
            state.Begin();
            Starts.Add(state.Boots);
            flash = new FlashLog(Store, state.Boots, Log);
            queue = new RecordQueue(240, flash, Kept);
            queue.StartAfter(state.NewestUnixS, state.NewestBoot);
        }

        private void Make(int entries)
        {
            for (int k = 0; k < entries; k++)
            {
                Wait(PeriodS);
                queue.Add(Entries.Of(Made++, 0, uptimeMs));
                if (k % 10 == 0 || k > entries - 6)
                {
                    queue.StoreStep(uptimeMs);
                    state.NewestUnixS = queue.NewestUnixS;
                    state.NewestBoot = queue.NewestBoot;
                    state.Save();
                }
            }
        }

        private void TellClock()
        {
            // Where something cannot be read, sending has it tried again.
            for (int k = 0; k < 10 && !queue.SetClock(trueS - uptimeMs / 1000); k++)
            {
                queue.TakeBatch(1);
            }
        }

        private void Send(int batches)
        {
            for (int k = 0; k < batches; k++)
            {
                int count = queue.TakeBatch(19);
                for (int entry = 0; entry < count; entry++)
                {
                    Record record = queue.Batch(entry);
                    int number = record.Reading.CurrentMilliA;
                    IsInOrder &= record.UnixS > Start && Arrived.GetValueOrDefault(number, record.UnixS) == record.UnixS;
                    Arrived[number] = record.UnixS;
                }

                queue.Accept(count);
                Wait(PeriodS);
                queue.StoreStep(uptimeMs);
            }
        }

        private void Cut()
        {
            int inMemory = queue.Count - flash.Count;
            InMemoryAtCuts.UnionWith(Enumerable.Range(Made - inMemory, inMemory));
        }

        private void Wait(int seconds)
        {
            trueS += seconds;
            uptimeMs += 1000L * seconds;
        }
    }
}
