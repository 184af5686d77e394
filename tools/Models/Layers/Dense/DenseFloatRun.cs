using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>A fully connected layer in single precision.</summary>
internal sealed class DenseFloatRun(FloatDense dense) : FloatRun
{
    private readonly WeightProduct product = WeightProduct.Create(dense.Weights, dense.Hybrid, dense.InputSize);

    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        var output = new float[shape.Steps * dense.Units];
        for (int t = 0; t < shape.Steps; t++)
        {
            Span<float> sums = output.AsSpan(t * dense.Units, dense.Units);
            ReadOnlySpan<float> x = input.AsSpan(t * dense.InputSize, dense.InputSize);
            observer.Product(x, []);
            dense.Bias.CopyTo(sums);
            product.AddTo(x, sums);
            ActivationFunctions.Apply(dense.Activation, sums);
        }

        return output;
    }
}
