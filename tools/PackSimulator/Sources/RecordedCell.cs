using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.PackSimulator.Sources;

/// <summary>A recorded cycle, played second by second.</summary>
public sealed class RecordedCell : ICellSource
{
    private const int SecondMs = 1000;

    private readonly Cycle cycle;
    private readonly float ratedCapacityAh;
    private readonly IEnumerator<int> rows;
    private CellSample last;

    /// <summary>A cycle.</summary>
    /// <param name="cycle">The recording.</param>
    /// <param name="ratedCapacityAh">Rated capacity of its cell, which its state of charge counts from, ampere-hours.</param>
    public RecordedCell(Cycle cycle, float ratedCapacityAh)
    {
        this.cycle = cycle;
        this.ratedCapacityAh = ratedCapacityAh;
        rows = cycle.Samples(SecondMs).GetEnumerator();
    }

    /// <inheritdoc/>
    public bool TryAdvance(out CellSample sample)
    {
        if (!rows.MoveNext())
        {
            sample = last with { IsRecorded = false };
            return false;
        }

        int row = rows.Current;
        last = row < 0
            ? last with { IsRecorded = false }
            : new CellSample(
                cycle.CurrentA[row], cycle.VoltageV[row], cycle.TemperatureC[row], 100.0 * cycle.Soc(row, ratedCapacityAh),
                CellPhase.Discharging);
        sample = last;
        return true;
    }
}
