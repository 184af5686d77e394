using NanoBms.PackSimulator.Sensors;
using NanoBms.ThingSpeakContract;

namespace NanoBms.PackSimulator.Soak;

/// <summary>All faults of a soak, second by second, drawn from a seed.</summary>
internal sealed class SoakPlan : IFaultScript
{
    public const int SecondMs = 1000;
    public const int DayS = 86400;
    public const int HourS = 3600;

    /// <summary>Seconds in which no time server answers, from the start on.</summary>
    public const int ClockUnknownS = HourS;

    private const int MinuteS = 60;

    private const int PrivateEach = 4;

    // An event may take minutes to come about.
    private const int LeadS = 15 * MinuteS;

    private readonly Random random;
    private readonly int seconds;
    private readonly byte[] network, moods, chip, thermistor, events, uptime;
    private readonly bool isKeyRenewed;
    private bool freed;

    public SoakPlan(int days, int seed, int cuts, SoakFaults faults = SoakFaults.All)
    {
        random = new Random(seed);
        seconds = days * DayS;
        (SteadyFromS, SteadyToS) = days >= 3 ? ((days - 2) * DayS, (days - 1) * DayS) : (seconds - 9 * HourS, seconds - HourS);
        network = new byte[seconds];
        moods = new byte[seconds];
        chip = new byte[seconds];
        thermistor = new byte[seconds];
        events = new byte[seconds];
        uptime = new byte[seconds];
        PlanNetwork(days);
        PlanChannel(days);
        PlanSensors(days);
        PlanDevice(days, cuts);
        WrongClocks = faults.HasFlag(SoakFaults.Clock) ? PlanClock(days) : [];

        PlanUptime(days);
        WrongKey = PlanKey(days);
        isKeyRenewed = faults.HasFlag(SoakFaults.Key);
        HasBadTimes = faults.HasFlag(SoakFaults.Time);
        IsPrivate = random.Next(PrivateEach) == 0 && faults.HasFlag(SoakFaults.Private);

        // All are drawn first: what is left stays as it was.
        Keep(faults.HasFlag(SoakFaults.Network), network);
        Keep(faults.HasFlag(SoakFaults.Channel), moods);
        Keep(faults.HasFlag(SoakFaults.Sensors), chip, thermistor);
        Keep(faults.HasFlag(SoakFaults.Device), events);
        Keep(faults.HasFlag(SoakFaults.Uptime), uptime);
    }

    /// <summary>
    /// Seconds from which to which the device is not cut off or restarted: only a device that runs on shows what it leaks. All other faults
    /// go on.
    /// </summary>
    public int SteadyFromS { get; }

    /// <summary>Where that ends.</summary>
    public int SteadyToS { get; }

    /// <summary>Times in which clocks are wrong.</summary>
    public IReadOnlyList<WrongClock> WrongClocks { get; }

    /// <summary>Whether the first and each <see cref="BadTimePeriod"/>th answer of the time server is none that can be.</summary>
    public bool HasBadTimes { get; }

    /// <summary>Questions from one bad answer to the next.</summary>
    public int BadTimePeriod => 10;

    /// <summary>Whether the channel cannot be asked.</summary>
    public bool IsPrivate { get; }

    /// <summary>Seconds from which to which the channel has another write key than the device.</summary>
    public (int FromS, int ToS) WrongKey { get; }

    /// <summary>Whether the device's key is wrong.</summary>
    public bool IsKeyWrong(int second) => isKeyRenewed && second >= WrongKey.FromS && second < WrongKey.ToS;

    public NetworkState Network(int second) => (NetworkState)At(network, second);

    public ChannelMood Mood(int second) => (ChannelMood)At(moods, second);

    public DeviceEvent Event(int second) => (DeviceEvent)At(events, second);

    /// <summary>How the uptime steps at a second.</summary>
    public DeviceEvent UptimeStep(int second) => (DeviceEvent)At(uptime, second);

    /// <summary>Whether a time server tells the time.</summary>
    public bool HasTime(int second) => second >= ClockUnknownS && Network(second) == NetworkState.Up;

    /// <summary>What a clock shows too much, seconds.</summary>
    public int ClockErrorS(int second)
    {
        foreach (WrongClock wrong in WrongClocks)
        {
            if (second >= wrong.FromS && second < wrong.ToS)
            {
                return wrong.ErrorS;
            }
        }

        return 0;
    }

    /// <summary>Whether a sensor is planned to fail at a second in a way that the firmware must see at once.</summary>
    public bool IsPlainFault(int second) =>
        ((ChipFault)At(chip, second) is not (ChipFault.None or ChipFault.Stopped) && !freed) || At(thermistor, second) != 0;

    /// <summary>Whether any sensor is planned to fail at a second.</summary>
    public bool IsFault(int second) => At(chip, second) != 0 || At(thermistor, second) != 0;

    /// <summary>The firmware brings the bus back: a stuck line lets go.</summary>
    public void FreeBus(int second) => freed = (ChipFault)At(chip, second) is ChipFault.Zeros or ChipFault.Ones;

    /// <inheritdoc/>
    public ChipFault ChipAt(long uptimeMs)
    {
        var fault = (ChipFault)At(chip, (int)(uptimeMs / SecondMs));
        freed &= fault != ChipFault.None;
        return freed ? ChipFault.None : fault;
    }

    /// <inheritdoc/>
    public ChipFault ThermistorAt(long uptimeMs) => (ChipFault)At(thermistor, (int)(uptimeMs / SecondMs));

    private static void Keep(bool isKept, params byte[][] plans) =>
        Array.ForEach(plans, plan => Array.Clear(plan, 0, isKept ? 0 : plan.Length));

    private static byte At(byte[] plan, int second) => second >= 0 && second < plan.Length ? plan[second] : (byte)0;

    private void PlanNetwork(int days)
    {
        Scatter(network, 6 * days, MinuteS, MinuteS, () => (byte)NetworkState.Away);
        Scatter(network, 3 * days, 5 * MinuteS, 30 * MinuteS, () => (byte)NetworkState.NoNames);
        Scatter(network, Math.Max(1, days / 2), 3 * HourS, 3 * HourS, () => (byte)NetworkState.Away);

        // A day and an hour, in the middle of a soak that has room for it.
        if (days >= 3)
        {
            Fill(network, days / 2 * DayS, 25 * HourS, (byte)NetworkState.Away);
        }
    }

    private void PlanChannel(int days)
    {
        Scatter(moods, 30 * days, 1, 15 * MinuteS, () => (byte)Different((int)ChannelMood.Slow));

        // Single requests in between.
        Scatter(moods, 300 * days, 15, 15, () => (byte)Different((int)ChannelMood.Slow));

        // After a 402 the firmware waits for an hour.
        for (int k = 0; k < moods.Length; k++)
        {
            if (moods[k] == (byte)ChannelMood.QuotaSpent)
            {
                moods[k] = (byte)ChannelMood.Good;
            }
        }

        Scatter(moods, 2 * days, 2 * MinuteS, 5 * MinuteS, () => (byte)ChannelMood.QuotaSpent);
        PlanDisturbances(days);

        // The first entries go out without trouble: a test of a few hours sees some arrive.
        Fill(moods, ClockUnknownS, 10 * MinuteS, (byte)ChannelMood.Good);
    }

    /// <summary>Something on the way answers; after some answers the firmware waits for an hour, so these come now and then.</summary>
    private void PlanDisturbances(int days)
    {
        byte[] all = [.. Enumerable.Range(0, Disturbance.All.Count).Select(place => (byte)((int)ChannelMood.Disturbed + place))];
        byte[] refusing = [.. all.Where(mood => Disturbance.All[mood - (int)ChannelMood.Disturbed].Status is >= 400 and < 406)];
        byte[] others = [.. all.Except(refusing)];
        Scatter(moods, 20 * days, 1, 10 * MinuteS, () => others[random.Next(others.Length)]);
        Scatter(moods, 100 * days, 15, 15, () => others[random.Next(others.Length)]);
        Scatter(moods, days, 1, 2 * MinuteS, () => refusing[random.Next(refusing.Length)]);
    }

    private void PlanUptime(int days)
    {
        for (int k = 0; k < 3 * days; k++)
        {
            uptime[random.Next(MinuteS, seconds)] = (byte)random.Next((int)DeviceEvent.UptimeToZero, (int)DeviceEvent.UptimeBack + 1);
        }
    }

    /// <summary>Six hours, or two of a short soak; not together with the day and hour that the network is away.</summary>
    private (int FromS, int ToS) PlanKey(int days)
    {
        int lengthS = (days >= 3 ? 6 : 2) * HourS;
        int latestS = (days >= 3 ? days / 2 * DayS : seconds) - 2 * lengthS;
        int fromS = random.Next(2 * ClockUnknownS, latestS);
        return (fromS, fromS + lengthS);
    }

    private void PlanSensors(int days)
    {
        Scatter(chip, 60 * days, 1, 40, () => (byte)Different((int)ChipFault.Nonsense));
        Scatter(chip, 3 * days, 5 * MinuteS, 10 * MinuteS, () => (byte)Different((int)ChipFault.Nonsense));
        Scatter(thermistor, 30 * days, 1, 40, Wire);
        Scatter(thermistor, days, 5 * MinuteS, 10 * MinuteS, Wire);
        byte Wire() => (byte)(random.Next(3) switch
        {
            0 => ChipFault.Silent,
            1 => ChipFault.Zeros,
            _ => ChipFault.Ones,
        });
    }

    private void PlanDevice(int days, int cuts)
    {
        for (int k = 0; k < cuts; k++)
        {
            // Most of them in a write.
            events[FreeSecond()] = (byte)(random.Next(4) == 0 ? DeviceEvent.PowerCut : DeviceEvent.PowerCutInWrite);
        }

        for (int k = 0; k < days; k++)
        {
            events[FreeSecond()] = (byte)DeviceEvent.RequestHangs;
            events[FreeSecond()] = (byte)DeviceEvent.LowMemory;
        }
    }

    private int FreeSecond()
    {
        int second;
        do
        {
            second = random.Next(MinuteS, seconds);
        }
        while (events[second] != 0 || (second >= SteadyFromS - LeadS && second < SteadyToS));
        return second;
    }

    private WrongClock[] PlanClock(int days) => days < 2
        ? [new WrongClock(6 * HourS, 7 * HourS, 600), new WrongClock(14 * HourS, 15 * HourS, -600)]
        :
        [
            new WrongClock(6 * HourS, 7 * HourS, 600), new WrongClock(14 * HourS, 15 * HourS, -600),
            new WrongClock(DayS + 2 * HourS, DayS + 4 * HourS, 2 * HourS),
        ];

    /// <summary>Draws one of 1 to the highest.</summary>
    private int Different(int highest) => random.Next(1, highest + 1);

    private void Scatter(byte[] plan, int count, int shortestS, int longestS, Func<byte> draw)
    {
        for (int k = 0; k < count; k++)
        {
            Fill(plan, random.Next(seconds), random.Next(shortestS, longestS + 1), draw());
        }
    }

    private static void Fill(byte[] plan, int fromS, int lengthS, byte value)
    {
        for (int second = fromS; second < fromS + lengthS && second < plan.Length; second++)
        {
            plan[second] = value;
        }
    }
}
