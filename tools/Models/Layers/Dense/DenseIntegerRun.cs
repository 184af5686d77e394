using NanoBms.Core.Arithmetic;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>A fully connected layer in integers, on Core's kernel.</summary>
internal sealed class DenseIntegerRun : IntegerRun
{
    private readonly QuantizedDense dense;
    private readonly DenseLayer layer;

    public DenseIntegerRun(QuantizedDense dense, ActivationWidth width)
    {
        this.dense = dense;
        (int min, int max) = ActivationFunctions.FusedRange(dense.Activation, dense.Output, width);
        layer = new DenseLayer(
            dense.InputSize, dense.Units, width == ActivationWidth.Int16, dense.Weights, dense.Bias, dense.WeightScales,
            dense.Input.Scale, dense.Input.ZeroPoint, dense.Output.Scale, dense.Output.ZeroPoint, min, max);
    }

    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        for (int t = 0; t < shape.Steps; t++)
        {
            layer.Run(input, t * dense.InputSize, output, t * dense.Units);
        }
    }
}
