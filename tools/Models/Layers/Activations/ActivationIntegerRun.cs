using NanoBms.Core.Arithmetic;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>An activation in integers, on Core's kernels.</summary>
internal sealed class ActivationIntegerRun(QuantizedActivation layer, ActivationWidth width) : IntegerRun
{
    private readonly ElementwiseOperator kernel = Create(layer, width);

    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        for (int t = 0; t < shape.Steps; t++)
        {
            kernel.Run(input, t * shape.Size, output, t * shape.Size, shape.Size);
        }
    }

    private static ElementwiseOperator Create(QuantizedActivation layer, ActivationWidth width)
    {
        bool wide = width == ActivationWidth.Int16;
        switch (layer.Activation)
        {
            case Activation.Sigmoid or Activation.Tanh:
                bool tanh = layer.Activation == Activation.Tanh;
                return wide
                    ? new WideLogisticOperator(tanh, layer.Input.Scale)
                    : new LogisticOperator(tanh, layer.Input.Scale, layer.Input.ZeroPoint);
            case Activation.Softmax:
                return wide ? new WideSoftmaxOperator(layer.Input.Scale) : new SoftmaxOperator(layer.Input.Scale);
            default:
                (int min, int max) = ActivationFunctions.FusedRange(layer.Activation, layer.Output, width);
                return new ReluOperator(layer.Input.Scale, layer.Input.ZeroPoint, layer.Output.Scale, layer.Output.ZeroPoint, min, max);
        }
    }
}
