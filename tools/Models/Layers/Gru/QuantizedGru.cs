using NanoBms.Core.Arithmetic;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Gru;

/// <summary>
/// A gated recurrent unit with int8 weights, per tensor and symmetric. Its arithmetic: <see cref="GruIntegerRun"/>. Gate order
/// everywhere: update, reset, candidate.
/// </summary>
/// <param name="SumScales">Step of the int16 sums of each gate: a power of two.</param>
/// <param name="InputWeightScales">One scale a gate.</param>
/// <param name="RecurrentWeightScales">One scale a gate.</param>
/// <param name="InputWeights">Three matrices [U, I], row-major.</param>
/// <param name="RecurrentWeights">Three matrices [U, U], row-major.</param>
/// <param name="Biases">Three vectors [U] in steps of input scale times input weight scale.</param>
/// <param name="CandidateBias">[U] in steps of output scale times recurrent weight scale.</param>
public sealed record QuantizedGru(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, bool ReturnSequences, bool ResetAfter,
    Activation CandidateActivation, Activation GateActivation, float[] SumScales, float[] InputWeightScales,
    float[] RecurrentWeightScales, sbyte[][] InputWeights, sbyte[][] RecurrentWeights, long[][] Biases, long[] CandidateBias)
    : QuantizedRecurrent(Name, Input, Output, InputSize, Units, ReturnSequences)
{
    /// <summary>Largest magnitude of the state, in its steps.</summary>
    internal const int LargestState = 1 << 24;

    /// <summary>What a gate makes of its sums.</summary>
    internal GateFunction Function(int gate) => new(
        gate == FloatGru.Candidate ? CandidateActivation : GateActivation, FixedPoint.PowerOfTwoExponent(SumScales[gate]),
        GateFunction.LargestSum);

    /// <summary>Exponent of the state's step: that of the candidates, between which it lies.</summary>
    internal int StateExponent => Function(FloatGru.Candidate).ValueExponent;

    /// <summary>Scale of the input's products in steps of a gate's sums.</summary>
    internal double InputMultiplier(int gate) => (double)(Input.Scale * InputWeightScales[gate]) / SumScales[gate];

    /// <summary>Scale of the hidden state's products in steps of a gate's sums.</summary>
    internal double RecurrentMultiplier(int gate) => (double)(Output.Scale * RecurrentWeightScales[gate]) / SumScales[gate];

    /// <summary>Step of the state in steps of the output.</summary>
    internal double OutputMultiplier => Math.ScaleB(1, StateExponent) / Output.Scale;

    /// <summary>Step of reset gate times state in steps of the output.</summary>
    internal double ResetMultiplier => Math.ScaleB(1, Function(1).ValueExponent + StateExponent) / Output.Scale;

    /// <inheritdoc/>
    public override void Check()
    {
        foreach (float scale in SumScales)
        {
            RequirePowerOfTwo(scale, "sums");
        }

        HiddenRounding.Require(OutputMultiplier, Name);
        HiddenRounding.Require(ResetMultiplier, Name);
    }
}
