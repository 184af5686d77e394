using NanoBms.Foundation;

namespace NanoBms.Models.Networks;

/// <summary>Shapes along a network.</summary>
public static class NetworkShapes
{
    /// <summary>Values that one call of a network gives: all time steps where the last layers keep them.</summary>
    public static int OutputSize(QuantizedNetwork network) =>
        network.Layers.Aggregate(new LayerShape(network.TimeSteps, network.InputSize), (shape, layer) => layer.After(shape)).Count;

    /// <summary>Values that one call of a float network gives: all time steps where the last layers keep them.</summary>
    public static int OutputSize(FloatNetwork network) =>
        network.Layers.Aggregate(new LayerShape(network.TimeSteps, network.InputSize), (shape, layer) => layer.After(shape)).Count;

    /// <summary>Values of one time step that each layer of a float network gives.</summary>
    public static IReadOnlyList<int> Sizes(FloatNetwork network)
    {
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        var sizes = new List<int>();
        foreach (FloatLayer layer in network.Layers)
        {
            shape = layer.After(shape);
            sizes.Add(shape.Size);
        }

        return sizes;
    }

    /// <summary>Checks that each layer takes what the one before it gives, and that all numbers can be computed with.</summary>
    /// <exception cref="UserError">They do not; the message names the layer.</exception>
    public static void Check(QuantizedNetwork network)
    {
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        foreach (QuantizedLayer layer in network.Layers)
        {
            if (layer.Takes is { } takes && takes != shape.Size)
            {
                throw new UserError($"Layer '{layer.Name}' takes {takes} values and is given {shape.Size}; the file is damaged.");
            }

            layer.Check();
            shape = layer.After(shape);
        }
    }
}
