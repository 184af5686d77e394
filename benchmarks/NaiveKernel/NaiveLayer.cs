using NanoBms.Core.Arithmetic;

namespace NanoBms.NaiveKernel;

/// <summary>A layer of the naive kernel.</summary>
internal abstract class NaiveLayer
{
    /// <summary>Runs the layer on all time steps; gives the shape of its output.</summary>
    public abstract (int Steps, int Size) Run(short[] input, int steps, short[] output);

    /// <summary>Puts state back to its start.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>The product of a row with the inputs, int8 activations: the loop that all other kernels are measured against.</summary>
    protected static int Sum(sbyte[] weights, int row, short[] input, int offset, int count, int zeroPoint)
    {
        int sum = 0;
        int start = row * count;
        for (int k = 0; k < count; k++)
        {
            sum += weights[start + k] * (input[offset + k] - zeroPoint);
        }

        return sum;
    }

    /// <summary>The same with a 64-bit sum, int16 activations.</summary>
    protected static long WideSum(sbyte[] weights, int row, short[] input, int offset, int count, int zeroPoint)
    {
        long sum = 0;
        int start = row * count;
        for (int k = 0; k < count; k++)
        {
            sum += weights[start + k] * (input[offset + k] - zeroPoint);
        }

        return sum;
    }

    /// <summary>The reference's multiplication by a real factor.</summary>
    protected static int Requantize(long sum, int multiplier, int shift, bool wide) =>
        wide
            ? FixedPoint.MultiplyByQuantizedMultiplier64(sum, multiplier, shift)
            : FixedPoint.MultiplyByQuantizedMultiplier((int)sum, multiplier, shift);
}
