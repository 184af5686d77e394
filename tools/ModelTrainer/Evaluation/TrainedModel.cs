using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>A trained network, float and int8.</summary>
public sealed record TrainedModel(FloatNetwork Float, QuantizedNetwork Int8, Manifest Manifest, ErrorFigures Validation)
{
    /// <summary>Input of all trained models: scaled features of -1..1 on 256 steps.</summary>
    public static readonly QuantParams InputQuantization = new(1f / 128f, 0);

    /// <summary>What that input can hold: the float network too was trained on scaled features clamped to it.</summary>
    public static readonly ManifestRange InputRange = new(sbyte.MinValue / 128f, sbyte.MaxValue / 128f);
}
