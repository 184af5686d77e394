using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>Reads Keras' Activation, ReLU and Softmax.</summary>
internal static class ActivationKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Activation", ReadActivation) { IsPerStep = true },
        new("ReLU", (sequence, layer, _) => ReadRelu(sequence, layer)),
        new("Softmax", (sequence, layer, _) => Add(sequence, layer, "softmax")),
    ];

    private static void ReadActivation(KerasSequence sequence, KerasLayer layer, KerasLayer options) =>
        Add(sequence, layer, options.Activation("activation", "linear"));

    /// <summary>Adds an activation, or a curve, by its name; nothing for linear.</summary>
    public static void Add(KerasSequence sequence, KerasLayer layer, string name)
    {
        if (CurveKeras.Named(name) is { } curve)
        {
            sequence.Add(new FloatCurve(layer.Name, curve));
            return;
        }

        Activation activation = layer.ActivationNamed(name);
        if (activation != Activation.None)
        {
            sequence.Add(new FloatActivation(layer.Name, activation));
        }
    }

    private static void ReadRelu(KerasSequence sequence, KerasLayer layer)
    {
        double slope = layer.Number("negative_slope") ?? 0;
        switch (layer.Number("threshold") ?? 0, slope, layer.Number("max_value"))
        {
            case (0, 0, null):
                Add(sequence, layer, "relu");
                break;
            case (0, 0, 6):
                Add(sequence, layer, "relu6");
                break;
            case (0, _, null):
                sequence.Add(new FloatCurve(layer.Name, new Curve(CurveFunction.LeakyRelu, slope)));
                break;
            default:
                throw layer.Refuse("is neither relu nor relu6 nor a relu with a slope below 0", "use one of these");
        }
    }
}
