namespace NanoBms.Cells.Virtual;

/// <summary>
/// A virtual cell's varied life, to learn from: drives and steady loads, rests and charges of random lengths and currents, one after the
/// other without end, while the temperature around it drifts. Seeded and repeatable.
/// </summary>
public sealed class VariedCell : ICellSource
{
    private const double SteadyShare = 0.2, ChargeShare = 0.7, FullShare = 0.5;

    // Of the rated capacity in an hour: steady loads; of the charger's highest current: the lowest.
    private const double MinSteadyRate = 0.07, MaxSteadyRate = 1.03, MinChargeShare = 0.13;

    private readonly VirtualCell cell;
    private readonly CellLimits limits;
    private readonly AmbientDrift ambient;
    private readonly DriveLoad load;
    private readonly Random random;
    private readonly double capacityAh;
    private CellPhase phase;
    private bool discharged;
    private int leftS;
    private double steadyA, chargeA, chargeToSoc;

    /// <summary>A full cell at the temperature around it.</summary>
    /// <param name="parameters">The cell.</param>
    /// <param name="ambient">Temperature around it.</param>
    /// <param name="seed">Seed of what happens to it.</param>
    /// <param name="first">What it begins with.</param>
    public VariedCell(CellParameters parameters, AmbientDrift ambient, int seed, CellPhase first)
    {
        this.ambient = ambient;
        cell = new VirtualCell(parameters, ambient.TemperatureC);
        limits = new CellLimits(cell);
        load = new DriveLoad(seed, parameters);
        capacityAh = parameters.RatedCapacityAh;
        random = new Random(seed);
        Begin(first);
    }

    /// <inheritdoc/>
    public bool TryAdvance(out CellSample sample)
    {
        ambient.Advance();
        cell.Step(CurrentA(), 1, ambient.TemperatureC);
        sample = new CellSample(cell.CurrentA, cell.VoltageV, cell.TemperatureC, 100 * cell.Soc, phase);
        leftS--;
        bool ends = phase switch
        {
            CellPhase.Discharging => leftS <= 0 || limits.IsEmpty,
            CellPhase.Charging => limits.IsCharged || cell.Soc >= chargeToSoc,
            _ => leftS <= 0,
        };
        if (ends)
        {
            Begin(
                phase != CellPhase.Resting
                    ? CellPhase.Resting
                    : discharged && random.NextDouble() < ChargeShare
                    ? CellPhase.Charging
                    : CellPhase.Discharging);
        }

        return true;
    }

    private double CurrentA() => phase switch
    {
        CellPhase.Discharging => steadyA > 0 ? limits.LoadA(steadyA) : limits.PowerA(load.NextPowerW()),
        CellPhase.Charging => limits.ChargeA(chargeA),
        _ => 0,
    };

    private void Begin(CellPhase next)
    {
        // An empty cell is charged, whatever the dice say; one that is too cold for it waits.
        phase = next == CellPhase.Discharging && limits.IsEmpty ? CellPhase.Charging : next;
        phase = phase == CellPhase.Charging && !limits.MayCharge ? CellPhase.Resting : phase;
        switch (phase)
        {
            case CellPhase.Discharging:
                discharged = true;
                leftS = random.Next(600, 9000);
                steadyA = random.NextDouble() < SteadyShare ? capacityAh * Between(MinSteadyRate, MaxSteadyRate) : 0;
                break;
            case CellPhase.Charging:
                discharged = false;
                chargeA = cell.Ratings.MaxChargeA * Between(MinChargeShare, 1);

                // In the cold, where its voltage at full lies lower, the charging voltage alone would take it beyond full.
                chargeToSoc = random.NextDouble() < FullShare ? 1 : cell.Soc + (1 - cell.Soc) * random.NextDouble();
                break;
            default:
                leftS = random.Next(60, 2400);
                break;
        }
    }

    private double Between(double min, double max) => min + (max - min) * random.NextDouble();
}
