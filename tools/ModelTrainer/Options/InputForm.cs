using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.ModelTrainer.Options;

/// <summary>Input of all trained models: scaled features of -1..1 on 256 steps.</summary>
public static class InputForm
{
    /// <summary>As int8.</summary>
    public static readonly QuantParams Quantization = new(1f / 128f, 0);

    /// <summary>What that input can hold: the float network too was trained on scaled features clamped to it.</summary>
    public static readonly ManifestRange Range = new(sbyte.MinValue / 128f, sbyte.MaxValue / 128f);
}
