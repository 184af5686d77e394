using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>Keras' SimpleRNN: h' = activation(W x + U h + b).</summary>
/// <param name="Activation">Tanh or Relu.</param>
/// <param name="InputWeights">W [U, I], row-major.</param>
/// <param name="RecurrentWeights">U [U, U], row-major.</param>
/// <param name="Bias">[U].</param>
public sealed record FloatSimpleRnn(
    string Name, int InputSize, int Units, bool ReturnSequences, Activation Activation,
    float[] InputWeights, float[] RecurrentWeights, float[] Bias) : FloatRecurrent(Name, InputSize, Units, ReturnSequences)
{
    /// <inheritdoc/>
    public override (float Min, float Max)? OutputBounds => Activation == Activation.Tanh ? (-1f, 1f) : null;
}
