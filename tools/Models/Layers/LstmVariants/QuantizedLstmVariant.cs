using NanoBms.Core.Arithmetic;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>
/// An LSTM of other activations with int8 weights, per tensor and symmetric. Its arithmetic: <see cref="LstmVariantIntegerRun"/>. Gate
/// order everywhere: input, forget, cell, output.
/// </summary>
/// <param name="SumScales">Step of the int16 sums of each gate: a power of two.</param>
/// <param name="CellScale">Step of the cell state, which has 25 bits: a power of two.</param>
/// <param name="InputWeightScales">One scale a gate.</param>
/// <param name="RecurrentWeightScales">One scale a gate.</param>
/// <param name="InputWeights">Four matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Four matrices [U, U], row-major.</param>
/// <param name="Biases">Four vectors [U] in steps of input scale times input weight scale.</param>
public sealed record QuantizedLstmVariant(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, bool ReturnSequences,
    Activation CellActivation, Activation GateActivation, float[] SumScales, float CellScale,
    float[] InputWeightScales, float[] RecurrentWeightScales, sbyte[][] InputWeights, sbyte[][] RecurrentWeights, long[][] Biases)
    : QuantizedRecurrent(Name, Input, Output, InputSize, Units, ReturnSequences)
{
    /// <summary>Largest magnitude of the cell state, in its steps: 64 times what calibration showed has room.</summary>
    internal const int LargestCell = 1 << 24;

    /// <summary>Exponent of the cell state's step.</summary>
    internal int CellExponent => FixedPoint.PowerOfTwoExponent(CellScale);

    /// <summary>What a gate makes of its sums.</summary>
    internal GateFunction Function(int gate) => new(
        gate == FloatLstmVariant.CellGate ? CellActivation : GateActivation, FixedPoint.PowerOfTwoExponent(SumScales[gate]),
        GateFunction.LargestSum);

    /// <summary>What the output gate meets of the cell state.</summary>
    internal GateFunction OutputFunction => new(CellActivation, CellExponent, LargestCell);

    /// <summary>Scale of the input's products in steps of a gate's sums.</summary>
    internal double InputMultiplier(int gate) => (double)(Input.Scale * InputWeightScales[gate]) / SumScales[gate];

    /// <summary>Scale of the hidden state's products in steps of a gate's sums.</summary>
    internal double RecurrentMultiplier(int gate) => (double)(Output.Scale * RecurrentWeightScales[gate]) / SumScales[gate];

    /// <summary>Step of output gate times cell, in steps of the output.</summary>
    internal double OutputMultiplier =>
        Math.ScaleB(1, Function(FloatLstmVariant.Gates - 1).ValueExponent + OutputFunction.ValueExponent) / Output.Scale;

    /// <summary>Right shift that brings forget gate times cell to the cell's steps.</summary>
    internal int KeptShift => -Function(1).ValueExponent;

    /// <summary>Right shift that brings input gate times candidate to the cell's steps.</summary>
    internal int AddedShift => CellExponent - Function(0).ValueExponent - Function(FloatLstmVariant.CellGate).ValueExponent;

    /// <inheritdoc/>
    public override void Check()
    {
        foreach (float scale in SumScales)
        {
            RequirePowerOfTwo(scale, "sums");
        }

        RequirePowerOfTwo(CellScale, "a cell state");
        HiddenRounding.Require(OutputMultiplier, Name);
    }
}
