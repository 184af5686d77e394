using System.Text.Json;
using NanoBms.Foundation;

namespace NanoBms.Models.Keras.Files;

/// <summary>A model's layers.</summary>
/// <param name="Paths">Those on the way to each output, in order of execution.</param>
/// <param name="All">All of them as the configuration lists them, by which files number them.</param>
internal sealed record KerasModel(IReadOnlyList<KerasPath> Paths, IReadOnlyList<KerasLayer> All);

/// <summary>The layers on the way from the input to an output.</summary>
/// <param name="Output">Name of the output's layer; empty where there is but one.</param>
/// <param name="Layers">In order of execution.</param>
internal sealed record KerasPath(string Output, IReadOnlyList<KerasLayer> Layers);

/// <summary>
/// Reads a Keras model's configuration: Sequential, or functional models in which no branches join; models inside it are laid out flat.
/// </summary>
internal static class KerasConfig
{
    private const int MaxNested = 8, MaxOutputs = 8;

    /// <summary>The model's layers.</summary>
    /// <exception cref="UserError">Not such a configuration; the message says why.</exception>
    public static KerasModel Read(string json, string source)
    {
        try
        {
            // The document stays alive with its elements.
            JsonElement root = JsonDocument.Parse(json).RootElement;
            string className = root.GetProperty("class_name").GetString() ?? "";
            JsonElement config = root.GetProperty("config");
            var all = new List<KerasLayer>();
            return IsModel(className)
                ? new KerasModel(Paths(className, config, null, all, 0), all)
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

    /// <summary>The layers on the way to each output, those of models inside laid out flat.</summary>
    private static IReadOnlyList<KerasPath> Paths(
        string className, JsonElement config, KerasContainer? container, List<KerasLayer> all, int depth)
    {
        if (depth > MaxNested)
        {
            throw new FormatException("models are nested too deep");
        }

        IReadOnlyList<KerasPath> paths = className == "Sequential"
            ?
            [
                new KerasPath("", [.. (config.ValueKind == JsonValueKind.Array ? config : config.GetProperty("layers")).EnumerateArray()
                    .Select(entry => Layer(entry, container, all))]),
            ]
            : Functional(config, container, all);
        var insides = new Dictionary<int, IReadOnlyList<KerasLayer>>();
        return [.. paths.Select(path => path with { Layers = [.. path.Layers.SelectMany(Laid)] })];

        IReadOnlyList<KerasLayer> Laid(KerasLayer layer)
        {
            if (!IsModel(layer.ClassName))
            {
                return [layer];
            }

            if (!insides.TryGetValue(layer.Place, out IReadOnlyList<KerasLayer>? inside))
            {
                var inner = new KerasContainer(container, layer.ClassName, layer.Name, layer.Place);
                IReadOnlyList<KerasPath> ways = Paths(layer.ClassName, layer.Config, inner, all, depth + 1);
                insides[layer.Place] = inside = ways.Count == 1 ? ways[0].Layers : throw layer.Refuse(
                    $"has {ways.Count} outputs inside another model, which is not supported", "build the model as one");
            }

            return inside;
        }
    }

    private static KerasLayer Layer(JsonElement layer, KerasContainer? container, List<KerasLayer> all)
    {
        JsonElement config = layer.GetProperty("config");
        string className = layer.GetProperty("class_name").GetString() ?? "";
        string name = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("name", out JsonElement text)
            ? text.GetString() ?? className
            : className;
        bool isBuilt = layer.TryGetProperty("build_config", out JsonElement built) && built.ValueKind == JsonValueKind.Object;
        var result = new KerasLayer(className, name, config, container)
        {
            Place = all.Count,
            BuiltShape = isBuilt && built.TryGetProperty("input_shape", out JsonElement shape) && shape.ValueKind == JsonValueKind.Array
                ? KerasLayer.Shape(shape)
                : null,
        };
        all.Add(result);
        return result;
    }

    private static List<KerasPath> Functional(JsonElement config, KerasContainer? container, List<KerasLayer> all)
    {
        var layers = new Dictionary<string, (KerasLayer Layer, string[] Sources)>(StringComparer.Ordinal);
        foreach (JsonElement entry in config.GetProperty("layers").EnumerateArray())
        {
            KerasLayer layer = Layer(entry, container, all);
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
        if (inputs.Length != 1 || outputs.Length is < 1 or > MaxOutputs)
        {
            throw new UserError($"The model has {inputs.Length} inputs and {outputs.Length} outputs; models of one input are supported, "
                + "build it so.");
        }

        return [.. outputs.Select(output => new KerasPath(output, Way(output, layers)))];
    }

    /// <summary>The layers from the input to an output.</summary>
    private static List<KerasLayer> Way(string output, Dictionary<string, (KerasLayer Layer, string[] Sources)> layers)
    {
        var order = new List<KerasLayer>();
        for (string? name = output; name is not null && order.Count <= layers.Count;)
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
