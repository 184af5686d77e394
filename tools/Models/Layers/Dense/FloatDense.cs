using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>A fully connected layer, applied to the last axis (to each time step where there is more than one).</summary>
/// <param name="Weights">[Units, InputSize], row-major.</param>
/// <param name="Bias">[Units].</param>
public sealed record FloatDense(
    string Name, int InputSize, int Units, Activation Activation, float[] Weights, float[] Bias) : FloatLayer(Name)
{
    /// <summary>The int8 form of <see cref="Weights"/>, where the file holds such (dynamic range); null otherwise.</summary>
    public HybridWeights? Hybrid { get; init; }

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input with { Size = Units };
}
