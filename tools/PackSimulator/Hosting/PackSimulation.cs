using NanoBms.App;
using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.PackSimulator.Emulation;
using NanoBms.PackSimulator.Sensors;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>
/// The firmware's own gauge at emulated sensors of a cell, in simulated time and in one thread: what a board does in four threads is done
/// here in turn, second by second.
/// </summary>
public sealed class PackSimulation
{
    private const int StepMs = 1000;

    private readonly ICellSource cell;
    private readonly SimulatedBoard board;
    private readonly Gauge gauge;
    private readonly VirtualClock clock;
    private readonly bool sends;
    private long nextSampleMs;

    /// <summary>A simulation.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="model">The network.</param>
    /// <param name="options">Settings, seed and start.</param>
    /// <param name="log">The firmware's console.</param>
    /// <param name="http">The way to the channel; null: nothing is sent.</param>
    public PackSimulation(ICellSource cell, QuantizedModel model, PackSimulationOptions options, ILog log, IHttp? http)
    {
        this.cell = cell;
        board = new SimulatedBoard(options.Settings, options.Seed, options.SensorErrorScale, options.Faults, options.CellCapacityAh);
        clock = new VirtualClock(options.StartUtc);
        gauge = new Gauge(options.Settings, model, new GaugeHardware
        {
            Chip = board.Chip,
            Adc = board.Thermistor,
            Http = http ?? new NoHttp(),
            Network = options.IsOffline is { } isOffline ? new SwitchedNetwork(() => !isOffline(clock.UptimeMs)) : new LoopbackNetwork(),
            Store = Flash,
            Clock = clock,
            Log = log,
        });
        sends = http is not null;
    }

    /// <summary>Simulated milliseconds since power-up.</summary>
    public long UptimeMs => clock.UptimeMs;

    /// <summary>The cell over the last second.</summary>
    public CellSample Sample { get; private set; }

    /// <summary>The last reported state of charge in percent; null while nothing is known.</summary>
    public double? ReportedPercent => gauge.Loop.Estimator.SocCentiPercent < 0 ? null : gauge.Loop.Estimator.SocCentiPercent / 100.0;

    /// <summary>State of charge, error bar and what was learnt.</summary>
    public StateEstimator Estimator => gauge.Loop.Estimator;

    /// <summary>Errors while the cell was driven.</summary>
    public SocScore Driven { get; } = new();

    /// <summary>Errors while the cell rested or was charged, which the recorded cycles do not hold.</summary>
    public SocScore Undriven { get; } = new();

    /// <summary>The board's storage.</summary>
    public FlashEmulator Flash { get; } = new();

    /// <summary>Date and time of the simulation, UTC.</summary>
    public DateTime UtcNow => clock.UtcNow;

    /// <summary>Errors of the shown figure over everything.</summary>
    public SocScore All { get; } = new();

    /// <summary>Entries that wait.</summary>
    public int Waiting => gauge.Queue.Count;

    /// <summary>Entries that were made: sent, waiting or lost.</summary>
    public int Made => gauge.Upload.Sent + gauge.Queue.Count + gauge.Queue.Dropped;

    /// <summary>Entries that reached the channel.</summary>
    public int Sent => gauge.Upload.Sent;

    /// <summary>Goes on for a second; false where the cell has come to its end.</summary>
    public bool TryStep()
    {
        if (!cell.TryAdvance(out CellSample sample))
        {
            return false;
        }

        Sample = sample;
        clock.Advance(StepMs);
        board.Advance(sample, StepMs / 1000.0, clock.UptimeMs);
        if (clock.UptimeMs >= nextSampleMs)
        {
            nextSampleMs = clock.UptimeMs + gauge.Loop.PeriodMs;
            gauge.Loop.SampleStep();
            if (gauge.Loop.InferencePending)
            {
                gauge.Loop.InferStep();
                Score(sample);
            }
        }

        gauge.StoreStep();
        if (sends)
        {
            gauge.Upload.SendStep();
        }

        return true;
    }

    private void Score(CellSample sample)
    {
        if (ReportedPercent is { } percent)
        {
            (sample.Phase == CellPhase.Discharging ? Driven : Undriven).Add(percent, sample.SocPercent);
            All.Add(percent, sample.SocPercent);
        }
    }
}

/// <summary>How a simulation is set up.</summary>
public sealed record PackSimulationOptions
{
    /// <summary>Settings of the firmware.</summary>
    public DeviceSettings Settings { get; init; } = new();

    /// <summary>Rated capacity of the simulated cell, ampere-hours; 0: as the settings have it.</summary>
    public float CellCapacityAh { get; init; }

    /// <summary>Seed of the sensors' errors and noise.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Factor on the sensors' errors; 0: none.</summary>
    public double SensorErrorScale { get; init; } = 1;

    /// <summary>Date and time at power-up, UTC.</summary>
    public DateTime StartUtc { get; init; } = DateTime.UnixEpoch;

    /// <summary>Which sensor fails when; null: none ever.</summary>
    public IFaultScript? Faults { get; init; }

    /// <summary>Whether the network is away, by simulated milliseconds since power-up; null: never.</summary>
    public Func<long, bool>? IsOffline { get; init; }
}
