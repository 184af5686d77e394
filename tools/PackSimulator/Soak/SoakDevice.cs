using System.Text;
using System.Text.Json;
using NanoBms.App;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Text;
using NanoBms.PackSimulator.Emulation;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// The device: the firmware's whole program over emulated sensors, flash, network and clock. Each start composes it anew over what is on
/// the flash, as power-up does.
/// </summary>
internal sealed class SoakDevice : IBus, IPower
{
    private const int FreeBytes = 50_000, LowBytes = 3_000;
    private const int PlainFaultsThatVoid = GapFilter.MaxHeld + 1;
    private const int SettleS = 5;
    private const int StorageSeed = 3, UnreadPauseS = 60;

    // A state is kept each minute, and again five seconds after a write that failed.
    private const int KeptS = 75;
    private const int AlarmBits = StatusBits.LowSoc | StatusBits.OverTemperature | StatusBits.OverCurrent;

    private readonly SoakOptions options;
    private readonly SoakPlan plan;
    private readonly DeviceClock clock;
    private readonly SimulatedBoard board;
    private readonly IHttp http;
    private readonly SoakNetwork network;
    private readonly Ledger ledger;
    private readonly SoakObservations seen;
    private readonly SoakStorageFaults? storageFaults;
    private readonly Func<int, bool> wait;
    private Gauge gauge = null!;
    private GaugeSteps steps = null!;
    private TimedModel model = null!;
    private SocFigures figures = new(-1, -1);

    // What it showed lately: the state is kept each minute, and a start may go on from any of these.
    private readonly Queue<(int Second, SocFigures Figures)> keptFigures = new();
    private int socBefore = -1;
    private int boots, supervisedRestarts;
    private int firstUnstored = -1;
    private int plainFaults, consecutiveFaults, lastFaultS, lastEntryS;
    private bool mustRestart, memoryIsLow, isFirstEntry, isComposed, isForgetful, isFirstSample, isCutInRestart, hasStoredTime, isClockTold;
    private bool hasLostUntold;

    public SoakDevice(
        SoakOptions options, DeviceSettings settings, SoakPlan plan, DeviceClock clock, IHttp http, SoakNetwork network, Ledger ledger,
        SoakObservations seen, Func<int, bool> wait)
    {
        this.wait = wait;
        this.options = options;
        this.plan = plan;
        this.clock = clock;
        this.http = http;
        this.network = network;
        this.ledger = ledger;
        this.seen = seen;
        board = new SimulatedBoard(settings, options.Seed, errorScale: 1, plan);
        Flash.Put(SettingsFile.FileName, SettingsJson(settings));
        Flash.Added = added => hasStoredTime |= StoredTime.IsIn(added);
        Console = new SoakConsole(options.Log, () => Flash.HasPower, () => Second, seen);
        if (options.Faults.HasFlag(SoakFaults.Storage))
        {
            storageFaults = new SoakStorageFaults(Flash, options.Seed + StorageSeed);
            Flash.FailsToRead = storageFaults.Fails;
        }
    }

    /// <summary>Its storage.</summary>
    public FlashEmulator Flash { get; } = new();

    /// <summary>Its console.</summary>
    public SoakConsole Console { get; }

    /// <summary>Whether it is running.</summary>
    public bool IsOn => Flash.HasPower;

    /// <summary>Whether it went off to start anew at once.</summary>
    public bool IsRestarting { get; private set; }

    /// <summary>Entries that wait in it.</summary>
    public int Waiting => gauge.Queue.Count;

    /// <summary>The state of charge it shows, percent; null before there is one.</summary>
    public double? SocPercent =>
        gauge.Loop.Estimator.KnownNetworkCentiPercent < 0 ? null : gauge.Loop.Estimator.KnownNetworkCentiPercent / 100.0;

    private int Second => (int)(clock.NowMs / SoakPlan.SecondMs);

    /// <summary>It starts: at power-up, or by itself.</summary>
    /// <param name="cutFirstWrite">Source of the byte at which the power goes again within the first write; null: it stays.</param>
    public void Start(Random? cutFirstWrite)
    {
        // A restart that was cut off before it knew why it was one is still one.
        bool isRestart = IsRestarting, isSupervised = isRestart || (!isComposed && ledger.StartCount > 0 && ledger.LastStart.IsSupervised);
        IsRestarting = memoryIsLow = isComposed = false;
        hasStoredTime = isClockTold = false;
        firstUnstored = -1;
        Flash.PowerOn();
        clock.Start(keepsTime: isRestart);
        network.Disconnect();
        if (!isRestart)
        {
            board.PowerCycle();
        }

        options.BeforeStart?.Invoke(Flash);
        storageFaults?.Start(Second);
        if (cutFirstWrite is not null)
        {
            Flash.CutNextWrite(cutFirstWrite);
        }

        ledger.AddStart(
            new DeviceStart { FromS = Second, ToS = int.MaxValue, ClockS = clock.IsSet ? Second : -1, IsSupervised = isSupervised });
        (plainFaults, consecutiveFaults, mustRestart, isFirstEntry, lastFaultS, lastEntryS) = (0, 0, false, true, Second, Second);
        Compose();
        isComposed = isFirstSample = IsOn;
        if (IsOn)
        {
            if (isCutInRestart)
            {
                // Whether that it was one was stored before the power went, the device alone knows.
                isSupervised = gauge.State.Reason != RestartReason.None;
                ledger.LastStart.IsSupervised = isSupervised;
                isCutInRestart = false;
            }

            Compare(isSupervised);
        }
        else
        {
            Ended();
        }
    }

    /// <summary>What befalls it now.</summary>
    public void Suffer(DeviceEvent what, Random random)
    {
        switch (what)
        {
            case DeviceEvent.PowerCut:
                Flash.PowerOff();
                Ended();
                break;
            case DeviceEvent.PowerCutInWrite:
                Flash.CutNextWrite(random);
                break;
            case DeviceEvent.LowMemory:
                memoryIsLow = true;
                break;
            case DeviceEvent.UptimeToZero:
                StepUptime(-clock.UptimeMs);
                break;
            case DeviceEvent.UptimeAhead:
                StepUptime(SoakPlan.HourS * SoakPlan.SecondMs);
                break;
            case DeviceEvent.UptimeBack:
                StepUptime(-SoakPlan.HourS * SoakPlan.SecondMs);
                break;
            default:
                break;
        }
    }

    /// <summary>A second of all its loops but sending.</summary>
    /// <param name="sense">Lets the sensors measure.</param>
    public void Run(Action<SimulatedBoard> sense)
    {
        sense(board);
        storageFaults?.Advance(Second);
        if (!isComposed)
        {
            return;
        }

        // A request that never comes back may follow at once.
        NoteClock();

        NoteFaults();
        steps.Sample();
        bool isEntry = gauge.Loop.InferencePending;
        int waiting = gauge.Queue.Count;
        model.Next = ledger.Count;
        steps.Infer();
        if (isEntry && !gauge.Loop.InferencePending)
        {
            Made(waiting);
        }

        // The power may go in the write that keeps it.
        keptFigures.Enqueue((Second, Figures()));
        while (keptFigures.Peek().Second < Second - KeptS)
        {
            keptFigures.Dequeue();
        }

        steps.Store();
        if (IsOn)
        {
            figures = Figures();

            // What the flash does not take waits in memory, as the log says.
            firstUnstored = !gauge.Queue.StoreFailed ? -1
                : firstUnstored < 0 ? Math.Max(0, ledger.Count - 1 - options.KeepInMemory) : firstUnstored;
            seen.MaxWaiting = Math.Max(seen.MaxWaiting, gauge.Queue.Count);
            steps.Supervise();
        }

        if (!IsOn)
        {
            Ended();
        }
    }

    /// <summary>A step of sending.</summary>
    public void Send()
    {
        steps.Send();
        NoteClock();

        // A restart keeps the clock, but entries follow the uptime until the first step of sending tells them what it was at power-up.
        isClockTold |= clock.IsSet && !gauge.Queue.IsBlocked;
    }

    /// <inheritdoc/>
    public void Recover() => plan.FreeBus(Second);

    /// <inheritdoc/>
    public int FreeMemoryBytes() => memoryIsLow ? LowBytes : FreeBytes;

    /// <inheritdoc/>
    public void Restart()
    {
        // Where the power went while it stored what it knew, it is no restart any more.
        IsRestarting = IsOn;
        isCutInRestart = !IsOn;
        Flash.PowerOff();
    }

    /// <summary>It went off: what was in memory only is gone. A restart of its own may lose nothing.</summary>
    public void Ended()
    {
        if (ledger.LastStart.ToS != int.MaxValue)
        {
            return;
        }

        ref DeviceStart start = ref ledger.LastStart;
        start.ToS = Second;
        if (!hasStoredTime && seen.AskedS < start.ClockS)
        {
            // What it read of the clock went with the power: it stood neither on the flash, where entries that cannot be read hold it up as
            // a cut does, nor in a request.
            start.ClockS = -1;
        }

        if (!IsRestarting)
        {
            // An entry of this very second had no time to be stored.
            bool madeNow = ledger.Count > 0 && ledger[ledger.Count - 1].MadeS == Second;
            int waiting = firstUnstored < 0 ? 0 : ledger.Count - firstUnstored;
            ledger.Lose(Math.Max(options.KeepInMemory + (madeNow ? 1 : 0), waiting));
        }
    }

    private static byte[] SettingsJson(DeviceSettings settings) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        wifiSsid = "soak",
        cloudUrl = settings.CloudUrl,
        cloudWriteKey = settings.CloudWriteKey,
        cloudChannelId = settings.CloudChannelId,
        keepInMemory = settings.KeepInMemory,
    }));

    /// <summary>As the firmware's Program does it: settings that cannot be read are looked at again each minute.</summary>
    private DeviceSettings? LoadSettings()
    {
        while (true)
        {
            var settings = new DeviceSettings();
            bool isThere = SettingsFile.TryLoad(Flash, settings, out SettingsErrors errors);
            if (isThere && errors.Count == 0)
            {
                return settings;
            }

            if (!isThere || !errors.IsUnread)
            {
                throw new InvalidOperationException("The settings on the emulated flash are not read.");
            }

            if (!wait(UnreadPauseS))
            {
                return null;
            }
        }
    }

    private void Compose()
    {
        if (LoadSettings() is not { } settings)
        {
            return;
        }

        model = new TimedModel(options.Model(), clock);
        gauge = new Gauge(settings, model, new GaugeHardware
        {
            Chip = board.Chip,
            Bus = this,
            Adc = board.Thermistor,
            Http = http,
            Network = network,
            Store = Flash,
            Clock = clock,
            Log = Console,
        });
        Console.Write(Banner.State(gauge.State));
        if (!IsOn)
        {
            // It wrote over a state that it could not read, and the power went before it could say so.
            hasLostUntold |= gauge.State.Loss.Length > 0;
        }

        steps = new GaugeSteps(gauge, new Supervisor(clock, Console, this, gauge.State));
    }

    private void StepUptime(long milliseconds)
    {
        clock.StepUptime(milliseconds);
        lastFaultS = Second;
        if (!isClockTold)
        {
            ledger.LastStart.UptimeStepS += (int)(Math.Abs(milliseconds) / SoakPlan.SecondMs);
        }
    }

    private void NoteClock()
    {
        if (clock.IsSet && ledger.LastStart.ClockS < 0 && IsOn)
        {
            ledger.LastStart.ClockS = Second;
        }
    }

    private void NoteFaults()
    {
        // A chip that takes its first reading cannot tell of any.
        bool isPlain = plan.IsPlainFault(Second) && !isFirstSample;
        isFirstSample = false;
        plainFaults += isPlain ? 1 : 0;
        consecutiveFaults = isPlain ? consecutiveFaults + 1 : 0;
        mustRestart |= consecutiveFaults >= PlainFaultsThatVoid;
        lastFaultS = plan.IsFault(Second) ? Second : lastFaultS;
    }

    private void Made(int waiting)
    {
        bool isSupervised = ledger.LastStart.IsSupervised;
        int must = (plainFaults > 0 ? StatusBits.SensorFault : 0) | (mustRestart ? StatusBits.Restarted : 0)
            | (waiting > 0 ? StatusBits.Buffered : 0)
            | (isFirstEntry ? StatusBits.PowerUp : 0) | (isFirstEntry && isSupervised && !isForgetful ? StatusBits.SupervisedRestart : 0);
        int mustNot = AlarmBits | (waiting > 0 ? 0 : StatusBits.Buffered) | (isFirstEntry ? 0 : StatusBits.PowerUp)
            | (isFirstEntry && isSupervised ? 0 : StatusBits.SupervisedRestart)
            | (!isFirstEntry && lastFaultS < lastEntryS - SettleS ? StatusBits.SensorFault | StatusBits.Held | StatusBits.Restarted : 0);
        gauge.Loop.Estimator.Read(out StateEstimate estimate);
        var entry = new MadeEntry
        {
            MadeS = Second,
            Start = ledger.StartCount - 1,
            Number = gauge.Queue.NewestNumber,
            SocCentiPercent = estimate.SocCentiPercent,
            NetworkCentiPercent = estimate.NetworkCentiPercent,
            BarDeciPercent = estimate.BarDeciPercent,
            MustStatus = must,
            MustNotStatus = mustNot,
        };
        if (!Console.TryReadSample(ref entry))
        {
            entry.MustStatus = -1;
        }

        ledger.Add(entry);
        if (isFirstEntry && socBefore >= 0)
        {
            seen.FirstEstimates.Add(Math.Abs(gauge.Loop.Estimator.NetworkCentiPercent - socBefore));
        }

        (plainFaults, mustRestart, isFirstEntry, lastEntryS) = (0, false, false, Second);
    }

    private SocFigures Figures() =>
        new(gauge.Loop.Estimator.KnownNetworkCentiPercent, gauge.Loop.Estimator.SocCentiPercent);

    private int DifferenceToKept(SocFigures now) => figures.Shown < 0
        ? now.Difference(figures)
        : keptFigures.Select(kept => kept.Figures).Where(kept => kept.Shown >= 0).Append(figures).Min(now.Difference);

    private void Compare(bool isSupervised)
    {
        socBefore = figures.Network;
        bool isUntold = hasLostUntold;
        hasLostUntold = false;
        isForgetful = gauge.State.Loss.Length > 0;
        if (isForgetful)
        {
            // It says that it does not know what was before: it counts anew from what it found.
            if (gauge.State.Loss.Contains("starts are counted anew", StringComparison.Ordinal))
            {
                seen.Forgetful.Add(Second);
            }

            (boots, supervisedRestarts, socBefore) = (gauge.State.Boots, gauge.State.SupervisedRestarts, -1);
            return;
        }

        int difference = isUntold ? 0 : DifferenceToKept(Figures());
        if (difference > seen.LargestSocDifference)
        {
            seen.LargestSocDifference = difference;
            seen.LargestSocDifferenceAt =
                $"start {ledger.StartCount} at {DecimalText.Duration(Second)}: {figures} before, {Figures()} after";
        }

        supervisedRestarts += isSupervised ? 1 : 0;
        bool counted = gauge.State.Boots > boots && gauge.State.Boots <= ledger.StartCount
            && gauge.State.SupervisedRestarts == supervisedRestarts && gauge.State.Reason != RestartReason.None == isSupervised;
        if (!counted && seen.FirstMiscount.Length == 0)
        {
            seen.FirstMiscount =
                $"start {ledger.StartCount} at {DecimalText.Duration(Second)} counts as {gauge.State.Boots} after {boots}, "
                    + $"{gauge.State.SupervisedRestarts} restarts instead of {supervisedRestarts}, reason {gauge.State.Reason}";
        }

        boots = gauge.State.Boots;
    }
}
