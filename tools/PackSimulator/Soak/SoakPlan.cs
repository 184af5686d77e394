using NanoBms.PackSimulator.Sensors;

namespace NanoBms.PackSimulator.Soak;

/// <summary>What the network does.</summary>
internal enum NetworkState : byte
{
    Up = 0,
    Away = 1,
    NoNames = 2,
}

/// <summary>What the channel does with a request.</summary>
internal enum ChannelMood : byte
{
    Good = 0,

    /// <summary>HTTP 200 with body 0, nothing taken.</summary>
    Zero = 1,

    /// <summary>HTTP 402, nothing taken.</summary>
    QuotaSpent = 2,

    /// <summary>HTTP 429, nothing taken.</summary>
    TooMany = 3,

    /// <summary>HTTP 500, nothing taken.</summary>
    Fails = 4,

    /// <summary>HTTP 200 with a page of somebody else's; taken or not.</summary>
    Garbage = 5,

    /// <summary>Taken; half of the answer's body comes.</summary>
    HalfBody = 6,

    /// <summary>No answer, nothing taken.</summary>
    Silent = 7,

    /// <summary>Taken; then the connection is reset.</summary>
    Reset = 8,

    /// <summary>No answer in time; taken up to a minute and a half later.</summary>
    Late = 9,

    /// <summary>All right, after a quarter of a minute.</summary>
    Slow = 10,
}

/// <summary>What befalls the device at a second.</summary>
internal enum DeviceEvent : byte
{
    None = 0,

    /// <summary>The power goes.</summary>
    PowerCut = 1,

    /// <summary>The power goes in the middle of the next write to the flash.</summary>
    PowerCutInWrite = 2,

    /// <summary>The next request never comes back.</summary>
    RequestHangs = 3,

    /// <summary>Memory runs low.</summary>
    LowMemory = 4,
}

/// <summary>A clock that is wrong for a while.</summary>
/// <param name="FromS">Second of the soak in which it begins: a clock that is set steps then.</param>
/// <param name="ToS">Second in which it ends, with a step back.</param>
/// <param name="ErrorS">What it shows too much, seconds.</param>
internal readonly record struct WrongClock(int FromS, int ToS, int ErrorS);

/// <summary>All faults of a soak, second by second, drawn from a seed.</summary>
internal sealed class SoakPlan : IFaultScript
{
    public const int SecondMs = 1000;
    public const int DayS = 86400;
    public const int HourS = 3600;

    /// <summary>Seconds in which no time server answers, from the start on.</summary>
    public const int ClockUnknownS = HourS;

    private const int MinuteS = 60;

    // An event may take minutes to come about.
    private const int LeadS = 15 * MinuteS;

    private readonly Random random;
    private readonly int seconds;
    private readonly byte[] network, moods, chip, thermistor, events;
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
        PlanNetwork(days);
        PlanChannel(days);
        PlanSensors(days);
        PlanDevice(days, cuts);
        WrongClocks = faults.HasFlag(SoakFaults.Clock) ? PlanClock(days) : [];

        // All are drawn first: what is left stays as it was.
        Keep(faults.HasFlag(SoakFaults.Network), network);
        Keep(faults.HasFlag(SoakFaults.Channel), moods);
        Keep(faults.HasFlag(SoakFaults.Sensors), chip, thermistor);
        Keep(faults.HasFlag(SoakFaults.Device), events);
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

    public NetworkState Network(int second) => (NetworkState)At(network, second);

    public ChannelMood Mood(int second) => (ChannelMood)At(moods, second);

    public DeviceEvent Event(int second) => (DeviceEvent)At(events, second);

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

        // The first entries go out without trouble: a test of a few hours sees some arrive.
        Fill(moods, ClockUnknownS, 10 * MinuteS, (byte)ChannelMood.Good);
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
