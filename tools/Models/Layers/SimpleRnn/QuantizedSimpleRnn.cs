using NanoBms.Core.Arithmetic;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>A SimpleRNN with int8 weights, per tensor and symmetric. Its arithmetic: <see cref="SimpleRnnIntegerRun"/>.</summary>
/// <param name="Activation">Tanh or Relu.</param>
/// <param name="SumScale">Scale of the int16 sums before the activation: a power of two.</param>
/// <param name="InputWeights">[U, I], row-major.</param>
/// <param name="RecurrentWeights">[U, U], row-major.</param>
/// <param name="Bias">[U] in steps of input scale times input weight scale.</param>
public sealed record QuantizedSimpleRnn(
    string Name, QuantParams Input, QuantParams Output, int InputSize, int Units, bool ReturnSequences, Activation Activation,
    float SumScale, float InputWeightScale, float RecurrentWeightScale, sbyte[] InputWeights, sbyte[] RecurrentWeights, long[] Bias)
    : QuantizedRecurrent(Name, Input, Output, InputSize, Units, ReturnSequences)
{
    /// <summary>The power of two that <see cref="SumScale"/> is.</summary>
    internal int SumExponent => FixedPoint.PowerOfTwoExponent(SumScale);

    /// <summary>Scale of the input's products in steps of the sums.</summary>
    internal double InputMultiplier => (double)(Input.Scale * InputWeightScale) / SumScale;

    /// <summary>Scale of the hidden state's products in steps of the sums.</summary>
    internal double RecurrentMultiplier => (double)(Output.Scale * RecurrentWeightScale) / SumScale;

    /// <summary>What the activation gives, in steps of the output: Q0.15 of the tanh, sums as they are of relu.</summary>
    internal double OutputMultiplier => (Activation == Activation.Tanh ? 1.0 / 32768 : SumScale) / Output.Scale;

    /// <summary>Lowest and highest output: relu ends at real 0.</summary>
    internal (int Min, int Max) OutputRange(ActivationWidth width)
    {
        (int min, int max) = width.Range();
        return (Activation == Activation.Relu ? Math.Max(min, Output.ZeroPoint) : min, max);
    }

    /// <inheritdoc/>
    public override void Check() => RequirePowerOfTwo(SumScale, "sums");
}
