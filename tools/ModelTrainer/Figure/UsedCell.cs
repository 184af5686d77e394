using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>
/// A virtual cell that is used from the first second on: driven with pauses, or charged, after a drive from full to where it begins.
/// </summary>
internal sealed class UsedCell : ICellSource
{
    private const double ChargeRate = 0.5;

    private readonly VirtualCell cell;
    private readonly CellLimits limits;
    private readonly DriveLoad load;
    private readonly double ambientC, chargeA;
    private readonly bool isCharged;
    private readonly int useS, pauseS;
    private int second;

    /// <summary>A cell.</summary>
    /// <param name="parameters">The cell.</param>
    /// <param name="ambientC">Temperature around it, degrees Celsius.</param>
    /// <param name="seed">Seed of the load.</param>
    /// <param name="soc">Its state of charge at the start, 1 when full.</param>
    /// <param name="isCharged">Whether it is charged, at half its capacity an hour; else it is driven.</param>
    /// <param name="useS">Seconds of use.</param>
    /// <param name="pauseS">Seconds of rest after them, and so on.</param>
    public UsedCell(CellParameters parameters, double ambientC, int seed, double soc, bool isCharged, int useS, int pauseS)
    {
        cell = new VirtualCell(parameters, ambientC);
        limits = new CellLimits(cell);
        load = new DriveLoad(seed, parameters);
        chargeA = ChargeRate * parameters.RatedCapacityAh;
        (this.ambientC, this.isCharged, this.useS, this.pauseS) = (ambientC, isCharged, useS, pauseS);
        while (cell.Soc > soc && !limits.IsEmpty)
        {
            cell.Step(limits.PowerA(load.NextPowerW()), 1, ambientC);
        }
    }

    /// <inheritdoc/>
    public bool TryAdvance(out CellSample sample)
    {
        bool isUsed = second++ % (useS + pauseS) < useS;
        double currentA = !isUsed ? 0 : isCharged ? limits.ChargeA(chargeA) : limits.PowerA(load.NextPowerW());
        cell.Step(currentA, 1, ambientC);
        CellPhase phase = !isUsed ? CellPhase.Resting : isCharged ? CellPhase.Charging : CellPhase.Discharging;
        sample = new CellSample(cell.CurrentA, cell.VoltageV, cell.TemperatureC, 100 * cell.Soc, phase);
        return !(isCharged && limits.IsCharged) && !(!isCharged && limits.IsEmpty);
    }
}
