using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Data;

/// <summary>
/// What a recording would have shown of the same cell at another age. Recordings follow a test plan, which has one temperature at one age;
/// a network takes the one for the other unless it also sees the cell older and younger.
/// </summary>
/// <remarks>
/// An aged cell is taken for a smaller one with more ohmic resistance: at a state of charge the same voltage belongs to a current that is
/// smaller by what is lost of the capacity; under load, where no charger holds the voltage, the resistance comes on top.
/// </remarks>
internal sealed class CellAgeing
{
    // Of the capacity: what may be lost. Volts that the whole of it costs at a current of 1C, and how far cells lie apart in that; a cell
    // cycled from 2.9 to 2.5 Ah shows some 30 mohm more, 80 mV.
    private const double MaxLoss = 0.15, VoltsAtMaxLoss = 0.08, MinFactor = 0.5, MaxFactor = 1.5;

    // Recordings that are shown as they are.
    private const double AsRecordedShare = 0.4;

    private readonly Random random;
    private readonly float scale;
    private float currentFactor = 1, ohm;

    /// <summary>Ages drawn from a source of randomness.</summary>
    /// <param name="random">The source.</param>
    /// <param name="scale">Factor on how far ages lie apart; 0: all as recorded.</param>
    public CellAgeing(Random random, float scale)
    {
        this.random = random;
        this.scale = scale;
    }

    /// <summary>Another age for what comes of a cycle.</summary>
    /// <param name="cycle">The cycle; one whose capacity is not known is taken for new.</param>
    /// <param name="ratedCapacityAh">Rated capacity of the cell, Ah.</param>
    public void Draw(Cycle cycle, float ratedCapacityAh)
    {
        (currentFactor, ohm) = (1, 0);
        if (scale == 0f || random.NextDouble() < AsRecordedShare)
        {
            return;
        }

        double lost = Math.Clamp(1 - (cycle.CapacityAh ?? ratedCapacityAh) / ratedCapacityAh, 0, MaxLoss);
        double loses = lost + scale * (MaxLoss * random.NextDouble() - lost);
        currentFactor = (float)((1 - loses) / (1 - lost));
        ohm = (float)((loses - lost) / MaxLoss * VoltsAtMaxLoss / ratedCapacityAh
            * (MinFactor + (MaxFactor - MinFactor) * random.NextDouble()));
    }

    /// <summary>Voltage and current of a row at that age.</summary>
    /// <param name="voltageV">Recorded voltage, volts.</param>
    /// <param name="currentA">Recorded current, amperes.</param>
    /// <param name="phase">What the battery was doing (<see cref="PhaseDetector"/>).</param>
    public (float VoltageV, float CurrentA) Apply(float voltageV, float currentA, int phase)
    {
        float agedA = currentA * currentFactor;
        return (phase == PhaseDetector.Driving ? voltageV + agedA * ohm : voltageV, agedA);
    }
}
