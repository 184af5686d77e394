using System.Text.Json;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Directions;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Keras;

/// <summary>Reads Keras' Bidirectional of a recurrent layer, for windows: whoever carries a state cannot read from the end.</summary>
internal static class KerasBidirectional
{
    /// <summary>Reads one.</summary>
    /// <param name="sequence">Receives what it is.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="read">Reads the layer inside at the end of a sequence of its own.</param>
    public static void Read(KerasSequence sequence, KerasLayer layer, Action<KerasSequence, KerasLayer> read)
    {
        KerasLayer inside = layer.Wrapped("layer")
            ?? throw layer.Refuse("does not say the layer inside", "save the model again from Keras");
        bool isConvolution = inside.ClassName.StartsWith("Conv", StringComparison.Ordinal);
        layer.RefuseIf(isConvolution, $"is of {inside.ClassName}, which is not supported", "use LSTM, GRU or SimpleRNN");
        string merge = layer.Config.TryGetProperty("merge_mode", out JsonElement mode)
            ? mode.ValueKind == JsonValueKind.String ? mode.GetString()! : "None" : "concat";
        layer.RefuseIf(
            merge is not ("concat" or "sum" or "ave"), $"has merge_mode='{merge}', which is not supported", "use 'concat', 'sum' or 'ave'");
        sequence.RequireSequence(layer with { Direction = "forward" });
        FloatRecurrent forward = Direction(sequence, layer, inside, "forward", read);
        FloatRecurrent backward = Direction(sequence, layer, layer.Wrapped("backward_layer") ?? inside, "backward", read);
        layer.RefuseIf(
            forward.ReturnSequences != backward.ReturnSequences || (merge != "concat" && forward.Units != backward.Units),
            "has layers of different shapes in its two directions", "train it with the same in both");
        foreach (FloatLayer each in BothDirections.Layers(layer.Name, forward, backward))
        {
            sequence.Add(each);
        }

        if (merge != "concat")
        {
            sequence.Add(Merged($"{layer.Name}/{merge}", forward.Units, merge == "sum" ? 1f : 0.5f));
        }
    }

    private static FloatRecurrent Direction(
        KerasSequence sequence, KerasLayer layer, KerasLayer inside, string direction, Action<KerasSequence, KerasLayer> read)
    {
        KerasSequence inner = sequence.Inner();
        read(inner, inside with { Direction = direction });
        layer.RefuseIf(
            inner.IsStateful, "carries its state (stateful=True), and a window is needed to read it from its end", "use stateful=False");
        return inner.Layers is [FloatRecurrent recurrent] ? recurrent
            : throw layer.Refuse($"is of {inside.ClassName}, which is no recurrent layer", "use LSTM, GRU or SimpleRNN");
    }

    /// <summary>Sums of the two directions times a factor.</summary>
    private static FloatDense Merged(string name, int units, float factor)
    {
        var weights = new float[2 * units * units];
        for (int u = 0; u < units; u++)
        {
            weights[(u * 2 * units) + u] = weights[(u * 2 * units) + units + u] = factor;
        }

        return new FloatDense(name, 2 * units, units, Activation.None, weights, new float[units]);
    }
}
