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
            case Activation.HardSigmoid or Activation.HardSigmoid6:
                TensorPrimitives.Multiply(values, (float)HardSigmoidSlope(activation), values);
                TensorPrimitives.Add(values, 0.5f, values);
                TensorPrimitives.Clamp(values, 0f, 1f, values);
                break;
            case Activation.Softsign:
                for (int k = 0; k < values.Length; k++)
                {
                    values[k] /= 1f + MathF.Abs(values[k]);
                }

                break;
        }
    }

    /// <summary>An activation in words, as Keras calls it.</summary>
    public static string Name(Activation activation) => activation switch
    {
        Activation.None => "linear",
        Activation.HardSigmoid => "hard_sigmoid (slope 0.2)",
        Activation.HardSigmoid6 => "hard_sigmoid (slope 1/6)",
        _ => activation.ToString().ToLowerInvariant(),
    };

    /// <summary>Slope of a hard sigmoid between its ends.</summary>
    public static double HardSigmoidSlope(Activation activation) => activation == Activation.HardSigmoid ? 0.2 : 1.0 / 6.0;

    /// <summary>Range that a function which works element by element never leaves; null where it has none.</summary>
    public static (float Min, float Max)? Bounds(Activation activation) => activation switch
    {
        Activation.Tanh or Activation.Softsign or Activation.ReluN1To1 => (-1f, 1f),
        Activation.Sigmoid or Activation.HardSigmoid or Activation.HardSigmoid6 => (0f, 1f),
        Activation.Relu6 => (0f, 6f),
        _ => null,
    };

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
