using System.Numerics;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.Layers.SimpleRnn;

/// <summary>
/// The formulas of docs/model-formats.md, written down on their own: reals in double precision, integers without a limit of size. Nothing
/// of the library computes here.
/// </summary>
internal static class SimpleRnnReference
{
    // Of a step, 31 bits below it. BigInteger shifts to the right round down, also below zero.
    private static readonly BigInteger OneHalf = BigInteger.One << 30;
    private static readonly long[] Sigmoid = [.. Enumerable.Range(0, 256).Select(SigmoidEntry)];

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

    /// <summary>A real factor as a fraction of 31 bits and a power of two.</summary>
    private static (long Fraction, int Shift) Factor(double real)
    {
        int shift = Math.ILogB(real) + 1;
        var fraction = (long)Math.Round(Math.ScaleB(real, 31 - shift), MidpointRounding.AwayFromZero);
        return fraction == 1L << 31 ? (1L << 30, shift + 1) : (fraction, shift);
    }

    /// <summary>
    /// x * fraction * 2^(shift - 31): the product to the nearest (halves up), then the rest of the shift, halves away from zero.
    /// </summary>
    private static BigInteger Twice(BigInteger x, long fraction, int shift)
    {
        BigInteger product = (x << Math.Max(shift, 0)) * fraction;
        BigInteger high = (product + OneHalf) >> 31;
        int rest = Math.Max(-shift, 0);
        return rest == 0 ? high : high.Sign * ((BigInteger.Abs(high) + (BigInteger.One << (rest - 1))) >> rest);
    }

    /// <summary>The same with a fraction of 15 bits and one rounding, halves up.</summary>
    private static BigInteger Once(BigInteger x, long fraction, int shift)
    {
        long reduced = fraction < 0x7FFF0000 ? (fraction + 0x8000) / 0x10000 : 0x7FFF;
        return (x * reduced + (BigInteger.One << (14 - shift))) >> (15 - shift);
    }

    /// <summary>
    /// tanh of sum * 2^steps in Q0.15: 2 sigmoid(2x) - 1 by straight lines between 256 points of the sigmoid, 1/24 apart.
    /// </summary>
    private static BigInteger Tanh(BigInteger sum, int steps)
    {
        BigInteger place = sum * 3 * (BigInteger.One << (12 + steps)), magnitude = BigInteger.Abs(place);
        int segment = (int)BigInteger.Min(magnitude >> 8, 255), rest = (int)(magnitude & 255);
        long line = segment == 255 ? 65535L << 8 : (Sigmoid[segment] << 8) + rest * (Sigmoid[segment + 1] - Sigmoid[segment]);
        return place.Sign >= 0 ? (line - (1 << 23) + 128) >> 8 : (-line + (1 << 23) + 127) >> 8;
    }

    /// <summary>The sigmoid of k / 24 in 16 bits, raised by what makes straight lines between the points err evenly.</summary>
    private static long SigmoidEntry(int k)
    {
        double s = 1 / (1 + Math.Exp(-k / 24.0)), bend = s * (1 - s) * (1 - 2 * s);
        return k == 255 ? 65535 : (long)Math.Round(65536 * (s - bend / (16 * 576)));
    }
}
