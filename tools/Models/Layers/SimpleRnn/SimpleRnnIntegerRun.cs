using NanoBms.Core.Arithmetic;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>
/// A SimpleRNN in integers. TensorFlow Lite Micro has no kernel for it, so the arithmetic is the project's own, put together from the
/// primitives of its LSTM. With M(x, r) for the multiplication of an int32 sum by a real factor r as the int8 kernels do it (two roundings;
/// one for the int64 sums of int16 activations), sat16 for the clamp to int16, and a step of the sums of 2^n:
/// <code>
/// u = sat16(M(b + sum of W (x - zx), float(sx sW) / 2^n))       v = sat16(M(sum of U (h - zh), float(sh sU) / 2^n))
/// tanh:  h' = clamp(M(T((u + v) 2^n), 2^-15 / sh) + zh)           T: Q0.15, by the LSTM's table
/// relu:  h' = clamp(M(u + v, 2^n / sh) + zh), not below zh
/// </code>
/// The last M rounds twice in either width. All units read the old h; it starts at zh, which is real 0.
/// </summary>
internal sealed class SimpleRnnIntegerRun : IntegerRun
{
    private readonly QuantizedSimpleRnn layer;
    private readonly bool wide;
    private readonly bool isTanh;
    private readonly int tanhFactor;
    private readonly Factor inputFactor;
    private readonly Factor recurrentFactor;
    private readonly Factor outputFactor;
    private readonly short[] hidden;
    private readonly int[] sums;
    private readonly (int Min, int Max) range;

    public SimpleRnnIntegerRun(QuantizedSimpleRnn layer, ActivationWidth width)
    {
        this.layer = layer;
        wide = width == ActivationWidth.Int16;
        isTanh = layer.Activation == Activation.Tanh;

        // The table counts steps of 2^-12 / 3.
        tanhFactor = isTanh ? 3 << (12 + layer.SumExponent) : 0;
        inputFactor = Factor.Of(layer.InputMultiplier);
        recurrentFactor = Factor.Of(layer.RecurrentMultiplier);
        outputFactor = Factor.Of(layer.OutputMultiplier);
        range = layer.OutputRange(width);
        hidden = new short[layer.Units];
        sums = new int[layer.Units];
        Reset();
    }

    public override void Reset() => Array.Fill(hidden, (short)layer.Output.ZeroPoint);

    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        for (int t = 0; t < shape.Steps; t++)
        {
            for (int u = 0; u < layer.Units; u++)
            {
                sums[u] = Part(layer.InputWeights, u, input.AsSpan(t * layer.InputSize, layer.InputSize), layer.Input.ZeroPoint,
                    layer.Bias[u], inputFactor)
                    + Part(layer.RecurrentWeights, u, hidden, layer.Output.ZeroPoint, 0, recurrentFactor);
            }

            for (int u = 0; u < layer.Units; u++)
            {
                int value = isTanh ? GateTables.Tanh(sums[u] * tanhFactor) : sums[u];
                hidden[u] = (short)Math.Clamp(
                    FixedPoint.MultiplyByQuantizedMultiplier(value, outputFactor.Multiplier, outputFactor.Shift) + layer.Output.ZeroPoint,
                        range.Min, range.Max);
            }

            hidden.CopyTo(output, layer.ReturnSequences ? t * layer.Units : 0);
        }
    }

    private int Part(sbyte[] weights, int row, ReadOnlySpan<short> values, int zeroPoint, long bias, Factor factor)
    {
        long sum = bias;
        for (int k = 0; k < values.Length; k++)
        {
            sum += weights[row * values.Length + k] * (values[k] - zeroPoint);
        }

        return FixedPoint.SaturateToInt16(wide
            ? FixedPoint.MultiplyByQuantizedMultiplier64(sum, factor.Multiplier, factor.Shift)
            : FixedPoint.MultiplyByQuantizedMultiplier((int)sum, factor.Multiplier, factor.Shift));
    }

    /// <summary>A real factor as the kernels take it.</summary>
    private readonly record struct Factor(int Multiplier, int Shift)
    {
        public static Factor Of(double real)
        {
            FixedPoint.QuantizeMultiplier(real, out int multiplier, out int shift);
            return new Factor(multiplier, shift);
        }
    }
}
