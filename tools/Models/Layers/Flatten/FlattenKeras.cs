using System.Text.Json;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Flatten;

/// <summary>Reads Keras' Flatten, and Reshape where it leaves the order of values.</summary>
internal static class FlattenKeras
{
    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("Flatten", (sequence, layer, _) => Add(sequence, layer)),
        new("Reshape", (sequence, layer, _) => ReadReshape(sequence, layer)),
    ];

    /// <summary>Flattens what comes so far; a single time step is flat.</summary>
    public static void Add(KerasSequence sequence, KerasLayer layer)
    {
        if (sequence.Shape.Steps > 1)
        {
            sequence.Add(new FloatFlatten(layer.Name));
        }
    }

    private static void ReadReshape(KerasSequence sequence, KerasLayer layer)
    {
        (int steps, int size) = sequence.Shape;
        int[] target = layer.Config.TryGetProperty("target_shape", out JsonElement list)
            ? [.. list.EnumerateArray().Select(value => value.GetInt32())] : [];
        int open = Array.IndexOf(target, -1);
        if (open >= 0)
        {
            int rest = target.Where((_, k) => k != open).Aggregate(1, (product, length) => product * length);
            target[open] = rest > 0 ? steps * size / rest : 0;
        }

        int[] axes = [.. target.SkipWhile(length => length == 1)];
        if (axes is [int all] && all == steps * size)
        {
            Add(sequence, layer);
        }
        else if (sequence.Layers.Count == 0 && steps == 1 && target is [> 0, > 0] && target[0] * target[1] == size)
        {
            sequence.Reshape(new LayerShape(target[0], target[1]));
        }
        else if (!(axes is [int rows, int columns] && rows == steps && columns == size))
        {
            throw layer.Refuse("puts values in another order, which is not supported", "use Flatten");
        }
    }
}
