using System.Text.Json;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Dense;

/// <summary>Reads Keras' Dense, and Conv1D of one time step.</summary>
internal static class DenseKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Dense", (sequence, layer, options) => Read(sequence, layer, options, options.Units(), []))
        {
            IsPerStep = true,
        },
        new("Conv1D", ReadConvolution),
    ];

    /// <summary>A convolution over one time step is a dense layer for each.</summary>
    private static void ReadConvolution(KerasSequence sequence, KerasLayer layer, KerasLayer options)
    {
        bool isDense = new[] { ("kernel_size", 0), ("strides", 1) }.All(option => Length(layer, option.Item1, option.Item2) == 1)
            && (layer.Number("groups") ?? 1) == 1;
        layer.RefuseIf(
            !isDense, "joins several time steps (kernel_size, strides or groups are not 1), which is not supported",
            "use kernel_size=1, or a Dense for each time step");
        layer.RefuseIf(
            layer.Config.TryGetProperty("data_format", out JsonElement format) && format.ValueEquals("channels_first"),
            "has data_format='channels_first', which is not supported", "put the channels last");
        int filters = layer.Number("filters") is { } count and >= 1 and <= 65536
            ? (int)count : throw layer.Refuse("does not say its filters", "save the model again from Keras");
        Read(sequence, layer, options, filters, [1]);
    }

    /// <summary>A length that Keras writes as a number or as a list of one; where it is missing, what is absent means.</summary>
    private static double Length(KerasLayer layer, string name, double absent) => layer.Config.TryGetProperty(name, out JsonElement list)
        && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.Number
            ? list[0].GetDouble() : layer.Number(name) ?? absent;

    private static void Read(KerasSequence sequence, KerasLayer layer, KerasLayer options, int units, int[] before)
    {
        string name = options.Activation("activation", "linear");
        int inputs = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, "kernel", "bias");
        float[] kernel = arrays.Values("kernel", [.. before, inputs, units]);
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
