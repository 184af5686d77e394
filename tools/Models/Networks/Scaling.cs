namespace NanoBms.Models.Networks;

/// <summary>y = x * Scale + Offset for each value of a time step.</summary>
public sealed record Scaling(float[] Scale, float[] Offset)
{
    /// <summary>This scaling and another one after it, as one.</summary>
    public Scaling Then(Scaling next) => new(
        [.. next.Scale.Zip(Scale, (second, first) => first * second)],
        [.. next.Offset.Select((offset, k) => Offset[k] * next.Scale[k] + offset)]);

    /// <summary>The same scaling for each of several time steps that stand side by side.</summary>
    public Scaling Repeat(int times) => new(Repeat(Scale, times), Repeat(Offset, times));

    /// <summary>Weights and bias that take values as they are before this scaling: W (x * s + o) + b = (W s) x + (W o + b).</summary>
    /// <param name="weights">Row-major, a column a value.</param>
    /// <param name="bias">One value a row.</param>
    public (float[] Weights, float[] Bias) FoldInto(float[] weights, float[] bias)
    {
        int width = Scale.Length;
        var folded = new float[weights.Length];
        var sums = bias.Select(value => (double)value).ToArray();
        for (int k = 0; k < weights.Length; k++)
        {
            folded[k] = weights[k] * Scale[k % width];
            sums[k / width] += (double)weights[k] * Offset[k % width];
        }

        return (folded, [.. sums.Select(value => (float)value)]);
    }

    private static float[] Repeat(float[] values, int times) => [.. Enumerable.Repeat(values, times).SelectMany(list => list)];
}
