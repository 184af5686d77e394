using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>
/// An LSTM with int8 weights, per tensor and symmetric. Gate order everywhere: input, forget, cell, output.
/// </summary>
/// <param name="CellScale">Scale of the int16 cell state: a power of two.</param>
/// <param name="CellClip">Real value the cell state is clipped to (+-); 0: not clipped.</param>
/// <param name="InputWeightScales">One scale a gate.</param>
/// <param name="RecurrentWeightScales">One scale a gate.</param>
/// <param name="InputWeights">Four matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Four matrices [U, U], row-major.</param>
/// <param name="Biases">Four vectors [U]; int32 values for int8 activations, int64 for int16.</param>
public sealed record QuantizedLstm(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, bool ReturnSequences,
    float CellScale, float CellClip, float[] InputWeightScales, float[] RecurrentWeightScales,
    sbyte[][] InputWeights, sbyte[][] RecurrentWeights, long[][] Biases)
    : QuantizedRecurrent(Name, Input, Output, InputSize, Units, ReturnSequences)
{
    /// <inheritdoc/>
    public override void Check() => RequirePowerOfTwo(CellScale, "a cell state");
}
