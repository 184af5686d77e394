using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>
/// Each time step normalised by mean and variance of its own values: y = Scale (x - mean) / sqrt(variance + Epsilon) + Offset
/// (J. L. Ba et al., "Layer Normalization", 2016).
/// </summary>
/// <param name="Epsilon">What keeps the root from 0.</param>
/// <param name="Scale">One a value.</param>
/// <param name="Offset">One a value.</param>
public sealed record FloatLayerNorm(string Name, double Epsilon, float[] Scale, float[] Offset) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input;
}
