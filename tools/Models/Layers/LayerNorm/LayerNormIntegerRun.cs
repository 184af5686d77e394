using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>
/// A layer normalisation in integers. TensorFlow Lite Micro has none, so the arithmetic is the project's own. Of N values x, whose zero
/// point cancels, with e = round(N^2 epsilon / sx^2), isqrt the integer root and division towards zero:
/// <code>
/// d = N x - sum of x                    w = max(1, (sum of d^2) / N + e)           f = 10 where w is below 2^40, else 0
/// z = (d 2^(15 + f)) / isqrt(w 2^2f)    y = clamp(((z g + b 2^(s - 8) + 2^(s - 1)) >> s) + zy)
/// </code>
/// z is the normalised value with 15 fraction bits; it is at most the root of N. With N up to 1024 and d of 26 bits no sum leaves 63 bits.
/// </summary>
internal sealed class LayerNormIntegerRun(QuantizedLayerNorm layer, ActivationWidth width) : IntegerRun
{
    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        int size = layer.Scale.Count;
        for (int t = 0; t < shape.Steps; t++)
        {
            Normalize(input.AsSpan(t * size, size), output.AsSpan(t * size, size));
        }
    }

    private void Normalize(ReadOnlySpan<short> x, Span<short> y)
    {
        int count = x.Length, sum = 0;
        foreach (short value in x)
        {
            sum += value;
        }

        long squares = 0;
        foreach (short value in x)
        {
            long difference = (count * value) - sum;
            squares += difference * difference;
        }

        long variance = Math.Max(1, (squares / count) + layer.Epsilon);
        int widening = variance < QuantizedLayerNorm.SmallBelow ? QuantizedLayerNorm.WideningBits : 0;
        long root = Root(variance << (2 * widening));
        (int min, int max) = width.Range();
        int shift = layer.Shift;
        for (int u = 0; u < count; u++)
        {
            long z = ((long)((count * x[u]) - sum) << (QuantizedLayerNorm.ValueBits + widening)) / root;
            long offset = (long)layer.Offset[u] << (shift - QuantizedLayerNorm.OffsetBits);
            long value = (((z * layer.Scale[u]) + offset + (1L << (shift - 1))) >> shift) + layer.Output.ZeroPoint;
            y[u] = (short)Math.Clamp(value, min, max);
        }
    }

    /// <summary>The largest integer whose square is not above a number of up to 62 bits, bit by bit.</summary>
    private static long Root(long number)
    {
        long rest = number, root = 0;
        for (long bit = 1L << 60; bit != 0; bit >>= 2)
        {
            if (rest >= root + bit)
            {
                rest -= root + bit;
                root = (root >> 1) + bit;
            }
            else
            {
                root >>= 1;
            }
        }

        return root;
    }
}
