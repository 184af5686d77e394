using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>A fully connected layer with int8 weights, applied to the last axis.</summary>
/// <param name="Activation">None, Relu, Relu6 or ReluN1To1, fused.</param>
/// <param name="WeightScales">One scale (per tensor) or <paramref name="Units"/> scales (per channel).</param>
/// <param name="Weights">[Units, InputSize], row-major.</param>
/// <param name="Bias">[Units].</param>
public sealed record QuantizedDense(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, Activation Activation,
    float[] WeightScales, sbyte[] Weights, long[] Bias) : QuantizedLayer(Name, Input, Output)
{
    /// <inheritdoc/>
    public override int? Takes => InputSize;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input with { Size = Units };
}
