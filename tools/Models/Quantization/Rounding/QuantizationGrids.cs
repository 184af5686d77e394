using System.Numerics.Tensors;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Quantization.Rounding;

/// <summary>Scales and zero points for ranges, and numbers rounded by them, as the TensorFlow Lite converter chooses them.</summary>
public static class QuantizationGrids
{
    /// <summary>Quantisation of a range, which is widened to hold 0: int8 asymmetric, int16 symmetric.</summary>
    public static QuantParams Of((float Min, float Max) range, ActivationWidth width)
    {
        if (width == ActivationWidth.Int8)
        {
            return Asymmetric(range.Min, range.Max);
        }

        float largest = Math.Max(MathF.Abs(range.Min), MathF.Abs(range.Max));
        return new QuantParams(largest > 0 ? largest / short.MaxValue : 1f, 0);
    }

    /// <summary>int8 quantisation of a range, which is widened to hold 0.</summary>
    public static QuantParams Asymmetric(float min, float max)
    {
        double low = Math.Min(0.0, min), high = Math.Max(0.0, max);
        if (high - low < 1e-9)
        {
            return new QuantParams(1f, 0);
        }

        float scale = (float)((high - low) / 255.0);
        int zeroPoint = (int)Math.Clamp(Math.Round(-128.0 - low / scale, MidpointRounding.AwayFromZero), -128, 127);
        return new QuantParams(scale, zeroPoint);
    }

    /// <summary>Symmetric int8 weights in -127..127 and their scale.</summary>
    public static (sbyte[] Values, float Scale) Symmetric(ReadOnlySpan<float> weights)
    {
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(weights));
        float scale = largest > 0 ? largest / 127f : 1f;
        var values = new sbyte[weights.Length];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = (sbyte)Math.Clamp(MathF.Round(weights[k] / scale, MidpointRounding.AwayFromZero), -127f, 127f);
        }

        return (values, scale);
    }

    /// <summary>Scale of an int16 value that reaches a magnitude: the power of two that holds it, of those from 2^min to 2^max.</summary>
    /// <param name="largest">The magnitude.</param>
    /// <param name="minExponent">Exponent of the least range.</param>
    /// <param name="maxExponent">Exponent of the widest range.</param>
    public static float PowerOfTwo(float largest, int minExponent, int maxExponent)
    {
        int exponent = largest > 0 ? (int)Math.Ceiling(Math.Log2(largest)) : minExponent;
        return (float)Math.ScaleB(1.0, Math.Clamp(exponent, minExponent, maxExponent) - 15);
    }

    /// <summary>Biases in steps of a scale, within int32.</summary>
    public static long[] Bias(float[] bias, float scale) =>
        [.. bias.Select(value => (long)Math.Clamp(Math.Round((double)value / scale, MidpointRounding.AwayFromZero), int.MinValue,
            int.MaxValue))];
}
