using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Models.Keras.Files;

/// <summary>
/// Reads a Keras model's configuration: Sequential, or functional models that are a plain sequence; models inside it are laid out flat.
/// </summary>
internal static class KerasConfig
{
    private const int MaxNested = 8;

    /// <summary>The model's name and its layers in order of execution.</summary>
    /// <exception cref="UserError">Not such a configuration; the message says why.</exception>
    public static IReadOnlyList<KerasLayer> Read(string json, string source)
    {
        try
        {
            // The document stays alive with its elements.
            JsonElement root = JsonDocument.Parse(json).RootElement;
            string className = root.GetProperty("class_name").GetString() ?? "";
            JsonElement config = root.GetProperty("config");
            return IsModel(className)
                ? Layers(className, config, null, 0)
                : throw new UserError($"'{source}' holds a model of class '{className}', whose layers stand in Python code; build it as a "
                    + "Sequential or functional model and save that.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException)
        {
            throw new UserError($"The configuration in '{source}' is damaged ({ForeignText.Short(exception.Message)}); save the model "
                + "again from Keras.", exception);
        }
    }

    private static bool IsModel(string className) => className is "Sequential" or "Functional" or "Model";

    private static IReadOnlyList<KerasLayer> Layers(string className, JsonElement config, KerasContainer? container, int depth)
    {
        if (depth > MaxNested)
        {
            throw new FormatException("models are nested too deep");
        }

        IReadOnlyList<KerasLayer> layers = className == "Sequential"
            ? [.. (config.ValueKind == JsonValueKind.Array ? config : config.GetProperty("layers")).EnumerateArray()
                .Select(entry => Layer(entry, container))]
            : Functional(config, container);
        return [.. layers.SelectMany(layer => IsModel(layer.ClassName)
            ? Layers(layer.ClassName, layer.Config, new KerasContainer(container, layer.ClassName, layer.Name), depth + 1)
            : [layer])];
    }

    private static KerasLayer Layer(JsonElement layer, KerasContainer? container)
    {
        JsonElement config = layer.GetProperty("config");
        string className = layer.GetProperty("class_name").GetString() ?? "";
        string name = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("name", out JsonElement text)
            ? text.GetString() ?? className
            : className;
        bool isBuilt = layer.TryGetProperty("build_config", out JsonElement built) && built.ValueKind == JsonValueKind.Object;
        return new KerasLayer(className, name, config, container)
        {
            BuiltShape = isBuilt && built.TryGetProperty("input_shape", out JsonElement shape) && shape.ValueKind == JsonValueKind.Array
                ? KerasLayer.Shape(shape)
                : null,
        };
    }

    private static List<KerasLayer> Functional(JsonElement config, KerasContainer? container)
    {
        var layers = new Dictionary<string, (KerasLayer Layer, string[] Sources)>(StringComparer.Ordinal);
        foreach (JsonElement entry in config.GetProperty("layers").EnumerateArray())
        {
            KerasLayer layer = Layer(entry, container);
            var sources = new HashSet<string>(StringComparer.Ordinal);
            JsonElement nodes = entry.GetProperty("inbound_nodes");
            if (nodes.GetArrayLength() > 1)
            {
                throw layer.Refuse("is used more than once", "build the model as a plain sequence of layers");
            }

            CollectSources(nodes, sources);
            layers[layer.Name] = (layer, [.. sources]);
        }

        string[] outputs = [.. References(config.GetProperty("output_layers"))],
            inputs = [.. References(config.GetProperty("input_layers"))];
        if (inputs.Length != 1 || outputs.Length != 1)
        {
            throw new UserError($"The model has {inputs.Length} inputs and {outputs.Length} outputs; models of one input and one output "
                + "are supported, build it so.");
        }

        var order = new List<KerasLayer>();
        for (string? name = outputs[0]; name is not null && order.Count <= layers.Count;)
        {
            if (!layers.TryGetValue(name, out (KerasLayer Layer, string[] Sources) entry))
            {
                throw new UserError($"The configuration names layer '{name}', which it does not have; save the model again from Keras.");
            }

            if (entry.Sources.Length > 1)
            {
                throw entry.Layer.Refuse($"joins {entry.Sources.Length} branches ({string.Join(", ", entry.Sources)}), which is not "
                    + "supported", "build the model as a plain sequence of layers");
            }

            order.Add(entry.Layer);
            name = entry.Sources.FirstOrDefault();
        }

        order.Reverse();
        return order;
    }

    /// <summary>Layers that a node takes its inputs from: Keras 3 writes "keras_history" somewhere in it, Keras 2 nested lists.</summary>
    private static void CollectSources(JsonElement element, HashSet<string> sources)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array when element.GetArrayLength() >= 3 && element[0].ValueKind == JsonValueKind.String
                && element[1].ValueKind == JsonValueKind.Number:
                sources.Add(element[0].GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CollectSources(item, sources);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    CollectSources(property.Value, sources);
                }

                break;
        }
    }

    /// <summary>Layer names of ["a",0,0] or [["a",0,0],..].</summary>
    private static HashSet<string> References(JsonElement list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        CollectSources(list, names);
        return names;
    }
}
