using System.Text.Json;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Keras.Files;

/// <summary>A model that is a layer of another model.</summary>
/// <param name="outer">The model around it, where that is a layer too.</param>
/// <param name="className">Sequential, Functional or Model.</param>
/// <param name="name">Its name.</param>
/// <param name="place">Its place in the configuration.</param>
internal sealed class KerasContainer(KerasContainer? outer, string className, string name, int place)
{
    public KerasContainer? Outer { get; } = outer;

    public string ClassName { get; } = className;

    public string Name { get; } = name;

    public int Place { get; } = place;
}

/// <summary>A layer of a Keras model's configuration.</summary>
/// <param name="ClassName">E.g. "LSTM".</param>
/// <param name="Name">The layer's name in the model.</param>
/// <param name="Config">Its options.</param>
/// <param name="Container">The model inside the model that it belongs to; null for the model itself.</param>
internal sealed record KerasLayer(string ClassName, string Name, JsonElement Config, KerasContainer? Container = null)
{
    /// <summary>The shape of the input that the layer was built for, where the file says it. An open size is -1.</summary>
    public int[]? BuiltShape { get; init; }

    /// <summary>Its place in the configuration, which numbers all layers.</summary>
    public int Place { get; init; }

    /// <summary>"forward" or "backward" of a Bidirectional, whose two layers are filed below it; null for others.</summary>
    public string? Direction { get; init; }

    /// <summary>The layer in words.</summary>
    public string Where => $"Layer '{Name}' ({ClassName})";

    /// <summary>A flag; false where it is missing.</summary>
    public bool Flag(string name) => Config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A number; null where it is missing or null.</summary>
    public double? Number(string name) =>
        Config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>The name of an activation: Keras writes it as text or as an object.</summary>
    public string Activation(string name, string absent)
    {
        if (!Config.TryGetProperty(name, out JsonElement value))
        {
            return absent;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "linear",
            JsonValueKind.Object when value.TryGetProperty("config", out JsonElement inner) && inner.ValueKind == JsonValueKind.String =>
                inner.GetString()!,
            JsonValueKind.Object when value.TryGetProperty("class_name", out JsonElement type) && type.ValueKind == JsonValueKind.String =>
                type.GetString()!,
            _ => throw Refuse($"has an {name} that is not understood", "save the model again from Keras"),
        };
    }

    /// <summary>
    /// The type of the layer's weights where its dtype policy gives them one that HDF5 has no floats for; null otherwise.
    /// </summary>
    public string? WeightType()
    {
        if (!Config.TryGetProperty("dtype", out JsonElement policy))
        {
            return null;
        }

        JsonElement config = policy.ValueKind == JsonValueKind.Object && policy.TryGetProperty("config", out JsonElement inner)
            ? inner : policy;
        string Text(string name) => config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : "";
        string[] names = [config.ValueKind == JsonValueKind.String ? config.GetString()! : Text("name"), Text("mode")];
        return new[] { "bfloat16", "int8", "int4", "float8" }.FirstOrDefault(type =>
            names.Any(name => name == type || name.StartsWith(type + "_from", StringComparison.Ordinal)));
    }

    /// <summary>The shape of one input that the layer states; null where it states none. An open size is -1.</summary>
    public int[]? InputShape()
    {
        foreach (string name in new[] { "batch_shape", "batch_input_shape" })
        {
            if (Config.TryGetProperty(name, out JsonElement shape) && shape.ValueKind == JsonValueKind.Array)
            {
                return Shape(shape);
            }
        }

        return null;
    }

    /// <summary>A shape; an open size is -1.</summary>
    public static int[] Shape(JsonElement list) =>
        [.. list.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Number ? size.GetInt32() : -1)];

    /// <summary>What the layer wraps: the cell of an RNN, the layer of a TimeDistributed; null where it wraps none.</summary>
    public KerasLayer? Wrapped(string name) =>
        Config.TryGetProperty(name, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object
        && inner.TryGetProperty("class_name", out JsonElement type) && type.ValueKind == JsonValueKind.String
        && inner.TryGetProperty("config", out JsonElement config) && config.ValueKind == JsonValueKind.Object
            ? new KerasLayer(type.GetString()!, Name, config, Container) { Place = Place, Direction = Direction }
            : null;

    /// <summary>Number of units.</summary>
    /// <exception cref="UserError">The layer does not say it.</exception>
    public int Units() => Number("units") is { } units and >= 1 and <= 65536
        ? (int)units
        : throw Refuse("does not say its units", "save the model again from Keras");

    /// <summary>Whether it has a bias: Keras' default.</summary>
    public bool HasBias() => !Config.TryGetProperty("use_bias", out _) || Flag("use_bias");

    /// <summary>An activation by its name in Keras.</summary>
    /// <exception cref="UserError">It is not supported.</exception>
    public Activation ActivationNamed(string name) => name switch
    {
        "linear" => Networks.Activation.None,
        "relu" => Networks.Activation.Relu,
        "relu6" => Networks.Activation.Relu6,
        "tanh" => Networks.Activation.Tanh,
        "sigmoid" => Networks.Activation.Sigmoid,
        "softmax" => Networks.Activation.Softmax,
        _ => throw Refuse(
            $"has activation '{name}', which is not supported",
            "supported are linear, relu, relu6, leaky_relu, elu, selu, swish, softplus, softsign, tanh, sigmoid and softmax, so train it "
                + "with one of these"),
    };

    /// <summary>A refusal that names the layer.</summary>
    public UserError Refuse(string what, string instead) => new($"{Where} {what}; {instead}.");

    /// <summary>Refuses the layer on a condition.</summary>
    /// <exception cref="UserError">The condition holds.</exception>
    public void RefuseIf(bool condition, string what, string instead)
    {
        if (condition)
        {
            throw Refuse(what, instead);
        }
    }
}
