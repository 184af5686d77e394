namespace NanoBms.Predictor;

/// <summary>Which model a <see cref="SocPredictor"/> runs.</summary>
public sealed record SocPredictorOptions
{
    /// <summary>Model file; null: a built-in one.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Name of a built-in model, one of <see cref="BuiltInModels.Names"/>; null: <see cref="BuiltInModels.Default"/>. Not beside <see cref="ModelPath"/>.</summary>
    public string? BuiltInModel { get; init; }
}
