using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Layers.StepWindows;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>Reads Keras' Dense, and Conv1D, which is one of several time steps.</summary>
internal static class DenseKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Dense", (sequence, layer, options) => Read(sequence, layer, options, options.Units(), [sequence.Shape.Size]))
        {
            IsPerStep = true,
        },
        new("Conv1D", ReadConvolution),
    ];

    /// <summary>A convolution over time is a dense layer of the time steps that it joins.</summary>
    private static void ReadConvolution(KerasSequence sequence, KerasLayer layer, KerasLayer options)
    {
        layer.RefuseIf((layer.Number("groups") ?? 1) != 1, "has groups, which is not supported", "use groups=1");
        StepWindowsKeras.RefuseChannelsFirst(layer);
        int channels = sequence.Shape.Size;
        StepWindowsKeras.JoinForConvolution(sequence, layer);
        int filters = layer.Number("filters") is { } count and >= 1 and <= 65536
            ? (int)count : throw layer.Refuse("does not say its filters", "save the model again from Keras");
        Read(sequence, layer, options, filters, [Math.Max(1, sequence.Shape.Size / channels), channels]);
    }

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer options, int units, int[] kernelInputs)
    {
        string name = options.Activation("activation", "linear");
        int inputs = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "bias");
        float[] kernel = arrays.Values("kernel", [.. kernelInputs, units]);
        float[] bias = options.HasBias() ? arrays.Values("bias", units) : new float[units];
        Curve? curve = CurveKeras.Named(name);
        Activation activation = curve is null ? layer.ActivationNamed(name) : Activation.None;
        sequence.Add(new FloatDense(
            layer.Name, inputs, units, activation, KerasArrays.Transposed(kernel, inputs, units, 0, units), bias));
        if (curve is not null)
        {
            sequence.Add(new FloatCurve($"{layer.Name}/{name}", curve));
        }
    }
}
