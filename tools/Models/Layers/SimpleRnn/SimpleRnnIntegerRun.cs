using NanoBms.Core.Arithmetic;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers.Gates;
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
    private readonly GateMatrix input;
    private readonly GateMatrix recurrent;
    private readonly (int Multiplier, int Shift) outputFactor;
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
        input = new GateMatrix(layer.InputWeights, layer.Bias, layer.InputSize, layer.Input.ZeroPoint, layer.InputMultiplier);
        recurrent = new GateMatrix(
            layer.RecurrentWeights, new long[layer.Units], layer.Units, layer.Output.ZeroPoint, layer.RecurrentMultiplier);
        FixedPoint.QuantizeMultiplier(layer.OutputMultiplier, out outputFactor.Multiplier, out outputFactor.Shift);
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
                sums[u] = this.input.Sum(u, input.AsSpan(t * layer.InputSize, layer.InputSize), wide) + recurrent.Sum(u, hidden, wide);
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
}
