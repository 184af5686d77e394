using NanoBms.Models.Keras.Files;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>Reads Keras' pooling over all time steps; of a single one there is nothing to pool.</summary>
internal static class PoolingKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("GlobalAveragePooling1D", (sequence, layer, _) => Read(sequence, layer, PoolingMode.Mean)),
        new("GlobalMaxPooling1D", (sequence, layer, _) => Read(sequence, layer, PoolingMode.Max)),
    ];

    private static void Read(KerasSequence sequence, KerasLayer layer, PoolingMode mode)
    {
        layer.RefuseIf(layer.Flag("keepdims"), "has keepdims=True, which is not supported", "use keepdims=False");
        layer.RefuseIf(
            layer.Config.TryGetProperty("data_format", out System.Text.Json.JsonElement format) && format.ValueEquals("channels_first"),
            "has data_format='channels_first', which is not supported", "put the channels last");
        if (sequence.Shape.Steps > 1)
        {
            sequence.Add(new FloatPooling(layer.Name, mode));
        }
    }
}
