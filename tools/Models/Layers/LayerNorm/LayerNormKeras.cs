using System.Text.Json;
using NanoBms.Models.Keras.Files;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>Reads Keras' LayerNormalization over the features.</summary>
internal static class LayerNormKeras
{
    private const double AbsentEpsilon = 1e-3;

    public static IReadOnlyList<KerasClass> Classes { get; } =
        [new("LayerNormalization", (sequence, layer, _) => Read(sequence, layer)) { IsPerStep = true }];

    private static void Read(KerasSequence sequence, KerasLayer layer)
    {
        layer.RefuseIf(layer.Flag("rms_scaling"), "has rms_scaling=True, which is not supported", "train it without");
        layer.RefuseIf(!IsOverFeatures(layer), "normalises over other axes than the features", "use axis=-1");
        bool scales = !layer.Config.TryGetProperty("scale", out _) || layer.Flag("scale");
        bool centers = !layer.Config.TryGetProperty("center", out _) || layer.Flag("center");
        int size = sequence.Shape.Size;
        KerasArrays arrays = sequence.File.Of(layer, [.. scales ? new[] { "gamma" } : [], .. centers ? new[] { "beta" } : []]);
        sequence.Add(new FloatLayerNorm(
            layer.Name, layer.Number("epsilon") ?? AbsentEpsilon,
            scales ? arrays.Values("gamma", size) : [.. Enumerable.Repeat(1f, size)],
            centers ? arrays.Values("beta", size) : new float[size]));
    }

    /// <summary>Keras writes the axis as a number or as a list of one; a built layer has it counted from the front.</summary>
    private static bool IsOverFeatures(KerasLayer layer)
    {
        if (!layer.Config.TryGetProperty("axis", out JsonElement axis))
        {
            return true;
        }

        JsonElement number = axis.ValueKind == JsonValueKind.Array && axis.GetArrayLength() == 1 ? axis[0] : axis;
        return number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int value)
            && (value == -1 || value == 2 || (value == 1 && layer.BuiltShape is null or { Length: 2 }));
    }
}
