using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Accuracy;

/// <summary>A battery, as the settings describe it.</summary>
/// <param name="InSeries">Cells in series (`cellsInSeries`).</param>
/// <param name="InParallel">Cells in parallel (`cellsInParallel`).</param>
/// <param name="CapacityAh">Rated capacity of a cell, ampere-hours (`cellCapacityAh`); null: that of the model's cell.</param>
public sealed record BatteryCells(int InSeries, int InParallel, double? CapacityAh)
{
    /// <summary>One cell of the model.</summary>
    public static readonly BatteryCells One = new(1, 1, null);

    /// <summary>Refuses what cannot be.</summary>
    /// <param name="modelAh">Capacity of the model's cell, ampere-hours; 0 where it does not tell.</param>
    /// <exception cref="UserError">It cannot be.</exception>
    public void Check(double modelAh)
    {
        if (InSeries is < 1 or > 1000 || InParallel is < 1 or > 1000)
        {
            throw new UserError($"A battery of {InSeries} cells in series and {InParallel} in parallel cannot be; each is 1 to 1000.");
        }

        if (CapacityAh is { } capacityAh && !(capacityAh is > 0 and <= 100_000))
        {
            throw new UserError(FormattableString.Invariant($"A cell of {capacityAh} Ah cannot be; its capacity is above 0."));
        }

        if (CapacityAh is not null && !(modelAh > 0))
        {
            throw new UserError("The model does not tell the capacity of its own cell; leave the cell's capacity out.");
        }
    }
}
