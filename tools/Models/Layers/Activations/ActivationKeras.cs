using NanoBms.Models.Keras.Files;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Activations;

/// <summary>Reads Keras' Activation, ReLU and Softmax.</summary>
internal static class ActivationKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Activation", ReadActivation) { IsPerStep = true },
        new("ReLU", (sequence, layer, _) => Add(sequence, layer, Relu(layer))),
        new("Softmax", (sequence, layer, _) => Add(sequence, layer, "softmax")),
    ];

    private static void ReadActivation(KerasSequence sequence, KerasLayer layer, KerasLayer options) =>
        Add(sequence, layer, options.Activation("activation", "linear"));

    private static void Add(KerasSequence sequence, KerasLayer layer, string name)
    {
        Activation activation = layer.ActivationNamed(name);
        if (activation != Activation.None)
        {
            sequence.Add(new FloatActivation(layer.Name, activation));
        }
    }

    private static string Relu(KerasLayer layer)
    {
        bool isPlain = (layer.Number("negative_slope") ?? 0) == 0 && (layer.Number("threshold") ?? 0) == 0;
        return (isPlain, layer.Number("max_value")) switch
        {
            (true, null) => "relu",
            (true, 6) => "relu6",
            _ => throw layer.Refuse("is not the plain relu or relu6", "use one of these"),
        };
    }
}
