namespace NanoBms.Predictor;

/// <summary>Which model a <see cref="SocPredictor"/> runs.</summary>
public sealed record SocPredictorOptions
{
    /// <summary>Model file; null: a built-in one.</summary>
    public string? ModelPath { get; init; }

    /// <summary>
    /// Name of a built-in model, one of <see cref="BuiltInModels.Names"/>; null: <see cref="BuiltInModels.Default"/>. Not beside
    /// <see cref="ModelPath"/>.
    /// </summary>
    public string? BuiltInModel { get; init; }

    /// <summary>
    /// For a model without manifest: its features in the order of its input, as in "voltage,current,temperature,power,dv,mean:voltage:10,
    /// ema:current:60,product:current:temperature".
    /// </summary>
    public string? Features { get; init; }

    /// <summary>For a model without manifest: time between two samples it was trained on.</summary>
    public TimeSpan? SamplePeriod { get; init; }

    /// <summary>
    /// For a model without manifest: file of the input's scaler (scikit-learn pickle or joblib, or JSON); null: features go in unscaled.
    /// </summary>
    public string? InputScalerPath { get; init; }

    /// <summary>For a model without manifest: file of the target's scaler; null: the model gives state of charge as 0..1.</summary>
    public string? OutputScalerPath { get; init; }

    /// <summary>Window length in samples, for a model that leaves it open; null: the model's own.</summary>
    public int? Window { get; init; }

    /// <summary>Cells of the battery in series, 1 or more.</summary>
    public int CellsInSeries { get; init; } = 1;

    /// <summary>Cells of the battery in parallel, 1 or more.</summary>
    public int CellsInParallel { get; init; } = 1;

    /// <summary>Rated capacity of one cell, ampere-hours; null: that of the model's cell.</summary>
    public float? CellCapacityAh { get; init; }

    internal bool DescribesModel =>
        Features is not null || SamplePeriod is not null || InputScalerPath is not null || OutputScalerPath is not null;
}
