namespace NanoBms.Cells.Virtual;

/// <summary>
/// A virtual cell's endless day: rest at full, drive until empty, rest, charge at constant current and then constant voltage, and anew.
/// </summary>
public sealed class DrivenCell : ICellSource
{
    // Of the rated capacity in an hour, where the charger may.
    private const double ChargeRate = 0.5;
    private const int FullRestS = 120, EmptyRestS = 1800;

    private readonly VirtualCell cell;
    private readonly CellLimits limits;
    private readonly DriveLoad load;
    private readonly double ambientC, chargeA;
    private readonly bool once;
    private CellPhase phase = CellPhase.Resting;
    private int restLeftS = FullRestS;
    private bool empty;

    /// <summary>A cell.</summary>
    /// <param name="parameters">The cell.</param>
    /// <param name="ambientC">Temperature around it, degrees Celsius.</param>
    /// <param name="seed">Seed of the load.</param>
    /// <param name="once">Whether it ends when the cell is empty.</param>
    /// <param name="soc">
    /// Its state of charge at the start, 1 when full: a full one rests first, any other is in the midst of a drive that began full, since
    /// voltages tell of hours before.
    /// </param>
    public DrivenCell(CellParameters parameters, double ambientC, int seed, bool once, double soc = 1)
    {
        cell = new VirtualCell(parameters, ambientC);
        limits = new CellLimits(cell);
        load = new DriveLoad(seed, parameters);
        chargeA = ChargeRate * parameters.RatedCapacityAh;
        this.ambientC = ambientC;
        this.once = once;
        if (soc < 1)
        {
            phase = CellPhase.Discharging;
            while (cell.Soc > soc && !limits.IsEmpty)
            {
                cell.Step(CurrentA(), 1, ambientC);
            }
        }
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
        CellPhase.Discharging => limits.PowerA(load.NextPowerW()),
        CellPhase.Charging => limits.ChargeA(chargeA),
        _ => 0,
    };

    private void Turn()
    {
        switch (phase)
        {
            case CellPhase.Discharging when limits.IsEmpty:
                (phase, restLeftS, empty) = (CellPhase.Resting, EmptyRestS, true);
                break;
            case CellPhase.Charging when limits.IsCharged:
                (phase, restLeftS, empty) = (CellPhase.Resting, FullRestS, false);
                break;
            case CellPhase.Resting when --restLeftS <= 0 && (!empty || limits.MayCharge):
                phase = empty ? CellPhase.Charging : CellPhase.Discharging;
                break;
            default:
                break;
        }
    }
}
