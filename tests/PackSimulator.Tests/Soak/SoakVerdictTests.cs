using NanoBms.Device.Storage;
using NanoBms.PackSimulator.Soak;

namespace NanoBms.PackSimulator.Tests.Soak;

/// <summary>What each line of the verdict is worth: a soak that is spoilt in just one way is found broken in just that line.</summary>
[Collection(nameof(OneAtATime))]
public sealed class SoakVerdictTests(SoakVerdictTests.HoldingSoak soak) : IClassFixture<SoakVerdictTests.HoldingSoak>
{
    // Somewhere in the middle, where entries came one by one.
    private const int At = 2000;

    private const string Numbers = "entries whose number is not after the one before, or hides a loss";

    private delegate void Change(ref ChannelEntry entry);

    [Fact]
    public void An_entry_that_never_came_is_missed() => AssertBroken("entries lost", entries => entries.RemoveAt(At));

    [Fact]
    public void An_entry_that_came_twice_is_found() => AssertBroken("entries doubled", entries =>
    {
        ChannelEntry again = entries[At];
        again.CreatedUnixS++;
        entries.Insert(At + 1, again);
    });

    [Fact]
    public void Entries_that_changed_places_are_found_by_their_times_and_by_their_numbers() =>
        AssertBroken(["entries out of order", Numbers], entries => entries.Reverse(At, 2), new SoakObservations());

    [Fact]
    public void An_entry_that_went_ahead_and_was_said_to_is_no_fault()
    {
        long ahead = soak.Entries[At + 1].CreatedUnixS;
        AssertBroken([], entries => entries.Reverse(At, 2), new SoakObservations { Ahead = { ahead } });
        AssertBroken(["entries out of order", Numbers], entries => entries.Reverse(At, 2), new SoakObservations { Ahead = { ahead - 15 } });
    }

    [Fact]
    public void A_loss_that_a_line_of_the_log_counts_is_none() =>
        AssertBroken([], entries => entries.RemoveRange(At, 3), new SoakObservations { Losses = { (86_400, 3) } });

    [Fact]
    public void A_loss_that_a_line_counts_too_low_or_before_it_happened_is_one()
    {
        AssertBroken(["entries lost"], entries => entries.RemoveRange(At, 3), new SoakObservations { Losses = { (86_400, 2) } });
        AssertBroken(["entries lost"], entries => entries.RemoveRange(At, 3), new SoakObservations { Losses = { (60, 3) } });
    }

    [Fact]
    public void A_loss_that_no_gap_in_the_numbers_shows_is_found() => AssertBroken(
        [Numbers],
        entries =>
        {
            entries.RemoveAt(At);
            for (int k = 0; k < entries.Count; k++)
            {
                ChannelEntry entry = entries[k];
                entry.Number = k + 1;
                entries[k] = entry;
            }
        },
        new SoakObservations { Losses = { (86_400, 1) } });

    [Fact]
    public void What_came_twice_and_was_said_to_is_no_fault()
    {
        ChannelEntry twice = soak.Entries[At];
        AssertBroken(
            [], entries => entries.Insert(At + 1, twice), new SoakObservations { Twice = { (twice.CreatedUnixS - 15, 2) } });
        AssertBroken(
            ["entries doubled"], entries => entries.Insert(At + 1, twice),
            new SoakObservations { Twice = { (twice.CreatedUnixS + 15, 2) } });

        // So many are told, however long they took.
        long first = soak.Entries[At - 3].CreatedUnixS;
        AssertBroken([], entries => entries.Insert(At + 1, twice), new SoakObservations { Twice = { (first, 4) } });
        AssertBroken(["entries doubled"], entries => entries.Insert(At + 1, twice), new SoakObservations { Twice = { (first, 3) } });
    }

    [Fact]
    public void What_came_twice_is_told_by_the_line_that_the_note_of_what_was_sent_is_lost_as_well()
    {
        ChannelEntry twice = soak.Entries[At];
        SoakObservations seen(int noteLostS) => new()
        {
            IsPrivate = true,
            ReplyUnknown = { twice.ArrivedS },
            SentUnknown = { noteLostS },
        };
        AssertBroken([], entries => entries.Insert(At + 1, twice), seen(twice.ArrivedS + 60));
        AssertBroken(["entries doubled"], entries => entries.Insert(At + 1, twice), seen(twice.ArrivedS + (2 * SoakPlan.DayS)));
    }

    [Fact]
    public void The_right_time_is_no_fault_where_a_wrong_clock_was_expected()
    {
        int second = soak.Second(At);
        var wrong = new WrongClock(second - 3, second + 3, 5000);
        Assert.Empty(SmallModel.Broken(soak.Judge(soak.Entries, new SoakObservations(), wrong)));
        Assert.Equal(["entries with a wrong time"], SmallModel.Broken(soak.Judge(Late(At), new SoakObservations(), wrong)));
    }

    [Fact]
    public void What_is_dated_ahead_while_an_earlier_step_is_not_caught_up_is_caught_up_behind_it()
    {
        // Alone, a step of 10 s and what a start adds is caught up within 1365 s with a clock; behind one of 400 s, within 1950 s more.
        int second = soak.Second(At);
        var first = new WrongClock(second - 3000, second - 3000, -400);
        var then = new WrongClock(second - 2400, second - 2400, -10);
        Assert.Equal(["entries with a wrong time"], SmallModel.Broken(soak.Judge(Late(At), new SoakObservations(), first)));
        Assert.Equal(["entries with a wrong time"], SmallModel.Broken(soak.Judge(Late(At), new SoakObservations(), then)));
        Assert.Empty(SmallModel.Broken(soak.Judge(Late(At), new SoakObservations(), first, then)));
    }

    [Fact]
    public void An_entry_without_a_time_may_be_late_where_the_file_that_told_it_is_lost()
    {
        List<ChannelEntry> late = soak.FindBeforeClock().Select(Late)
            .First(entries => SmallModel.Broken(soak.Judge(entries, new SoakObservations())) is ["entries with a wrong time"]);
        Assert.Empty(SmallModel.Broken(soak.Judge(late, new SoakObservations { LostFiles = { SoakPlan.DayS } })));
    }

    [Fact]
    public void An_entry_of_a_file_that_can_be_read_again_may_come_late_where_the_note_that_it_was_passed_over_is_lost()
    {
        const int laterBy = 3;
        int madeS = soak.Second(At), cameS = soak.Entries[At + laterBy].ArrivedS;
        void spoil(List<ChannelEntry> entries)
        {
            ChannelEntry found = entries[At];
            found.ArrivedS = cameS;
            entries.Insert(At + laterBy + 1, found);
            entries.RemoveAt(At);
        }

        AssertBroken([], spoil, new SoakObservations { LostFiles = { madeS + 1 }, SentUnknown = { cameS - 1 } });
        SoakObservations[] otherwise =
        [
            // It was made after the file was lost; the note was lost before it, or is not.
            new SoakObservations { LostFiles = { madeS - 1 }, SentUnknown = { cameS - 1 } },
            new SoakObservations { LostFiles = { madeS + 1 }, SentUnknown = { madeS } },
            new SoakObservations { LostFiles = { madeS + 1 } },
        ];
        foreach (SoakObservations seen in otherwise)
        {
            AssertBroken(["entries out of order", Numbers], spoil, seen);
        }
    }

    [Fact]
    public void Numbers_begin_anew_also_behind_an_entry_that_was_on_its_way_while_the_state_was_lost()
    {
        int startS = soak.Second(At + 1) - 1;
        void Spoil(List<ChannelEntry> entries)
        {
            for (int k = At; k < entries.Count; k++)
            {
                ChannelEntry entry = entries[k];
                entry.ArrivedS = k == At ? startS + 1 : entry.ArrivedS;
                entry.Number -= k == At ? 0 : 5;
                entries[k] = entry;
            }
        }

        AssertBroken([], Spoil, new SoakObservations { Forgetful = { startS } });
        AssertBroken([Numbers], Spoil, new SoakObservations { Forgetful = { soak.Second(At) - 1 } });
        AssertBroken([Numbers], Spoil, new SoakObservations());
    }

    [Fact]
    public void The_last_entry_of_a_start_without_a_clock_may_be_late_by_what_a_restart_says_it_takes()
    {
        (int endS, List<ChannelEntry> late) = soak.FindBeforeClock().Where(k => soak.Start(k).ClockS < 0)
            .Select(k => (soak.Start(k).ToS, Late(k)))
            .First(one => SmallModel.Broken(soak.Judge(one.Item2, new SoakObservations())) is ["entries with a wrong time"]);
        Assert.Empty(SmallModel.Broken(soak.Judge(late, new SoakObservations { Losses = { (endS, 1) } })));
        Assert.Equal(
            ["entries with a wrong time"],
            SmallModel.Broken(soak.Judge(late, new SoakObservations { Losses = { (endS - 60, 1) } })));
    }

    [Fact]
    public void An_entry_that_the_device_did_not_make_is_found() => AssertBroken("entries that the device did not make", entries =>
    {
        ChannelEntry other = entries[At];
        other.SocCentiPercent = -1;
        entries.Insert(At, other);
    });

    [Fact]
    public void A_voltage_that_changed_is_found() =>
        AssertBroken("entries with another reading", At, (ref ChannelEntry entry) => entry.VoltageMilliV += 21);

    [Fact]
    public void A_current_that_changed_is_found() =>
        AssertBroken("entries with another reading", At, (ref ChannelEntry entry) => entry.CurrentMilliA -= 21);

    [Fact]
    public void A_temperature_that_changed_is_found() =>
        AssertBroken("entries with another reading", At, (ref ChannelEntry entry) => entry.TemperatureCentiC += 21);

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    public void A_time_that_is_off_is_found(int seconds) =>
        AssertBroken("entries with a wrong time", At, (ref ChannelEntry entry) => entry.CreatedUnixS += seconds);

    [Theory]
    [InlineData(StatusBits.Buffered)]
    [InlineData(StatusBits.PowerUp)]
    [InlineData(StatusBits.SupervisedRestart)]
    [InlineData(StatusBits.SensorFault)]
    [InlineData(StatusBits.Restarted)]
    public void A_status_bit_that_is_missing_is_found(int bit)
    {
        int index = soak.Entries.FindIndex(entry => soak.Must(entry, bit));
        Assert.InRange(index, 0, int.MaxValue);
        AssertBroken("entries with wrong status bits", index, (ref ChannelEntry entry) => entry.Status &= ~bit);
    }

    [Theory]
    [InlineData(StatusBits.Buffered)]
    [InlineData(StatusBits.PowerUp)]
    [InlineData(StatusBits.SupervisedRestart)]
    [InlineData(StatusBits.SensorFault)]
    [InlineData(StatusBits.Held)]
    [InlineData(StatusBits.Restarted)]
    [InlineData(StatusBits.OverCurrent)]
    public void A_status_bit_too_much_is_found(int bit)
    {
        int index = soak.Entries.FindIndex(entry => soak.MustNot(entry, bit));
        Assert.InRange(index, 0, int.MaxValue);
        AssertBroken("entries with wrong status bits", index, (ref ChannelEntry entry) => entry.Status |= bit);
    }

    [Fact]
    public void What_was_seen_of_the_device_is_judged()
    {
        AssertBroken("exceptions at the top of a loop", new SoakObservations { Exceptions = 1 });
        AssertBroken("state of charge back within 2 % after each start", new SoakObservations { LargestSocDifference = 201 });
        AssertBroken("starts and restarts counted with their reason", new SoakObservations { FirstMiscount = "start 3" });
        AssertBroken("memory flat", new SoakObservations { HeapBytes = { 1_000_000, 1_070_000 } });
        AssertBroken("memory flat", new SoakObservations { SteadyHeapBytes = { 1_000_000, 1_017_000, 1_034_000 } });
        AssertBroken("memory flat", new SoakObservations { SteadyHeapBytes = { 1_000_000, 1_050_000, 1_050_000 } });
        AssertBroken([], _ => { }, new SoakObservations { SteadyHeapBytes = { 1_000_000, 1_024_600, 1_024_700, 1_024_600 } });
        AssertBroken("buffers bounded", new SoakObservations { MaxWaiting = 6_494 });
        AssertBroken("buffers bounded", new SoakObservations { MaxFlashBytes = 155_649 });
        AssertBroken("requests as the interface knows them", new SoakObservations { Malformed = "POST x" });
    }

    [Fact]
    public void An_exception_in_a_loop_is_found() => AssertFinds(
        SmallModel.Options(1, 1, 1)
            with
        { Model = () => new WatchedModel(k => _ = k == 100 ? throw new InvalidOperationException("out of order") : k) },
        "exceptions at the top of a loop");

    [Fact]
    public void A_state_that_is_lost_at_a_start_is_found() => AssertFinds(
        SmallModel.Options(1, 1, 1) with
        {
            BeforeStart = flash =>
            {
                flash.Remove("state.0");
                flash.Remove("state.1");
            },
        },
        "state of charge back within 2 % after each start");

    [Fact]
    public void Entries_that_are_lost_at_a_start_are_found() => AssertFinds(
        SmallModel.Options(1, 1, 1) with
        {
            BeforeStart = flash =>
            {
                for (int slot = 0; slot < FlashLog.Segments; slot++)
                {
                    flash.Remove($"queue{slot:00}.log");
                }
            },
        },
        "entries lost");

    [Fact]
    public void Memory_that_a_running_device_leaks_is_found() => AssertFinds(
        SmallModel.Options(1, 1, 1) with
        {
            Model = () =>
            {
                var leak = new List<byte[]>();
                return new WatchedModel(_ => leak.Add(new byte[8]));
            },
        },
        "memory flat");

    [Fact]
    public void Memory_that_each_start_leaks_is_found()
    {
        var leak = new List<byte[]>();
        AssertFinds(SmallModel.Options(1, 1, 1) with { BeforeStart = _ => leak.Add(new byte[8000]) }, "memory flat");
    }

    private static void AssertFinds(SoakOptions options, string finding) =>
        Assert.Contains(finding, SmallModel.Broken(SmallModel.Run(options)));

    private List<ChannelEntry> Late(int index)
    {
        List<ChannelEntry> entries = [.. soak.Entries];
        ChannelEntry entry = entries[index];
        entry.CreatedUnixS += 4;
        entries[index] = entry;
        return entries;
    }

    private void AssertBroken(string finding, SoakObservations seen) =>
        Assert.Equal([finding], SmallModel.Broken(soak.Judge(soak.Entries, seen)));

    private void AssertBroken(string finding, int index, Change change) => AssertBroken(finding, entries =>
    {
        ChannelEntry entry = entries[index];
        change(ref entry);
        entries[index] = entry;
    });

    private void AssertBroken(string finding, Action<List<ChannelEntry>> spoil) => AssertBroken([finding], spoil, new SoakObservations());

    private void AssertBroken(string[] findings, Action<List<ChannelEntry>> spoil, SoakObservations seen)
    {
        List<ChannelEntry> entries = [.. soak.Entries];
        spoil(entries);
        Assert.Equal(findings, SmallModel.Broken(soak.Judge(entries, seen)));
    }

    /// <summary>A day that holds, with entries of every kind that is spoilt here.</summary>
    public sealed class HoldingSoak
    {
        // A day in which nothing is lost and nothing comes twice, so that what a test does to it stands alone.
        private readonly SoakRun run = new(SmallModel.Options(1, 3, 1));
        private readonly Dictionary<long, int> places;

        public HoldingSoak()
        {
            SoakVerdict verdict = run.Run(_ => { }, CancellationToken.None);
            Assert.True(verdict.Holds, string.Join(Environment.NewLine, verdict.Findings));
            Assert.Empty(run.Seen.Losses);
            Assert.Empty(run.Seen.Twice);
            Entries = [.. run.Channel.Entries];
            int[] found = new EntryFinder(run.Ledger, (_, _) => 0).FindAll(run.Channel.Entries);
            places = Enumerable.Range(0, found.Length).ToDictionary(k => Entries[k].CreatedUnixS, k => found[k]);
        }

        internal List<ChannelEntry> Entries { get; }

        internal SoakVerdict Judge(List<ChannelEntry> entries, SoakObservations seen, params WrongClock[] others)
        {
            // What the day's own log told counts besides.
            seen.Losses.AddRange(run.Seen.Losses);
            seen.Losses.Sort();
            seen.Twice.AddRange(run.Seen.Twice);
            seen.Forgetful.AddRange(run.Seen.Forgetful);
            return SoakVerdict.Judge(run.Ledger, entries.ToArray(), [.. run.WrongClocks, .. others], seen);
        }

        /// <summary>When an entry was made, second of the soak.</summary>
        internal int Second(int index) => Made(Entries[index]).MadeS;

        /// <summary>Entries that a start made before it knew the time, of those whose next one came seconds later.</summary>
        internal IEnumerable<int> FindBeforeClock() => Enumerable.Range(0, Entries.Count - 1).Where(k =>
        {
            MadeEntry made = Made(Entries[k]);
            DeviceStart start = run.Ledger.Starts[made.Start];
            return (start.ClockS < 0 || made.MadeS < start.ClockS) && start.ToS < SoakPlan.DayS - SoakPlan.HourS
                && Entries[k + 1].CreatedUnixS > Entries[k].CreatedUnixS + 4;
        });

        /// <summary>The start in which an entry was made.</summary>
        internal DeviceStart Start(int index) => run.Ledger.Starts[Made(Entries[index]).Start];

        internal bool Must(ChannelEntry entry, int bit) => (Made(entry).MustStatus & bit) != 0;

        internal bool MustNot(ChannelEntry entry, int bit) => (Made(entry).MustNotStatus & bit) != 0;

        private MadeEntry Made(ChannelEntry entry) => run.Ledger[places[entry.CreatedUnixS]];
    }
}
