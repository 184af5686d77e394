using NanoBms.Cells.Chemistry;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>What a model of a new cell is made of.</summary>
internal sealed record NewCellPlan
{
    /// <summary>The cell.</summary>
    public required CellDescription Cell { get; init; }

    /// <summary>Its chemistry.</summary>
    public required ChemistryPreset Preset { get; init; }

    /// <summary>Recorded cycles of it; null: there are none.</summary>
    public LogSplit? Logs { get; init; }

    /// <summary>The network.</summary>
    public required NetworkKind Network { get; init; }

    /// <summary>Training steps.</summary>
    public required int Steps { get; init; }

    /// <summary>
    /// Cells of the population: the network learns from them where there are no logs; else the closest of three times as many.
    /// </summary>
    public int PopulationCells { get; init; } = 192;

    /// <summary>Other cells of the population that it is chosen on: one for sixteen, up to 12.</summary>
    public int ValidationCells => Math.Clamp(PopulationCells / 16, 2, 12);

    /// <summary>Other cells of the population that it is judged on: one for four, up to 40.</summary>
    public int TestCells => Math.Clamp(PopulationCells / 4, 4, 40);

    /// <summary>Length of the life of each, seconds.</summary>
    public int LifeS { get; init; } = 6 * 3600;

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public int Seed { get; init; } = 1;
}
