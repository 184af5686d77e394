using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>
/// Lives of the cells of a population: driven, at rest, charged, while the temperature around them drifts. Charge is counted in
/// ampere-hours since full, so that labels are shares of the rated capacity, whatever a cell holds.
/// </summary>
/// <param name="cell">The description.</param>
/// <param name="cells">Its cells.</param>
internal sealed class PopulationLives(CellDescription cell, CellPopulation cells)
{
    // A cell may be charged where its data sheet forbids it, and its gauge shall be right then too.
    private const double ColdestChargeC = -20, WarmestC = 45, MinDriftK = 1, MaxDriftK = 15;

    /// <summary>Lives of some of the cells, one each.</summary>
    /// <param name="first">Number of the first cell.</param>
    /// <param name="count">How many.</param>
    /// <param name="seconds">Length of each.</param>
    /// <param name="group">What they are called in tables.</param>
    public IReadOnlyList<Cycle> Record(int first, int count, int seconds, string group) =>
        Record([.. Enumerable.Range(first, count)], seconds, group);

    /// <summary>Lives of the cells with these numbers, one each.</summary>
    public IReadOnlyList<Cycle> Record(IReadOnlyList<int> numbers, int seconds, string group)
    {
        var lives = new Cycle[numbers.Count];
        Parallel.For(0, numbers.Count, index => lives[index] = Life(numbers[index], index, seconds, group));
        return lives;
    }

    private Cycle Life(int number, int index, int seconds, string group)
    {
        CellParameters drawn = cells.Draw(number);
        drawn = drawn with { Limits = drawn.Limits with { MinChargeC = Math.Min(ColdestChargeC, cell.MinChargeC) } };
        var random = new Random(unchecked(number * 7919 + index));
        double low = cell.MinUseC, high = Math.Min(cell.MaxUseC, Math.Max(WarmestC, low + 1));
        double middleC = low + (high - low) * random.NextDouble(), halfK = MinDriftK + (MaxDriftK - MinDriftK) * random.NextDouble();
        VirtualLife life = VirtualCycles.Lives(
            drawn, 1, seconds, Math.Max(low, middleC - halfK), Math.Min(high, middleC + halfK),
                unchecked(number * 31 + 2 * index + number % 2))[0];
        return life.Cycle with { Group = group, Name = $"cell_{number}" };
    }
}
