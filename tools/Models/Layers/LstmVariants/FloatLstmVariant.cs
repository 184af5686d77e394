using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>
/// An LSTM whose activations are others than tanh and sigmoid: c' = g(f) c + g(i) a(c~), h' = g(o) a(c'). Gate order everywhere: input,
/// forget, cell, output.
/// </summary>
/// <param name="CellActivation">a.</param>
/// <param name="GateActivation">g, which Keras calls recurrent.</param>
/// <param name="InputWeights">Four matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Four matrices [U, U], row-major.</param>
/// <param name="Biases">Four vectors [U].</param>
public sealed record FloatLstmVariant(
    string Name, int InputSize, int Units, bool ReturnSequences, Activation CellActivation, Activation GateActivation,
    float[][] InputWeights, float[][] RecurrentWeights, float[][] Biases) : FloatRecurrent(Name, InputSize, Units, ReturnSequences)
{
    /// <summary>Four gates.</summary>
    public const int Gates = 4;

    /// <summary>The gate that makes the candidate.</summary>
    public const int CellGate = 2;

    /// <inheritdoc/>
    public override (float Min, float Max)? OutputBounds =>
        ActivationFunctions.Bounds(CellActivation) is not null && ActivationFunctions.Bounds(GateActivation) is not null ? (-1f, 1f) : null;
}
