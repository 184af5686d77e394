using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>An LSTM. Gate order everywhere: input, forget, cell, output.</summary>
/// <param name="CellClip">Cell state is clipped to +-CellClip; 0: not clipped.</param>
/// <param name="InputWeights">Four matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Four matrices [U, U], row-major.</param>
/// <param name="Biases">Four vectors [U], the forget gate's unit bias folded in.</param>
public sealed record FloatLstm(
    string Name, int InputSize, int Units, bool ReturnSequences, float CellClip,
    float[][] InputWeights, float[][] RecurrentWeights, float[][] Biases) : FloatRecurrent(Name, InputSize, Units, ReturnSequences)
{
    /// <summary>Four int8 forms of <see cref="InputWeights"/>, where the file holds such (dynamic range); null otherwise.</summary>
    public HybridWeights[]? HybridInput { get; init; }

    /// <summary>Four int8 forms of <see cref="RecurrentWeights"/>, where the file holds such (dynamic range); null otherwise.</summary>
    public HybridWeights[]? HybridRecurrent { get; init; }

    /// <summary>A hidden value is a sigmoid times a tanh.</summary>
    public override (float Min, float Max)? OutputBounds => (-1f, 1f);
}
