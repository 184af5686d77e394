namespace NanoBms.VirtualCells;

/// <summary>
/// A virtual cell's endless day: rest at full, drive until empty, rest, charge at constant current and then constant voltage, and anew.
/// </summary>
public sealed class DrivenCell : ICellSource
{
    /// <summary>Voltage under which no load may pull the cell, volts: it gets less power instead, as in a car in the cold.</summary>
    public const double LeastV = 2.55;

    /// <summary>The cell is empty when it can give no more than this at <see cref="LeastV"/>, amperes.</summary>
    public const double EmptyA = 1.45;

    /// <summary>Charging voltage, volts.</summary>
    public const double FullV = 4.2;

    // Limits of the NCR18650PF's recordings: 18 A out, 9 A in for seconds, nothing in below 10 degC.
    private const double MostDischargeA = 18, MostRegenerationA = 9, LeastRegenerationC = 10;
    private const double ChargeA = 1.45, ChargedA = 0.06;
    private const int FullRestS = 120, EmptyRestS = 1800;

    private readonly VirtualCell cell;
    private readonly DriveLoad load;
    private readonly double ambientC;
    private readonly bool once;
    private CellPhase phase = CellPhase.Resting;
    private int restLeftS = FullRestS;
    private bool empty;

    /// <summary>A full cell.</summary>
    /// <param name="parameters">The cell.</param>
    /// <param name="ambientC">Temperature around it, degrees Celsius.</param>
    /// <param name="seed">Seed of the load.</param>
    /// <param name="once">Whether it ends when the cell is empty.</param>
    public DrivenCell(CellParameters parameters, double ambientC, int seed, bool once)
    {
        cell = new VirtualCell(parameters, ambientC);
        load = new DriveLoad(seed);
        this.ambientC = ambientC;
        this.once = once;
    }

    /// <inheritdoc/>
    public bool TryAdvance(out CellSample sample)
    {
        bool ended = once && empty;
        if (!ended)
        {
            cell.Step(CurrentA(), 1, ambientC);
            sample = Sample(phase);
            Turn();
            return true;
        }

        sample = Sample(phase);
        return false;
    }

    private CellSample Sample(CellPhase during) => new(cell.CurrentA, cell.VoltageV, cell.TemperatureC, 100 * cell.Soc, during);

    private double CurrentA() => phase switch
    {
        CellPhase.Discharging => LoadCurrentA(load.NextPowerW()),
        CellPhase.Charging => Math.Min(ChargeA, MostChargeA),
        _ => 0,
    };

    /// <summary>The current that brings the terminals to the charging voltage.</summary>
    private double MostChargeA => Math.Max(0, (FullV - cell.SourceVoltageV) / cell.OhmicOhm);

    /// <summary>The current that pulls the terminals down to the least voltage.</summary>
    private double DeliverableA => Math.Max(0, (cell.SourceVoltageV - LeastV) / cell.OhmicOhm);

    /// <summary>From power = (source + ohm * I) * I, within what the cell may give and take.</summary>
    private double LoadCurrentA(double powerW)
    {
        double source = cell.SourceVoltageV, ohm = cell.OhmicOhm, root = source * source + 4 * ohm * powerW;
        double currentA = root > 0 ? (Math.Sqrt(root) - source) / (2 * ohm) : -source / (2 * ohm);
        double most = cell.TemperatureC < LeastRegenerationC ? 0 : Math.Min(MostRegenerationA, MostChargeA);
        return Math.Clamp(currentA, -Math.Min(MostDischargeA, DeliverableA), most);
    }

    private void Turn()
    {
        switch (phase)
        {
            case CellPhase.Discharging when DeliverableA < EmptyA:
                (phase, restLeftS, empty) = (CellPhase.Resting, EmptyRestS, true);
                break;
            case CellPhase.Charging when cell.VoltageV >= FullV - 0.01 && cell.CurrentA <= ChargedA:
                (phase, restLeftS, empty) = (CellPhase.Resting, FullRestS, false);
                break;
            case CellPhase.Resting when --restLeftS <= 0:
                phase = empty ? CellPhase.Charging : CellPhase.Discharging;
                break;
            default:
                break;
        }
    }
}
