using System.Text.Json;
using NanoBms.Models.Keras.Files;

namespace NanoBms.Models.Layers.Affine;

/// <summary>Reads Keras' Normalization, BatchNormalization and Rescaling.</summary>
internal static class AffineKeras
{
    private const double SmallestDeviation = 1e-7;

    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Normalization", (sequence, layer, _) => ReadNormalization(sequence, layer)),
        new("BatchNormalization", (sequence, layer, _) => ReadBatchNormalization(sequence, layer)),
        new("Rescaling", (sequence, layer, _) => ReadRescaling(sequence, layer)),
    ];

    private static void ReadRescaling(KerasSequence sequence, KerasLayer layer)
    {
        float scale = (float)(layer.Number("scale")
            ?? throw layer.Refuse("has a scale for each feature, which is not supported", "use a Normalization layer"));
        sequence.Add(new FloatAffine(layer.Name, Constant(sequence, scale), Constant(sequence, (float)(layer.Number("offset") ?? 0))));
    }

    private static void ReadNormalization(KerasSequence sequence, KerasLayer layer)
    {
        KerasArrays arrays = sequence.File.Of(layer, "mean", "variance", "count");
        layer.RefuseIf(layer.Flag("invert"), "has invert=True, which is not supported", "use a Rescaling layer");
        float[] mean = Feature(sequence, layer, arrays, "mean"), variance = Feature(sequence, layer, arrays, "variance");
        double[] factor = [.. variance.Select(value => 1.0 / Math.Max(Math.Sqrt(value), SmallestDeviation))];
        sequence.Add(new FloatAffine(
            layer.Name, [.. factor.Select(value => (float)value)], [.. mean.Select((value, k) => (float)(-value * factor[k]))]));
    }

    private static void ReadBatchNormalization(KerasSequence sequence, KerasLayer layer)
    {
        bool scales = !layer.Config.TryGetProperty("scale", out _) || layer.Flag("scale");
        bool centers = !layer.Config.TryGetProperty("center", out _) || layer.Flag("center");
        string[] order = [.. scales ? new[] { "gamma" } : [], .. centers ? new[] { "beta" } : [], "moving_mean", "moving_variance"];
        KerasArrays arrays = sequence.File.Of(layer, order);
        int size = sequence.Shape.Size;
        float[] mean = arrays.Values("moving_mean", size), variance = arrays.Values("moving_variance", size);
        float[] gamma = scales ? arrays.Values("gamma", size) : Constant(sequence, 1);
        float[] beta = centers ? arrays.Values("beta", size) : Constant(sequence, 0);
        double epsilon = layer.Number("epsilon") ?? 1e-3;
        double[] factor = [.. variance.Select((value, k) => gamma[k] / Math.Sqrt(value + epsilon))];
        sequence.Add(new FloatAffine(
            layer.Name, [.. factor.Select(value => (float)value)], [.. beta.Select((value, k) => (float)(value - mean[k] * factor[k]))]));
    }

    private static float[] Constant(KerasSequence sequence, float value) => [.. Enumerable.Repeat(value, sequence.Shape.Size)];

    /// <summary>Mean or variance: from the weights where the layer was adapted, from its options where they were given.</summary>
    private static float[] Feature(KerasSequence sequence, KerasLayer layer, KerasArrays arrays, string name)
    {
        float[] values = arrays.Values(name);
        if (values.Length == 0 && layer.Config.TryGetProperty(name, out JsonElement given))
        {
            var list = new List<float>();
            Numbers(given, list);
            values = [.. list];
        }

        int size = sequence.Shape.Size;
        return values.Length == size ? values
            : values.Length == 1 ? Constant(sequence, values[0])
            : throw layer.Refuse(
                $"has {values.Length} values of {name} for {size} features",
                "adapt it to data of the model's features (axis=-1) and save the model again");
    }

    private static void Numbers(JsonElement element, List<float> list)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            list.Add(element.GetSingle());
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Numbers(item, list);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("config", out JsonElement config)
            && config.TryGetProperty("value", out JsonElement value))
        {
            // Keras 3 wraps arrays: {"class_name": "__numpy__", "config": {"value": [..]}}.
            Numbers(value, list);
        }
    }
}
