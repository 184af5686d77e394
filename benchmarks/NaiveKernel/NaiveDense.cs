using NanoBms.Core.Arithmetic;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Networks;

namespace NanoBms.NaiveKernel;

/// <summary>A fully connected layer as a plain loop.</summary>
internal sealed class NaiveDense : NaiveLayer
{
    private readonly QuantizedDense dense;
    private readonly bool wide;
    private readonly int min, max;
    private readonly int[] multiplier, shift;

    public NaiveDense(QuantizedDense dense, ActivationWidth width)
    {
        this.dense = dense;
        wide = width == ActivationWidth.Int16;
        (min, max) = ActivationFunctions.FusedRange(dense.Activation, dense.Output, width);
        multiplier = new int[dense.Units];
        shift = new int[dense.Units];
        for (int u = 0; u < dense.Units; u++)
        {
            FixedPoint.QuantizeMultiplier(
                DenseLayer.OutputMultiplier(dense.Input.Scale, dense.WeightScales, u, dense.Output.Scale), out multiplier[u], out shift[u]);
        }
    }

    public override (int Steps, int Size) Run(short[] input, int steps, short[] output)
    {
        for (int t = 0; t < steps; t++)
        {
            for (int u = 0; u < dense.Units; u++)
            {
                long sum = wide
                    ? WideSum(dense.Weights, u, input, t * dense.InputSize, dense.InputSize, dense.Input.ZeroPoint)
                    : Sum(dense.Weights, u, input, t * dense.InputSize, dense.InputSize, dense.Input.ZeroPoint);
                int y = Requantize(dense.Bias[u] + sum, multiplier[u], shift[u], wide) + dense.Output.ZeroPoint;
                output[t * dense.Units + u] = (short)(y > max ? max : (y < min ? min : y));
            }
        }

        return (steps, dense.Units);
    }
}
