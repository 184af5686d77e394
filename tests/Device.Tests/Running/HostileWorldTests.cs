using NanoBms.App;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Running;

/// <summary>
/// Days of the whole gauge, supervised and restarted as on a board, among servers, clocks and counters that do not as they should.
/// </summary>
public sealed class HostileWorldTests
{
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly MemoryStore store = new();
    private readonly ChipOnBus chip;
    private readonly AnalogPin pin = new() { Ripples = true };
    private readonly FakePower power = new();
    private readonly DeviceSettings settings = new() { CloudWriteKey = "KEY", CloudChannelId = 7 };
    private readonly FakeNetwork network;
    private readonly FakeChannel channel;
    private Gauge gauge;
    private GaugeSteps steps;
    private int restarts, made;

    public HostileWorldTests()
    {
        chip = new ChipOnBus(clock: clock);
        network = new FakeNetwork(clock);
        channel = new FakeChannel(clock);
        pin.SetOhm(10000, 5600);
        chip = new ChipOnBus(clock: clock);
        chip.Measure(3.9, -2.3);
        (gauge, steps) = Boot();
    }

    /// <summary>Uptime before, and after; the first at which an ESP32's count of 10 ms in 32 bits is over.</summary>
    public static TheoryData<long, long> Steps() => new()
    {
        { 4294967295L * 10, 0 },
        { 7_200_000, 3_600_000 },
        { 7_200_000, 10_800_000 },
        { 7_200_000, 7_245_000 },
        { 7_200_000, 60_000 },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Entries_go_on_within_a_minute_when_the_uptime_steps(long beforeMs, long afterMs)
    {
        clock.UptimeMs = beforeMs - 600_000;
        (gauge, steps) = Boot();
        Run(600);
        Assert.InRange(channel.Entries.Count, 38, 40);
        clock.UptimeMs = afterMs;
        Run(60);
        Assert.InRange(channel.Entries.Count, 41, 44);

        // And a gap after that is seen as one: the window fills anew before the next entry.
        Run(600);
        Assert.InRange(channel.Entries.Count, 80, 84);
        clock.Advance(30_000);
        int before = made;
        Run(9);
        Assert.Equal(before, made);
        Run(1);
        Assert.Equal(before + 1, made);
        Assert.Equal(0, power.Restarts);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_wait_of_an_hour_ends_when_the_uptime_steps_back_and_no_later_than_planned_when_it_does_not(long beforeMs, long afterMs)
    {
        clock.UptimeMs = beforeMs - 600_000;
        (gauge, steps) = Boot();
        channel.Mood = ChannelMood.QuotaSpent;
        Run(600);
        channel.Mood = ChannelMood.Good;
        clock.UptimeMs = afterMs;
        Run(3700);
        Assert.InRange(gauge.Queue.Count, 0, 1);
        Assert.Equal(made, channel.Entries.Count + gauge.Queue.Count);
    }

    [Fact]
    public void For_two_days_the_first_and_every_tenth_answer_of_the_time_server_cannot_be_and_all_entries_arrive()
    {
        byte[][] nonsense =
        [
            Reply(2, new DateTime(1970, 1, 1)), Reply(2, new DateTime(2000, 1, 1)), Reply(2, new DateTime(2024, 1, 1)),
            Reply(16, clock.Now),
            Reply(0, clock.Now), Reply(2, clock.Now, leap: 3), Reply(2, null), Reply(2, clock.Now)[..47],
            Reply(2, new DateTime(2100, 1, 1)),
        ];
        clock.IsSet = false;
        network.Answer = question => question % 10 == 0 ? Parse(nonsense[question / 10 % nonsense.Length]) : clock.Now;
        Run(2 * 86400);
        AssertAllArrivedInOrder();
        Assert.InRange(network.Questions, 48, 80);
    }

    [Fact]
    public void For_two_days_recorded_answers_of_servers_that_do_not_know_the_time_cost_no_entry()
    {
        byte[][] recorded =
        [
            .. new[] { "server-in-1970", "stratum-16", "server-in-2000", "server-in-2024" }
                .Select(name => File.ReadAllBytes(SharedData.Require("logs", $"sntp-{name}.bin"))),
        ];
        Assert.All(recorded, message => Assert.Null(Parse(message)));
        clock.IsSet = false;
        network.Answer = question => question % 10 == 0 ? Parse(recorded[question / 10 % recorded.Length]) : clock.Now;
        Run(2 * 86400);
        AssertAllArrivedInOrder();
    }

    [Fact]
    public void Six_hours_of_a_wrong_key_cost_no_entry()
    {
        Run(600);
        channel.Mood = ChannelMood.WrongKey;
        Run(6 * 3600);
        channel.Mood = ChannelMood.Good;
        Run(2 * 3600);
        AssertAllArrivedInOrder();
        Assert.Contains(
            log.Lines,
            line => line.StartsWith("ThingSpeak takes nothing from this device: HTTP 40", StringComparison.Ordinal)
                && line.Contains("check key and address", StringComparison.Ordinal));
    }

    [Fact]
    public void A_private_channel_without_a_read_key_whose_every_hundredth_reply_gets_lost_loses_none_and_doubles_only_what_is_said()
    {
        channel.IsPrivate = true;
        channel.TakesTimesTwice = true;
        channel.LosesReply = post => post % 100 == 0;
        Run(86400);
        Assert.Null(channel.Malformed);
        int distinct = channel.Entries.Select(entry => entry.CreatedAt).Distinct().Count();
        Assert.Equal(made, distinct + gauge.Queue.Count);
        int said = log.Lines.Where(line => line.Contains("may be there twice: nothing told", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(channel.Entries.Count - distinct, 1, said);
    }

    [Fact]
    public void A_time_server_that_is_20_hours_ahead_for_an_hour_makes_no_wrong_time_once_the_clock_is_right()
    {
        clock.IsSet = false;
        DateTime start = clock.Now;
        network.Answer = _ => clock.Now - start is { TotalHours: >= 10 and < 11 } ? clock.Now.AddHours(20) : clock.Now;
        Run(24 * 3600);
        AssertAllArrivedInOrder();
    }

    [Fact]
    public void A_clock_that_was_set_wrong_heals_within_an_hour_and_no_entry_is_lost_or_doubled()
    {
        clock.IsSet = false;
        DateTime start = clock.Now;
        network.Answer = _ => clock.Now - start < TimeSpan.FromMinutes(10) ? clock.Now.AddHours(2) : clock.Now;
        Run(6 * 3600);
        Assert.InRange(clock.Error.TotalSeconds, -1, 1);
        Assert.Contains("The clock steps by -7200 s: the time server says so again and again.", log.Lines);
        Assert.Equal(made, channel.Entries.Count + gauge.Queue.Count);
        Assert.Equal(channel.Entries.Select(entry => entry.CreatedAt).Order(), channel.Entries.Select(entry => entry.CreatedAt));
        Assert.InRange((channel.Entries[^1].CreatedAt - clock.Now).TotalSeconds, -60, 7200);
    }

    [Fact]
    public void A_clock_that_is_a_year_off_so_that_no_encrypted_connection_comes_about_heals_by_itself()
    {
        Run(600);
        clock.Error = TimeSpan.FromDays(-365);
        network.Answer = _ => clock.Now;
        int before = channel.Entries.Count;
        channel.Mood = ChannelMood.Silent;
        Run(120);
        channel.Mood = ChannelMood.Good;
        Run(900);
        Assert.Equal(0, clock.Error.TotalSeconds);
        Assert.InRange(channel.Entries.Count - before, 60, 72);
    }

    [Fact]
    public void Hours_without_an_answer_in_spite_of_a_network_lead_to_restarts_at_growing_distances_that_lose_nothing()
    {
        Run(600);
        channel.Mood = ChannelMood.Silent;
        var hours = new List<double>();
        for (int minute = 0; minute < 24 * 60; minute++)
        {
            int before = restarts;
            Run(60);
            if (restarts > before)
            {
                hours.Add(minute / 60.0);
            }
        }

        // After 3 hours, 6 more, 12 more; each a little late, for the waits before are counted.
        Assert.Equal(3, hours.Count);
        Assert.All(hours.Zip([3.0, 9.0, 21.0]), pair => Assert.InRange(pair.First - pair.Second, 0, 1.2));
        Assert.Contains("Restart by supervision: nobody has answered for 3 hours, though the network is there.", log.Lines);
        Assert.Equal((3, 3), (gauge.State.SupervisedRestarts, gauge.State.UnansweredRestarts));
        channel.Mood = ChannelMood.Good;
        Run(2 * 3600);
        Assert.Equal(3, restarts);
        Assert.Equal(made, channel.Entries.Count + gauge.Queue.Count);
        Assert.Equal(0, channel.Doubles);
        Assert.Equal(0, gauge.State.UnansweredRestarts);

        // From an answer on it begins anew: the state is kept, so that the next start knows.
        gauge.StoreStep();
        (gauge, steps) = Boot();
        Assert.Equal(0, gauge.State.UnansweredRestarts);
    }

    [Fact]
    public void A_network_that_is_away_for_days_leads_to_no_restart()
    {
        Run(600);
        network.IsUp = false;
        Run(30 * 3600);
        Assert.Equal(0, restarts);
    }

    [Fact]
    public void An_address_that_cannot_be_costs_no_state_of_charge()
    {
        settings.CloudUrl = "http://host:99999";
        (gauge, steps) = Boot(new NanoBms.Platform.HttpSender());
        Run(3600);
        Assert.Equal(0, restarts);
        Assert.Equal(7490, gauge.Loop.Estimator.NetworkCentiPercent);
        Assert.Contains(log.Lines,
            line => line.StartsWith("ThingSpeak does not say whether it took the entry: no reply (", StringComparison.Ordinal));
    }

    private static DateTime? Parse(byte[] message) => SntpMessage.TryParse(message, message.Length, out DateTime utc) ? utc : null;

    private static byte[] Reply(byte stratum, DateTime? time, int leap = 0)
    {
        byte[] message = new byte[48];
        message[0] = (byte)((leap << 6) | 0x24);
        message[1] = stratum;
        uint seconds = time is null ? 0 : (uint)(long)(time.Value - new DateTime(1900, 1, 1)).TotalSeconds;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(40), seconds);
        return message;
    }

    private void AssertAllArrivedInOrder()
    {
        Assert.Null(channel.Malformed);
        Assert.Equal(made, channel.Entries.Count + gauge.Queue.Count);
        Assert.InRange(gauge.Queue.Count, 0, 1);
        List<DateTime> times = [.. channel.Entries.Select(entry => entry.CreatedAt)];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 14, 16));
        Assert.Equal(0, channel.Doubles);
    }

    private (Gauge Gauge, GaugeSteps Steps) Boot(IHttp? http = null)
    {
        var next = new Gauge(settings, new VoltageModel(), new GaugeHardware
        {
            Chip = chip,
            Bus = chip,
            Adc = pin,
            Http = http ?? channel,
            Network = network,
            Store = store,
            Clock = clock,
            Log = log,
        });
        return (next, new GaugeSteps(next, new Supervisor(clock, log, power, next.State)));
    }

    private void Run(int seconds)
    {
        for (int k = 0; k < seconds; k++)
        {
            clock.Advance(1000);
            steps.Sample();
            made += gauge.Loop.InferencePending ? 1 : 0;
            steps.Infer();
            steps.Store();
            steps.Send();
            steps.Supervise();
            if (power.Restarts > restarts)
            {
                // A board is back after some seconds; its clock runs on.
                restarts = power.Restarts;
                clock.Advance(3000);
                clock.UptimeMs = 0;
                (gauge, steps) = Boot();
            }
        }
    }
}
