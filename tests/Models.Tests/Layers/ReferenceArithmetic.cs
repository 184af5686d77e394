using System.Numerics;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tests.Layers;

/// <summary>
/// Primitives of docs/model-formats.md, written down on their own with integers without a limit of size. Nothing of the library computes
/// here.
/// </summary>
internal static class ReferenceArithmetic
{
    // Of a step, 31 bits below it. BigInteger shifts to the right round down, also below zero.
    private static readonly BigInteger OneHalf = BigInteger.One << 30;
    private static readonly long[] Sigmoids = [.. Enumerable.Range(0, 256).Select(SigmoidEntry)];

    /// <summary>A real factor as a fraction of 31 bits and a power of two.</summary>
    public static (long Fraction, int Shift) Factor(double real)
    {
        int shift = Math.ILogB(real) + 1;
        var fraction = (long)Math.Round(Math.ScaleB(real, 31 - shift), MidpointRounding.AwayFromZero);
        return fraction == 1L << 31 ? (1L << 30, shift + 1) : (fraction, shift);
    }

    /// <summary>
    /// x * fraction * 2^(shift - 31): the product to the nearest (halves up), then the rest of the shift, halves away from zero.
    /// </summary>
    public static BigInteger Twice(BigInteger x, long fraction, int shift)
    {
        BigInteger product = (x << Math.Max(shift, 0)) * fraction;
        BigInteger high = (product + OneHalf) >> 31;
        int rest = Math.Max(-shift, 0);
        return rest == 0 ? high : high.Sign * ((BigInteger.Abs(high) + (BigInteger.One << (rest - 1))) >> rest);
    }

    /// <summary>The same with a fraction of 15 bits and one rounding, halves up.</summary>
    public static BigInteger Once(BigInteger x, long fraction, int shift)
    {
        long reduced = fraction < 0x7FFF0000 ? (fraction + 0x8000) / 0x10000 : 0x7FFF;
        return (x * reduced + (BigInteger.One << (14 - shift))) >> (15 - shift);
    }

    /// <summary>
    /// tanh of sum * 2^steps in Q0.15: 2 sigmoid(2x) - 1 by straight lines between 256 points of the sigmoid, 1/24 apart.
    /// </summary>
    public static BigInteger Tanh(BigInteger sum, int steps)
    {
        BigInteger place = sum * 3 * (BigInteger.One << (12 + steps)), magnitude = BigInteger.Abs(place);
        int segment = (int)BigInteger.Min(magnitude >> 8, 255), rest = (int)(magnitude & 255);
        long line = segment == 255 ? 65535L << 8 : (Sigmoids[segment] << 8) + rest * (Sigmoids[segment + 1] - Sigmoids[segment]);
        return place.Sign >= 0 ? (line - (1 << 23) + 128) >> 8 : (-line + (1 << 23) + 127) >> 8;
    }

    /// <summary>sigmoid of steps of 2^-12, within +-8, in Q0.15.</summary>
    public static BigInteger Sigmoid(BigInteger steps)
    {
        BigInteger place = steps * 3, magnitude = BigInteger.Abs(place);
        int segment = (int)(magnitude >> 9), rest = (int)(magnitude & 511);
        long line = (Sigmoids[segment] << 9) + rest * (Sigmoids[segment + 1] - Sigmoids[segment]);
        return place.Sign >= 0 ? (line + 512) >> 10 : ((1 << 25) - line + 511) >> 10;
    }

    /// <summary>A number rounded to a multiple of 2^bits, halves up, and divided by it.</summary>
    public static BigInteger HalfUp(BigInteger x, int bits) => bits == 0 ? x : (x + (BigInteger.One << (bits - 1))) >> bits;

    /// <summary>What an activation makes of x steps of 2^exponent, and the exponent of the steps of that.</summary>
    public static (BigInteger Value, int Exponent) Activate(Activation activation, BigInteger x, int exponent)
    {
        BigInteger eight = BigInteger.One << (3 - exponent), near = BigInteger.Clamp(x, -eight, eight);
        BigInteger table = exponent < -12 ? HalfUp(near, -12 - exponent) : near << (12 + exponent);
        BigInteger Hard(double slope)
        {
            var factor = (BigInteger)Math.Round(slope * Math.Pow(2, 31 + exponent), MidpointRounding.AwayFromZero);
            return BigInteger.Clamp(HalfUp((near * factor) + (BigInteger.One << 30), 16), 0, 32768);
        }

        return activation switch
        {
            Activation.Tanh => (Tanh(table, -12), -15),
            Activation.Sigmoid => (Sigmoid(table), -15),
            Activation.HardSigmoid => (Hard(1 / 5.0), -15),
            Activation.HardSigmoid6 => (Hard(1 / 6.0), -15),
            Activation.Softsign => (BigInteger.Divide(x * 32768, (BigInteger.One << -exponent) + BigInteger.Abs(x)), -15),
            Activation.Relu => (BigInteger.Max(x, 0), exponent),
            _ => (x, exponent),
        };
    }

    /// <summary>The same of a real number.</summary>
    public static double Activate(Activation activation, double x) => activation switch
    {
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.HardSigmoid => Math.Min(1, Math.Max(0, (x / 5) + 0.5)),
        Activation.HardSigmoid6 => Math.Min(6, Math.Max(0, x + 3)) / 6,
        Activation.Softsign => x / (1 + Math.Abs(x)),
        Activation.Relu => Math.Max(x, 0),
        _ => x,
    };

    /// <summary>A number in steps of 2^exponent as a hidden value: a factor of 20 bits, rounded half up, zero point, clamp.</summary>
    public static BigInteger Hidden(BigInteger number, int exponent, QuantParams output, bool isWide)
    {
        double factor = Math.Pow(2, exponent) / output.Scale;
        int shift = 0;
        while (factor * Math.Pow(2, shift) < 1 << 19)
        {
            shift++;
        }

        var rounded = (BigInteger)Math.Round(factor * Math.Pow(2, shift), MidpointRounding.AwayFromZero);
        return BigInteger.Clamp(
            HalfUp(number * rounded, shift) + output.ZeroPoint, isWide ? -32768 : -128, isWide ? 32767 : 127);
    }

    /// <summary>A row's sum as int16: bias and products of centred values, times a real factor as the int8 kernels do it.</summary>
    public static BigInteger RowSum(sbyte[] weights, int row, short[] values, int zeroPoint, BigInteger bias, double factor, bool isWide)
    {
        (long fraction, int shift) = Factor(factor);
        BigInteger sum = bias;
        for (int k = 0; k < values.Length; k++)
        {
            sum += weights[row * values.Length + k] * (values[k] - zeroPoint);
        }

        return BigInteger.Clamp(isWide ? Once(sum, fraction, shift) : Twice(sum, fraction, shift), -32768, 32767);
    }

    /// <summary>The sigmoid of k / 24 in 16 bits, raised by what makes straight lines between the points err evenly.</summary>
    private static long SigmoidEntry(int k)
    {
        double s = 1 / (1 + Math.Exp(-k / 24.0)), bend = s * (1 - s) * (1 - 2 * s);
        return k == 255 ? 65535 : (long)Math.Round(65536 * (s - bend / (16 * 576)));
    }
}
