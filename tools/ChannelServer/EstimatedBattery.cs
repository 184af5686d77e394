namespace NanoBms.ChannelServer;

/// <summary>A battery whose state of charge the server computes, for a device that posts voltage, current and temperature only.</summary>
public sealed record EstimatedBattery
{
    /// <summary>Cells in series, 1 or more.</summary>
    public int CellsInSeries { get; init; } = 1;

    /// <summary>Cells in parallel, 1 or more.</summary>
    public int CellsInParallel { get; init; } = 1;

    /// <summary>Rated capacity of one cell, ampere-hours; null: that of the model's cell.</summary>
    public float? CellCapacityAh { get; init; }
}
