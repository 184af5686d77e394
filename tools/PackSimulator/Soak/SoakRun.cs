using System.Buffers;
using NanoBms.Cells.Virtual;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Emulation;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// Days of a device's life with scripted faults, in simulated time and in one thread: while a request is under way, the device's other
/// loops go on, and its power may go.
/// </summary>
public sealed class SoakRun
{
    /// <summary>Date and time of the begin, UTC.</summary>
    internal static readonly DateTime StartUtc = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Seconds between entries.</summary>
    internal const int EntryPeriodS = 15;

    // What waits is known a while after a start only.
    private const int MinQuietS = SoakPlan.HourS;

    private const int QuietS = 12 * SoakPlan.HourS;
    private const int MemoryPeriodS = 6 * SoakPlan.HourS;
    private const int LargestPooled = 64 * 1024;
    private const int PinnedGeneration = 4;
    private const int LongestOffS = 60, LongOffS = 1800;

    private readonly SoakOptions options;
    private readonly SoakPlan plan;
    private readonly DrivenCell cell;
    private readonly DeviceClock clock = new(StartUtc);
    private readonly Random random;
    private readonly SoakDevice device;
    private CellSample lastSample;
    private bool cutAtStart;

    /// <summary>A soak.</summary>
    public SoakRun(SoakOptions options)
    {
        FillPool<byte>();
        FillPool<char>();
        this.options = options;
        int cuts = Math.Max(1, SoakOptions.CutsInSevenDays * options.Days / 7);
        plan = new SoakPlan(options.Days, options.Seed, cuts, options.Faults);
        cell = new DrivenCell(CellParametersFile.Default(), options.AmbientC, options.Seed, once: false);
        random = new Random(options.Seed + 1);
        int capacity = (options.Days * SoakPlan.DayS + QuietS) / EntryPeriodS + cuts + 1000;
        Ledger = new Ledger(capacity, cuts + 10 * options.Days + 1000);
        Channel = new SoakChannel(plan, clock, Wait, Seen, options.Seed + 2, capacity);
        var settings = new DeviceSettings
        {
            CloudUrl = SoakChannel.Url,
            CloudWriteKey = SoakChannel.WriteKey,
            CloudChannelId = SoakChannel.Id,
            KeepInMemory = options.KeepInMemory,
        };
        device = new SoakDevice(options, settings, plan, clock, Channel, new SoakNetwork(plan, clock, Wait), Ledger, Seen, Wait);
    }

    /// <summary>What the device made.</summary>
    internal Ledger Ledger { get; }

    /// <summary>What came into the channel.</summary>
    internal SoakChannel Channel { get; }

    /// <summary>What else was seen.</summary>
    internal SoakObservations Seen { get; } = new();

    /// <summary>Times in which clocks were wrong.</summary>
    internal IReadOnlyList<WrongClock> WrongClocks => plan.WrongClocks;

    /// <summary>The device's storage, for its wear.</summary>
    internal FlashEmulator Flash => device.Flash;

    private int Second => (int)(clock.NowMs / SoakPlan.SecondMs);

    /// <summary>Runs all days, and then without faults until nothing waits any more.</summary>
    /// <param name="progress">Is told of each quarter of a day.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public SoakVerdict Run(Action<SoakProgress> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(progress);
        int endS = options.Days * SoakPlan.DayS, quarter = 0;
        device.Start(null);
        while (Second < endS + MinQuietS || (device.Waiting > 0 && Second < endS + QuietS))
        {
            ct.ThrowIfCancellationRequested();
            Pass();
            if (device.IsOn)
            {
                device.Send();
            }

            if (!device.IsOn)
            {
                StartAnew();
            }

            if (Second >= plan.SteadyFromS + (Seen.SteadyHeapBytes.Count + 1) * SoakPlan.HourS && Second < plan.SteadyToS)
            {
                Seen.SteadyHeapBytes.Add(HeapBytes());
            }

            if (Second / MemoryPeriodS > quarter && Second <= endS)
            {
                quarter = Second / MemoryPeriodS;
                Seen.HeapBytes.Add(HeapBytes());
                progress(Progress());
            }
        }

        Seen.Exceptions = device.Console.Exceptions;
        Seen.FirstException = device.Console.FirstException;
        Seen.Malformed = Channel.Malformed;
        Seen.IsPrivate = plan.IsPrivate;
        return SoakVerdict.Judge(Ledger, Channel.Entries, plan.WrongClocks, Seen);
    }

    /// <summary>
    /// Has the runtime's pool hold an array of each size from the beginning: it keeps them when it is first asked, 30 KB at some hour.
    /// </summary>
    private static void FillPool<T>()
    {
        for (int length = 16; length <= LargestPooled; length *= 2)
        {
            T[] first = ArrayPool<T>.Shared.Rent(length), second = ArrayPool<T>.Shared.Rent(length);
            ArrayPool<T>.Shared.Return(first);
            ArrayPool<T>.Shared.Return(second);
        }
    }

    private SoakProgress Progress() => new()
    {
        Second = Second,
        Made = Ledger.Count,
        Arrived = Channel.Count,
        Waiting = device.Waiting,
        Starts = Ledger.StartCount,
        Restarts = device.Console.Restarts,
        TornWrites = Flash.TornWrites,
        Requests = Channel.Requests,
        Failures = Channel.Failures,
        Exceptions = device.Console.Exceptions,
        LargestSocDifferencePercent = Seen.LargestSocDifference / 100.0,
        WrittenBytes = Flash.WrittenBytes,
        Appends = Flash.Appends,
        Writes = Flash.Writes,
        HeapBytes = Seen.HeapBytes[^1],
        SocPercent = device.SocPercent,
        TrueSocPercent = lastSample.SocPercent,
    };

    /// <summary>A second passes.</summary>
    private void Pass()
    {
        clock.Advance();
        cell.TryAdvance(out CellSample sample);
        lastSample = sample;
        Channel.Advance();
        options.EachSecond?.Invoke();
        if (clock.IsSet)
        {
            clock.Step(plan.ClockErrorS(Second));
        }

        DeviceEvent what = plan.Event(Second);
        if (what == DeviceEvent.RequestHangs)
        {
            Channel.HangNext();
        }
        else if (!device.IsOn)
        {
            cutAtStart |= what is DeviceEvent.PowerCut or DeviceEvent.PowerCutInWrite;
        }
        else
        {
            device.Suffer(what, random);
            device.Suffer(plan.UptimeStep(Second), random);
        }

        if (device.IsOn)
        {
            device.Run(board => board.Advance(sample, 1, clock.NowMs));
            Seen.MaxFlashBytes = Math.Max(Seen.MaxFlashBytes, Second % SoakPlan.HourS == 0 ? Flash.TotalBytes : 0);
        }
    }

    /// <summary>Seconds pass while the sending loop waits; false where the device went off.</summary>
    private bool Wait(int seconds)
    {
        for (int k = 0; k < seconds && device.IsOn; k++)
        {
            Pass();
        }

        return device.IsOn;
    }

    private void StartAnew()
    {
        device.Ended();
        int offS = device.IsRestarting ? 3 : random.Next(20) == 0 ? random.Next(1, LongOffS) : random.Next(1, LongestOffS);
        for (int k = 0; k < offS; k++)
        {
            Pass();
        }

        device.Start(cutAtStart ? random : null);
        cutAtStart = false;
    }

    /// <summary>Managed bytes after a collection, without what the emulated flash holds.</summary>
    private long HeapBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

        // What lives, to the byte: the memory in use counts 8 KB more for each thread that allocated. Pinned are the runtime's tables of
        // literals and static fields alone, of which one more of 24 KB begins at some hour, when some method runs for the first time.
        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        GCGenerationInfo pinned = info.GenerationInfo[PinnedGeneration];
        return info.HeapSizeBytes - info.FragmentedBytes - (pinned.SizeAfterBytes - pinned.FragmentationAfterBytes) - Flash.TotalBytes;
    }
}
