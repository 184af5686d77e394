using NanoBms.App;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Running;

/// <summary>The whole gauge in simulated time, at register-level sensors and a channel.</summary>
public sealed class GaugeTests
{
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly MemoryStore store = new();
    private readonly ChipOnBus chip;
    private readonly AnalogPin pin = new() { Ripples = true };
    private readonly FakeOutput soc = new(), heat = new(), current = new();
    private readonly DeviceSettings settings = new() { CloudWriteKey = "KEY", CloudChannelId = 7, KeepInMemory = 0 };
    private readonly FakeNetwork network;
    private readonly FakeChannel channel;

    public GaugeTests()
    {
        chip = new ChipOnBus(clock: clock);
        network = new FakeNetwork(clock);
        channel = new FakeChannel(clock) { HasPower = () => store.PowerAfterBytes > 0 };
        pin.SetOhm(10000, 5600);
        chip.Measure(3.9, -2.3);
    }

    [Fact]
    public void The_log_is_in_the_form_that_is_promised()
    {
        Gauge gauge = Boot();
        Run(gauge, 12);
        Assert.Equal(
            "[2026-03-01 12:00:01] Sensor: no reading, INA226 is taking its first reading | Buffering data... (0/10), SOC: ---",
            log.Lines[0]);
        Assert.Equal("[2026-03-01 12:00:02] Sensor: 3.90V, -2.30A, 25.0C | Buffering data... (1/10), SOC: ---", log.Lines[1]);
        Assert.StartsWith("[2026-03-01 12:00:11] Sensor: 3.90V, -2.30A, 25.0C | SOC: 74.9% +-", log.Lines[10], StringComparison.Ordinal);
    }

    /// <summary>The readings are 3.9 V, -2.3 A, 25 degC and 74.9 %: one of the three limits is passed, the other two by far not.</summary>
    [Theory]
    [InlineData(90f, 90f, 50f, "low state of charge", true, false, false)]
    [InlineData(10f, 20f, 50f, "over-temperature", false, true, false)]
    [InlineData(10f, 90f, 2f, "over-current", false, false, true)]
    public void Each_alarm_has_the_limit_and_the_output_of_its_settings(
        float lowSocPercent, float overTemperatureC, float overCurrentA, string name, bool isSocHigh, bool isHeatHigh, bool isCurrentHigh)
    {
        settings.AlarmLowSocPercent = lowSocPercent;
        settings.AlarmOverTemperatureC = overTemperatureC;
        settings.AlarmOverCurrentA = overCurrentA;
        Run(Boot(), 20);
        Assert.Equal($"Alarm {name} on", Assert.Single(log.Lines, line => line.Contains("Alarm ", StringComparison.Ordinal)));
        Assert.Equal((isSocHigh, isHeatHigh, isCurrentHigh), (soc.IsHigh, heat.IsHigh, current.IsHigh));
    }

    [Fact]
    public void A_failed_reading_is_held_three_times_counted_on_and_flagged_and_a_fourth_starts_anew()
    {
        Gauge gauge = Boot();
        Run(gauge, 20);
        int counted = gauge.Loop.Estimator.SocCentiPercent;
        chip.RecoveryHelps = false;
        chip.LostTransfers = int.MaxValue;
        Run(gauge, 3);
        Assert.Contains("INA226 does not answer", log.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("| SOC: 74.", log.Lines[^1], StringComparison.Ordinal);

        // 2.3 A for 3 s of 2.9 Ah are 0.066 %.
        Assert.InRange(counted - gauge.Loop.Estimator.SocCentiPercent, 5, 8);
        Run(gauge, 1);
        Assert.Contains("| Buffering data... (0/10), SOC: 74.", log.Lines[^1], StringComparison.Ordinal);
        chip.LostTransfers = 0;
        Run(gauge, 22);
        Assert.Equal(StatusBits.SensorFault | StatusBits.Held | StatusBits.Restarted, LastStatus(channel) & 7);
    }

    [Theory]
    [InlineData(4.6, -2.3)]
    [InlineData(1.0, -2.3)]
    [InlineData(3.9, -35.0)]
    public void A_reading_that_cannot_be_true_is_never_posted(double voltageV, double currentA)
    {
        Gauge gauge = Boot();
        Run(gauge, 24);
        chip.Measure(voltageV, currentA);
        Run(gauge, 60);
        Assert.Contains("(not plausible) | Buffering data... (0/10), SOC: 74.", log.Lines[^1], StringComparison.Ordinal);
        Assert.All(channel.Entries, entry => Assert.Equal("3.900", entry.Voltage));
    }

    [Fact]
    public void The_state_of_charge_returns_after_a_restart()
    {
        Gauge gauge = Boot();
        Run(gauge, 200);
        int soc = gauge.Loop.Estimator.NetworkCentiPercent, shown = gauge.Loop.Estimator.SocCentiPercent;
        Gauge again = Boot();
        Assert.Equal(soc, again.Loop.Estimator.KnownNetworkCentiPercent);
        Assert.InRange(again.Loop.Estimator.SocCentiPercent - shown, 0, 200);
        Assert.Equal(2, again.State.Boots);
    }

    [Fact]
    public void A_state_of_charge_that_moved_by_1_percent_is_kept_before_its_minute_is_over()
    {
        Gauge gauge = Boot();
        Run(gauge, 100);
        int soc = gauge.Loop.Estimator.SocCentiPercent;

        // 20 A of 2.9 Ah are 1 % in 5.2 s, three times before the next estimate.
        chip.Measure(3.9, -20.0);
        Run(gauge, 16);
        Assert.InRange(soc - gauge.Loop.Estimator.SocCentiPercent, 150, 350);
        Assert.InRange(soc - Boot().Loop.Estimator.SocCentiPercent, 100, 350);
    }

    [Fact]
    public void A_state_that_the_storage_refuses_is_tried_again_after_5_seconds_and_from_then_on_each_minute()
    {
        chip.Measure(3.9, 0.0);
        var states = new StateStore(clock);
        GaugeHardware hardware = Hardware(channel);
        hardware.Store = states;
        var gauge = new Gauge(settings, new VoltageModel(), hardware);
        Run(gauge, 130);
        long lastMs = states.TriedMs[^1];
        states.TriedMs.Clear();
        states.Refuses = true;
        Run(gauge, 180);
        Assert.Equal([lastMs + 60_000, lastMs + 65_000, lastMs + 125_000, lastMs + 185_000], states.TriedMs);
        Assert.Single(log.Lines, "The state is not kept: the storage does not take it.");
        states.Refuses = false;
        Run(gauge, 120);
        Assert.Equal([lastMs + 245_000, lastMs + 305_000], states.TriedMs[4..]);
    }

    [Fact]
    public void Times_of_entries_go_on_after_a_restart_that_set_the_clock_back()
    {
        Gauge gauge = Boot();
        Run(gauge, 100);
        DateTime newest = channel.Entries[^1].CreatedAt;
        clock.Now = clock.Now.AddMinutes(-30);
        gauge = Boot();
        Run(gauge, 60);
        Assert.InRange((channel.Entries[^1].CreatedAt - newest).TotalSeconds, 60, 150);
        Assert.Equal(channel.Entries.Select(entry => entry.CreatedAt).Order(), channel.Entries.Select(entry => entry.CreatedAt));
    }

    [Fact]
    public void Network_and_charge_count_that_contradict_each_other_for_minutes_are_flagged()
    {
        chip.Measure(3.9, 0.0);
        Gauge gauge = Boot();
        Run(gauge, 900);
        Assert.Equal(0, LastStatus(channel) & StatusBits.Disagreement);
        Assert.InRange(gauge.Loop.Estimator.SocCentiPercent, 7480, 7500);

        // The voltage falls by a tenth of the range, and hardly any charge flows.
        chip.Measure(3.78, -0.01);
        Run(gauge, 300);
        Assert.Equal(StatusBits.Disagreement, LastStatus(channel) & StatusBits.Disagreement);
    }

    [Fact]
    public void The_fused_figure_returns_after_a_restart()
    {
        Gauge gauge = Boot();
        Run(gauge, 600);
        int fused = gauge.Loop.Estimator.SocCentiPercent;
        Assert.InRange(Boot().Loop.Estimator.SocCentiPercent - fused, -200, 200);
    }

    [Fact]
    public void The_steady_loop_makes_at_most_2_KB_of_garbage_a_second_and_no_more_as_time_goes_on()
    {
        var http = new ConstantHttp();
        var gauge = new Gauge(settings, new VoltageModel(), Hardware(http));
        Run(gauge, 300);
        long early = AllocatedPerSecond(gauge);
        TestContext.Current.TestOutputHelper!.WriteLine($"{early} bytes a second");
        Assert.InRange(early, 1, 2048);
        Run(gauge, 12 * 3600);
        Assert.InRange(AllocatedPerSecond(gauge), early - 64, early + 64);
        Assert.Equal(0, gauge.Queue.Count);
    }

    [Fact]
    public void A_gauge_without_its_model_takes_at_most_16_KB()
    {
        var model = new VoltageModel();
        GaugeHardware hardware = Hardware(channel);
        _ = new Gauge(settings, model, hardware);
        Assert.InRange(Allocation.LeastBytes(() => new Gauge(settings, model, hardware).StoreStep()), 6000, 16 * 1024);
    }

    [Fact]
    public void The_INA219_is_used_where_it_is_set()
    {
        settings.CurrentSensor = "INA219";
        settings.ShuntOhm = 0.1f;
        var coarse = new ChipOnBus("INA219", 0.1, clock);
        coarse.Measure(3.9, -1.5);
        GaugeHardware hardware = Hardware(channel);
        hardware.Chip = coarse;
        hardware.Bus = coarse;
        Run(new Gauge(settings, new VoltageModel(), hardware), 12);
        Assert.StartsWith("[2026-03-01 12:00:11] Sensor: 3.90V, -1.50A, 25.0C | SOC: 74.9% +-", log.Lines[10], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sampling_and_inference_wait_neither_for_the_flash_nor_for_the_network()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        using var stuck = new ManualResetEventSlim();
        using var waiting = new CountdownEvent(2);
        GaugeHardware hardware = Hardware(new StuckHttp(stuck, waiting));
        hardware.Store = new StuckStore(stuck, waiting);
        var gauge = new Gauge(settings, new VoltageModel(), hardware);
        for (int k = 0; k < 11; k++)
        {
            clock.Advance(1000);
            gauge.Loop.SampleStep();
            gauge.Loop.InferStep();
        }

        Assert.Equal(1, gauge.Queue.Count);
        Task sending = Task.Run(
            () => new UploadLoop(Channels.Of(settings, hardware.Http), Filled(), network, clock, new ListLog()).SendStep(), ct);
        Task storing = Task.Run(gauge.StoreStep, ct);
        Assert.True(waiting.Wait(WaitLimit.Time, ct), "the two do not come to where they wait");
        Task sampling = Task.Run(() =>
        {
            for (int k = 0; k < 30; k++)
            {
                clock.Advance(1000);
                gauge.Loop.SampleStep();
                gauge.Loop.InferStep();
            }
        }, ct);
        await sampling.WaitAsync(WaitLimit.Time, ct);
        Assert.Equal(3, gauge.Queue.Count);
        Assert.False(sending.IsCompleted || storing.IsCompleted);
        stuck.Set();
        await Task.WhenAll(sending, storing).WaitAsync(WaitLimit.Time, ct);

        static RecordQueue Filled()
        {
            var queue = new RecordQueue(1);
            queue.Add(Storage.Entries.Of(1, 1_772_366_400));
            return queue;
        }
    }

    [Fact]
    public void No_key_is_ever_logged_whatever_the_channel_does()
    {
        settings.CloudReadKey = "READKEY";
        settings.WifiPassword = "PASSWORD";
        Gauge gauge = Boot();
        foreach (ChannelMood mood in Enum.GetValues<ChannelMood>())
        {
            channel.Mood = mood;
            Run(gauge, 300);
        }

        network.IsUp = false;
        Run(gauge, 60);
        Assert.Contains(log.Lines, line => line.StartsWith("ThingSpeak", StringComparison.Ordinal));
        Assert.Contains(channel.Requests, request => request.Contains("READKEY", StringComparison.Ordinal));
        Assert.DoesNotContain(
            log.Lines, line => line.Contains("KEY", StringComparison.Ordinal) || line.Contains("PASSWORD", StringComparison.Ordinal));
    }

    [Fact]
    public void Three_days_of_faults_and_200_power_cuts_lose_and_double_no_stored_entry()
    {
        var random = new Random(7);
        var stored = new List<DateTime>();
        Gauge gauge = Boot();
        clock.IsSet = network.HasTime = false;
        int cuts = 0;
        for (int second = 0; second < 3 * 86400; second++)
        {
            clock.Advance(1000);
            network.HasTime = second >= 3600;
            int hour = second / 3600;
            network.IsUp = second % 7200 > 60 && hour is not (>= 5 and < 8) && hour is not (>= 20 and < 45);
            channel.Mood = second / 400 % 3 == 0 ? (ChannelMood)(second / 1200 % 9) : ChannelMood.Good;
            chip.Measure(3.0 + (second / 15 % 1200) / 1000.0, -1.0);
            chip.LostTransfers = second % 5000 < 10 ? 100 : 0;
            if (random.Next(3 * 86400) < 200)
            {
                store.PowerAfterBytes = random.Next(1, 200);
            }

            gauge.Loop.SampleStep();
            bool isEntry = gauge.Loop.InferencePending;
            gauge.Loop.InferStep();
            gauge.StoreStep();
            if (isEntry && store.PowerAfterBytes > 0)
            {
                stored.Add(clock.Now);
            }

            if (store.PowerAfterBytes > 0)
            {
                gauge.Upload.SendStep();
            }

            if (store.PowerAfterBytes <= 0)
            {
                cuts++;
                store.PowerOn();
                clock.UptimeMs = 0;
                gauge = Boot();
                Assert.Equal(cuts + 1, gauge.State.Boots);
                Assert.InRange(gauge.Loop.Estimator.KnownNetworkCentiPercent, 0, 10000);
            }

            log.Lines.Clear();
        }

        network.IsUp = true;
        channel.Mood = ChannelMood.Good;
        Run(gauge, 6 * 3600);
        Assert.Equal(0, channel.Doubles);
        Assert.InRange(cuts, 50, 400);
        Assert.Equal(channel.Entries.Select(entry => entry.CreatedAt).Order(), channel.Entries.Select(entry => entry.CreatedAt));

        // Those of the first hour may have a time that was found out later, where a power cut ended a run before the clock was set.
        List<DateTime> posted = [.. channel.Entries.Select(entry => entry.CreatedAt)];
        Assert.Empty(stored.Where(time => time > stored[0].AddHours(1)).Except(posted));
        Assert.Equal(posted.Count, posted.Distinct().Count());
        Assert.InRange(posted.Count, stored.Count + 6 * 240 - 1, stored.Count + 6 * 240 + cuts);
    }

    private long AllocatedPerSecond(Gauge gauge)
    {
        const int Seconds = 600;
        log.Lines.Clear();
        log.Lines.Capacity = Math.Max(log.Lines.Capacity, 2 * Seconds);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(gauge, Seconds);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Seconds;
    }

    private Gauge Boot() => new(settings, new VoltageModel(), Hardware(channel));

    private GaugeHardware Hardware(IHttp http) => new()
    {
        Chip = chip,
        Bus = chip,
        Adc = pin,
        Http = http,
        Network = network,
        Store = store,
        LowSocOutput = soc,
        OverTemperatureOutput = heat,
        OverCurrentOutput = current,
        Clock = clock,
        Log = log,
    };

    private void Run(Gauge gauge, int seconds)
    {
        for (int k = 0; k < seconds; k++)
        {
            clock.Advance(1000);
            gauge.Loop.SampleStep();
            gauge.Loop.InferStep();
            gauge.StoreStep();
            gauge.Upload.SendStep();
        }
    }

    private static int LastStatus(FakeChannel channel)
    {
        string body = channel.Requests.Last(request => request.Contains("field7", StringComparison.Ordinal));
        return int.Parse(body.Split("field7=")[1].Split('&')[0], null);
    }

    /// <summary>A server that does not answer before it is told to.</summary>
    private sealed class StuckHttp(ManualResetEventSlim until, CountdownEvent waiting) : IHttp
    {
        public HttpReply Get(string url) => Post(url, null!);

        public HttpReply Post(string url, IRequestBody body)
        {
            waiting.Signal();
            Assert.True(until.Wait(WaitLimit.Time));
            return new() { Status = 200, Body = "1" };
        }
    }

    /// <summary>A flash whose appends and new files take until they are told to end.</summary>
    private sealed class StuckStore(ManualResetEventSlim until, CountdownEvent waiting) : IFileStore
    {
        private readonly MemoryStore store = new();

        public int Length(string name) => store.Length(name);

        public int Read(string name, int offset, byte[] buffer, int count) => store.Read(name, offset, buffer, count);

        public bool Append(string name, byte[] buffer, int count) => store.Append(name, buffer, count);

        public bool Write(string name, byte[] buffer, int count)
        {
            if (name.StartsWith("queue", StringComparison.Ordinal))
            {
                waiting.Signal();
                Assert.True(until.Wait(WaitLimit.Time));
            }

            return store.Write(name, buffer, count);
        }

        public bool Delete(string name) => store.Delete(name);
    }

    /// <summary>A storage that notes when the state is to be kept, and may refuse it.</summary>
    private sealed class StateStore(ManualClock clock) : IFileStore
    {
        private readonly MemoryStore store = new();

        public List<long> TriedMs { get; } = [];

        public bool Refuses { get; set; }

        public int Length(string name) => store.Length(name);

        public int Read(string name, int offset, byte[] buffer, int count) => store.Read(name, offset, buffer, count);

        public bool Append(string name, byte[] buffer, int count) => store.Append(name, buffer, count);

        public bool Write(string name, byte[] buffer, int count)
        {
            if (name.StartsWith("state", StringComparison.Ordinal))
            {
                TriedMs.Add(clock.UptimeMs);
                return !Refuses && store.Write(name, buffer, count);
            }

            return store.Write(name, buffer, count);
        }

        public bool Delete(string name) => store.Delete(name);
    }

    private sealed class ConstantHttp : IHttp
    {
        public HttpReply Get(string url) => new() { Status = 200, Body = "created_at,entry_id,field1\n" };

        public HttpReply Post(string url, IRequestBody body) => new() { Status = 200, Body = "1" };
    }
}
