using System.Collections.Concurrent;
using NanoBms.App;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Running;

/// <summary>The whole gauge in simulated time on a machine that sleeps between samples.</summary>
public sealed class SleepTests
{
    private const int AwakeStepMs = 20, SamplesWithOutage = 24;

    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly MemoryStore store = new();
    private readonly ChipOnBus chip;
    private readonly AnalogPin pin = new() { Ripples = true };
    private readonly FakePower power = new();
    private readonly DeviceSettings settings = new()
    {
        CloudWriteKey = "KEY",
        CloudChannelId = 7,
        CloudPeriodMs = 60000,
        Sleep = SleepMode.Light,
    };

    private readonly Radio radio;
    private readonly FakeChannel channel;
    private readonly FakeSleep sleep;
    private readonly FaultyStore faulty = new();
    private QuantizedModel model = new VoltageModel();
    private IFileStore storage;
    private int made, waiting, starts = 1;

    public SleepTests()
    {
        storage = store;
        radio = new Radio(clock);
        channel = new FakeChannel(clock);
        sleep = new FakeSleep(clock, radio);
        pin.SetOhm(10000, 5600);
        chip = new ChipOnBus(clock: clock);
        chip.Measure(3.9, -2.3);
    }

    [Fact]
    public void Light_sleep_keeps_the_sample_times_and_connects_only_to_send()
    {
        Gauge gauge = Boot();
        RunLight(gauge, 2 * 3600);
        Assert.Null(settings.FirstError());

        // A line a second, each with its own second, and none of a failed or missing sample.
        string[] times = [.. log.Lines.Where(line => line.Contains("Sensor:", StringComparison.Ordinal)).Select(line => line[12..20])];
        Assert.InRange(times.Length, 7199, 7201);
        Assert.Equal(times.Length, times.Distinct().Count());
        Assert.DoesNotContain(log.Lines.Skip(1), line => line.Contains("no reading", StringComparison.Ordinal));
        Assert.All(Posted().Skip(1), request => Assert.Equal(0, LastStatus(request) & 7));

        // Four entries a minute, a connection for each write, in order and all of them.
        Assert.InRange(channel.Entries.Count, (2 * 240) - 9, 2 * 240);
        Assert.All(
            channel.Entries.Zip(channel.Entries.Skip(1)),
            pair => Assert.Equal(15, (pair.Second.CreatedAt - pair.First.CreatedAt).TotalSeconds));
        int writes = channel.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.InRange(radio.Connections, 110, writes);

        // Awake: the first minute, the second after each estimate and the writes.
        Assert.InRange(sleep.SleptMs, 7_000_000, 7_140_000);
        Assert.Equal(0, power.Restarts);
    }

    [Fact]
    public void Without_the_network_light_sleep_loses_no_entry_and_without_the_clock_none_its_time()
    {
        clock.IsSet = radio.HasTime = radio.IsInReach = false;
        Gauge gauge = Boot();
        DateTime start = clock.Now;
        RunLight(gauge, 3600);
        Assert.Empty(channel.Entries);
        Assert.InRange(sleep.SleptMs, 3_400_000, 3_540_000);
        radio.HasTime = radio.IsInReach = true;
        RunLight(gauge, 3 * 3600);
        Assert.Equal(0, channel.Doubles);
        Assert.InRange(channel.Entries.Count, (4 * 240) - 9, 4 * 240);
        Assert.InRange((channel.Entries[0].CreatedAt - start).TotalSeconds, 9, 12);
        Assert.All(
            channel.Entries.Zip(channel.Entries.Skip(1)),
            pair => Assert.Equal(15, (pair.Second.CreatedAt - pair.First.CreatedAt).TotalSeconds, 1.0));
    }

    [Fact]
    public void A_machine_that_sleeps_has_its_clock_set_once_an_hour()
    {
        RunLight(Boot(), 4 * 3600);
        Assert.InRange(radio.ClockSettings, 4, 5);
    }

    [Fact]
    public void In_the_first_minute_and_while_a_loop_has_work_there_is_no_sleep()
    {
        Gauge gauge = Boot();
        var rest = new GaugeSleep(gauge, sleep, clock, SleepMode.Light);
        Assert.False(rest.TrySleep(1000));
        clock.Advance(GaugeSleep.StayAwakeMs);
        gauge.StoreStep();
        rest.BeginStep();
        Assert.False(rest.TrySleep(1000));
        rest.EndStep();
        Assert.False(rest.TrySleep(49));
        Assert.True(rest.TrySleep(1000));
        Assert.Equal((1, 1000), (sleep.Count, sleep.SleptMs));

        // An estimate is due with the tenth good sample, and its entry after that.
        for (int k = 0; k < 11; k++)
        {
            clock.Advance(1000);
            gauge.Loop.SampleStep();
        }

        Assert.True(gauge.Loop.InferencePending);
        Assert.False(rest.TrySleep(1000));
        gauge.Loop.InferStep();
        Assert.False(rest.TrySleep(1000));
        gauge.Upload.SendStep();
        Assert.False(rest.TrySleep(1000));

        // The first state of charge is to be kept.
        gauge.StoreStep();
        Assert.True(rest.TrySleep(1000));
    }

    [Fact]
    public void A_machine_that_does_not_sleep_is_asked_again_ten_seconds_later_and_works_on()
    {
        sleep.Refuses = true;
        RunLight(Boot(), 600);
        Assert.Equal(0, sleep.Count);
        Assert.InRange(sleep.Asked, 40, 60);
        Assert.InRange(channel.Entries.Count, 30, 40);
    }

    [Fact]
    public void After_a_deep_sleep_everything_goes_on_as_if_it_had_not_been()
    {
        model = new SlowModel();
        settings.Sleep = SleepMode.Deep;
        Assert.Null(settings.FirstError());
        Gauge slept = RunDeep(Boot(), 500);
        List<string> sleptLines = [.. log.Lines.Where(line => line.Contains("Sensor:", StringComparison.Ordinal))];
        List<(DateTime CreatedAt, string Voltage)> sleptEntries = [.. channel.Entries];
        string[] sleptRequests = [.. channel.Requests.Where(request => request.Contains("field4", StringComparison.Ordinal))];
        Assert.InRange(sleep.Count, 490, 500);
        Assert.Equal(1, slept.State.Boots);

        // The same machine that stays awake, at the same readings and times.
        var awake = new SleepTests { model = new SlowModel() };
        Gauge other = awake.RunAwake(500);
        Assert.Equal(awake.log.Lines.Where(line => line.Contains("Sensor:", StringComparison.Ordinal)), sleptLines);
        Assert.Equal(awake.channel.Entries.Take(490), sleptEntries.Take(490));
        Assert.InRange(sleptEntries.Count, 490, 500);
        other.Loop.Estimator.Read(out StateEstimate expected);
        slept.Loop.Estimator.Read(out StateEstimate estimate);
        Assert.Equal(expected, estimate);
        Assert.All(sleptRequests, request => Assert.Equal(0, LastStatus(request) & 7));
    }

    [Fact]
    public void A_start_that_takes_two_seconds_moves_no_sample()
    {
        model = new SlowModel();
        settings.Sleep = SleepMode.Deep;
        sleep.StartMs = 2000;
        RunDeep(Boot(), 300);
        Assert.InRange(channel.Entries.Count, 270, 300);
        Assert.All(
            channel.Entries.Zip(channel.Entries.Skip(1)).Skip(10),
            pair => Assert.Equal(15, (pair.Second.CreatedAt - pair.First.CreatedAt).TotalSeconds));
        Assert.All(Posted().Skip(10), request => Assert.Equal(0, LastStatus(request) & 7));
    }

    [Fact]
    public void Before_the_clock_is_known_deep_sleep_does_not_disturb_the_times_of_entries()
    {
        model = new SlowModel();
        settings.Sleep = SleepMode.Deep;
        clock.IsSet = radio.HasTime = false;
        DateTime start = clock.Now;
        Gauge gauge = RunDeep(Boot(), 100);
        radio.HasTime = true;
        RunDeep(gauge, 300);
        Assert.Equal(0, channel.Doubles);
        Assert.InRange(channel.Entries.Count, 380, 400);
        Assert.InRange((channel.Entries[0].CreatedAt - start).TotalSeconds, 14, 16);
        Assert.All(
            channel.Entries.Zip(channel.Entries.Skip(1)),
            pair => Assert.Equal(15, (pair.Second.CreatedAt - pair.First.CreatedAt).TotalSeconds, 1.0));
    }

    [Fact]
    public void A_power_cut_in_deep_sleep_is_a_power_up_that_loses_no_entry()
    {
        model = new SlowModel();
        settings.Sleep = SleepMode.Deep;
        radio.IsInReach = false;
        Gauge before = RunDeep(Boot(), 100);
        int soc = before.Loop.Estimator.NetworkCentiPercent;
        sleep.IsWake = sleep.IsOver = false;
        clock.UptimeMs = 0;
        Gauge after = Boot();
        Assert.Equal(2, after.State.Boots);
        Assert.InRange(after.Loop.Estimator.KnownNetworkCentiPercent, soc - 200, soc + 200);
        radio.IsInReach = true;
        RunDeep(after, 100);
        Assert.Equal(0, channel.Doubles);

        // The window fills anew for nine samples.
        Assert.InRange(channel.Entries.Count, 180, 200);
    }

    [Fact]
    public void A_sleep_memory_that_is_damaged_costs_the_window_alone()
    {
        model = new SlowModel();
        settings.Sleep = SleepMode.Deep;
        RunDeep(Boot(), 100);
        store.Files["sleep.0"][20] ^= 1;
        store.Files["sleep.1"][20] ^= 1;
        clock.UptimeMs = 0;
        Gauge gauge = Boot();
        Assert.False(gauge.HasWoken);
        Assert.InRange(gauge.Loop.Estimator.KnownNetworkCentiPercent, 7000, 8000);
        Assert.Equal(0, gauge.Loop.NearestDueMs(0));
    }

    [Fact]
    public void A_storage_that_does_not_take_the_state_or_the_entries_keeps_the_machine_awake()
    {
        model = new SlowModel();
        settings.Sleep = SleepMode.Deep;
        Gauge gauge = RunDeep(Boot(), 30);
        int before = sleep.Count;
        store.RefusesWrites = true;
        gauge = RunDeep(gauge, 20);
        Assert.InRange(sleep.Count - before, 0, 1);
        store.RefusesWrites = false;
        RunDeep(gauge, 20);
        Assert.InRange(sleep.Count - before, 15, 22);
        Assert.Equal(0, channel.Doubles);
        Assert.InRange(channel.Entries.Count, 55, 70);
    }

    /// <summary>Ways in which a call of the storage fails.</summary>
    public static TheoryData<string> Faults() => [.. Enum.GetNames<StoreFault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_call_of_the_storage_that_fails_once_costs_a_deep_sleeper_no_entry_but_one_that_its_write_held(string fault)
    {
        var good = new SleepTests();
        good.RunDeepWithOutage();

        // The chip's first reading comes with the second sample.
        Assert.Equal((SamplesWithOutage - 1, 1), (good.made, good.starts));
        Assert.Equal(good.made, good.channel.Entries.Count + good.waiting);
        Assert.InRange(good.faulty.Calls, 300, 4000);
        var complaints = new ConcurrentBag<string>();
        var failed = new ConcurrentDictionary<string, bool>();
        Parallel.For(1, good.faulty.Calls + 1, call =>
        {
            var world = new SleepTests();
            (world.faulty.FailingCall, world.faulty.Fault) = (call, Enum.Parse<StoreFault>(fault));
            world.RunDeepWithOutage();
            failed.TryAdd(world.faulty.Failed, true);
            int lost = world.made - world.channel.Entries.Count - world.waiting;
            string[] said = [.. world.log.Lines.Where(line => !line.StartsWith('['))];
            DateTime[] times = [.. world.channel.Entries.Select(entry => entry.CreatedAt)];
            if (lost > 1 || (lost == 1 && said.Length == good.log.Lines.Count(line => !line.StartsWith('['))) || world.starts > 2
                || world.channel.Doubles > 0 || times.Zip(times.Skip(1)).Any(pair => pair.Second <= pair.First))
            {
                complaints.Add(
                    $"call {call}, {world.faulty.Failed}: {lost} lost, {world.starts} starts, {world.channel.Doubles} doubles; "
                    + string.Join(" / ", said));
            }
        });
        Assert.True(complaints.IsEmpty, string.Join("\n", complaints));
        Assert.All(
            new[] { "Length sleep.0", "Read sleep.0", "Write sleep.0", "Length sleep.1", "Read sleep.1", "Write sleep.1" },
            call => Assert.Contains(call, failed.Keys));
    }

    [Fact]
    public void What_a_deep_sleep_keeps_fits_in_a_small_file()
    {
        model = new SlowModel(isSmall: true);
        settings.Sleep = SleepMode.Deep;
        RunDeep(Boot(), 30);
        TestContext.Current.TestOutputHelper!.WriteLine($"{store.Files["sleep.0"].Length} bytes");
        Assert.InRange(store.Files["sleep.0"].Length, 300, 511);
    }

    private Gauge Boot() => new(settings, model, new GaugeHardware
    {
        Chip = chip,
        Bus = chip,
        Adc = pin,
        Http = channel,
        Network = radio,
        Store = storage,
        Sleep = settings.Sleep == SleepMode.None ? null : sleep,
        Clock = clock,
        Log = log,
    });

    private IEnumerable<string> Posted() => channel.Requests.Where(request => request.Contains("field7", StringComparison.Ordinal));

    /// <summary>Samples and sleeps as the threads of a board do, in turn; in the waits between steps time goes on.</summary>
    private void RunLight(Gauge gauge, int seconds)
    {
        var rest = new GaugeSleep(gauge, sleep, clock, SleepMode.Light);
        var supervisor = new Supervisor(clock, log, power, gauge.State);
        int loop = supervisor.Add("sampling", 5000, false);
        var pacer = new Pacer(gauge.Loop.PeriodMs, gauge.Loop.NearestDueMs(clock.UptimeMs));
        for (int k = 0; k < seconds; k++)
        {
            gauge.Loop.SampleStep();
            supervisor.Report(loop);
            long dueMs = clock.UptimeMs + pacer.NextWaitMs(clock.UptimeMs);
            while (clock.UptimeMs < dueMs)
            {
                Work(gauge);
                if (!rest.TrySleep(dueMs - clock.UptimeMs))
                {
                    clock.Advance(Math.Min(AwakeStepMs, dueMs - clock.UptimeMs));
                }
            }

            Assert.True(supervisor.Check());
        }
    }

    /// <summary>A deep sleeper before, in and after an outage, on a storage that may fail.</summary>
    private void RunDeepWithOutage()
    {
        (model, storage) = (new SlowModel(isSmall: true), faulty);
        settings.Sleep = SleepMode.Deep;
        Gauge gauge = RunDeep(Boot(), SamplesWithOutage / 4, mayFail: true);
        radio.IsInReach = false;
        gauge = RunDeep(gauge, SamplesWithOutage / 4, mayFail: true);
        radio.IsInReach = true;
        gauge = RunDeep(gauge, SamplesWithOutage / 2, mayFail: true);
        waiting = gauge.Queue.Count;
    }

    private Gauge RunDeep(Gauge gauge, int samples, bool mayFail = false)
    {
        for (int k = 0; k < samples; k++)
        {
            if (sleep.IsOver)
            {
                sleep.IsOver = false;
                gauge = Boot();
                starts += gauge.HasWoken ? 0 : 1;
                Assert.True(gauge.HasWoken || mayFail);
            }

            var rest = new GaugeSleep(gauge, sleep, clock, SleepMode.Deep);
            var pacer = new Pacer(gauge.Loop.PeriodMs, gauge.Loop.NearestDueMs(clock.UptimeMs));
            Measure(k);
            int number = gauge.Queue.NewestNumber;
            gauge.Loop.SampleStep();
            made += gauge.Loop.InferencePending ? 1 : gauge.Queue.NewestNumber - number;
            long dueMs = clock.UptimeMs + pacer.NextWaitMs(clock.UptimeMs);
            while (!sleep.IsOver && clock.UptimeMs < dueMs)
            {
                Work(gauge);
                if (!rest.TrySleep(dueMs - clock.UptimeMs))
                {
                    clock.Advance(Math.Min(AwakeStepMs, dueMs - clock.UptimeMs));
                }
            }
        }

        return gauge;
    }

    private Gauge RunAwake(int samples)
    {
        settings.Sleep = SleepMode.None;
        settings.KeepInMemory = 0;
        Gauge gauge = Boot();
        for (int k = 0; k < samples; k++)
        {
            Measure(k);
            gauge.Loop.SampleStep();
            long dueMs = clock.UptimeMs + gauge.Loop.PeriodMs;
            while (clock.UptimeMs < dueMs)
            {
                Work(gauge);
                clock.Advance(Math.Min(AwakeStepMs, dueMs - clock.UptimeMs));
            }
        }

        return gauge;
    }

    private void Work(Gauge gauge)
    {
        gauge.Loop.InferStep();
        gauge.StoreStep();
        gauge.Upload.SendStep();
    }

    private void Measure(int sample) => chip.Measure(3.9 + (0.2 * Math.Sin(sample / 20.0)), -0.5 + Math.Sin(sample / 7.0));

    private static int LastStatus(string request)
    {
        string status = request.Split("field7")[^1];
        return int.Parse(string.Concat(status.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit)), null);
    }
}
