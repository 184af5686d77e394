using System.Numerics.Tensors;
using NanoBms.Foundation;

namespace NanoBms.Models.Networks;

/// <summary>What an <see cref="Activation"/> does to values: in floats, and where it is fused into a quantised layer.</summary>
public static class ActivationFunctions
{
    /// <summary>Applies an activation in place; softmax over the whole span.</summary>
    public static void Apply(Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.Relu:
                TensorPrimitives.Max(values, 0f, values);
                break;
            case Activation.Relu6:
                TensorPrimitives.Clamp(values, 0f, 6f, values);
                break;
            case Activation.ReluN1To1:
                TensorPrimitives.Clamp(values, -1f, 1f, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(values, values);
                break;
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid(values, values);
                break;
            case Activation.Softmax:
                TensorPrimitives.SoftMax(values, values);
                break;
        }
    }

    /// <summary>Quantised range of an output under a fused activation.</summary>
    /// <exception cref="UserError">The activation cannot be fused.</exception>
    public static (int Min, int Max) FusedRange(Activation activation, QuantParams output, ActivationWidth width)
    {
        (int min, int max) = width.Range();
        int Quantize(float real) => output.ZeroPoint + (int)MathF.Round(real / output.Scale, MidpointRounding.AwayFromZero);
        return activation switch
        {
            Activation.None => (min, max),
            Activation.Relu => (Math.Max(min, output.ZeroPoint), max),
            Activation.Relu6 => (Math.Max(min, output.ZeroPoint), Math.Min(max, Quantize(6))),
            Activation.ReluN1To1 => (Math.Max(min, Quantize(-1)), Math.Min(max, Quantize(1))),
            _ => throw new UserError($"A quantised dense layer cannot have {activation} fused; use an operator of its own."),
        };
    }
}
