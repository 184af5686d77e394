using System.Numerics;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;
using static NanoBms.Models.Tests.Layers.ReferenceArithmetic;

namespace NanoBms.Models.Tests.Layers.SimpleRnn;

/// <summary>
/// The formulas of docs/model-formats.md, written down on their own: reals in double precision, integers without a limit of size. Nothing
/// of the library computes here.
/// </summary>
internal static class SimpleRnnReference
{
    /// <summary>Hidden states after each step, from zero on.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">One vector a step.</param>
    public static double[][] Run(FloatSimpleRnn layer, IEnumerable<float[]> inputs)
    {
        var hidden = new double[layer.Units];
        var states = new List<double[]>();
        foreach (float[] x in inputs)
        {
            double[] before = hidden;
            hidden = [.. Enumerable.Range(0, layer.Units).Select(u =>
            {
                double sum = layer.Bias[u] + x.Select((value, k) => (double)layer.InputWeights[u * x.Length + k] * value).Sum()
                    + before.Select((value, k) => (double)layer.RecurrentWeights[u * before.Length + k] * value).Sum();
                return layer.Activation == Activation.Tanh ? Math.Tanh(sum) : Math.Max(sum, 0);
            })];
            states.Add(hidden);
        }

        return [.. states];
    }

    /// <summary>Hidden states after each step.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isWide">int16 activations.</param>
    /// <param name="start">The hidden state before the first step.</param>
    /// <param name="inputs">One vector a step.</param>
    public static short[][] Run(QuantizedSimpleRnn layer, bool isWide, short[] start, IEnumerable<short[]> inputs)
    {
        (long factorX, int shiftX) = Factor((double)(layer.Input.Scale * layer.InputWeightScale) / layer.SumScale);
        (long factorH, int shiftH) = Factor((double)(layer.Output.Scale * layer.RecurrentWeightScale) / layer.SumScale);
        bool isTanh = layer.Activation == Activation.Tanh;
        (long factorOut, int shiftOut) = Factor((isTanh ? Math.ScaleB(1, -15) : layer.SumScale) / layer.Output.Scale);
        int steps = (int)Math.Round(Math.Log2(layer.SumScale)), zero = layer.Output.ZeroPoint;
        int low = isWide ? -32768 : -128, high = isWide ? 32767 : 127;
        BigInteger Part(sbyte[] weights, short[] values, int zeroPoint, BigInteger bias, int unit, long factor, int shift)
        {
            BigInteger sum = bias;
            for (int k = 0; k < values.Length; k++)
            {
                sum += weights[unit * values.Length + k] * (values[k] - zeroPoint);
            }

            return BigInteger.Clamp(isWide ? Once(sum, factor, shift) : Twice(sum, factor, shift), -32768, 32767);
        }

        short[] hidden = start;
        var states = new List<short[]>();
        foreach (short[] x in inputs)
        {
            short[] before = hidden;
            hidden = [.. Enumerable.Range(0, layer.Units).Select(unit =>
            {
                BigInteger sum = Part(layer.InputWeights, x, layer.Input.ZeroPoint, layer.Bias[unit], unit, factorX, shiftX)
                    + Part(layer.RecurrentWeights, before, zero, 0, unit, factorH, shiftH);
                BigInteger result = Twice(isTanh ? Tanh(sum, steps) : sum, factorOut, shiftOut) + zero;
                return (short)BigInteger.Clamp(result, isTanh ? low : Math.Max(low, zero), high);
            })];
            states.Add(hidden);
        }

        return [.. states];
    }
}
