using NanoBms.Foundation;

namespace NanoBms.Models.Networks;

/// <summary>Shapes along a network.</summary>
public static class NetworkShapes
{
    /// <summary>Values that one call of a network gives: all time steps where the last layers keep them.</summary>
    public static int OutputSize(QuantizedNetwork network)
    {
        int steps = network.TimeSteps, size = network.InputSize;
        foreach (QuantizedLayer layer in network.Layers)
        {
            (steps, size) = layer switch
            {
                QuantizedLstm lstm => (lstm.ReturnSequences ? steps : 1, lstm.Units),
                QuantizedDense dense => (steps, dense.Units),
                QuantizedFlatten => (1, steps * size),
                _ => (steps, size),
            };
        }

        return steps * size;
    }

    /// <summary>Values that one call of a float network gives: all time steps where the last layers keep them.</summary>
    public static int OutputSize(FloatNetwork network)
    {
        int steps = network.TimeSteps, size = network.InputSize;
        foreach (FloatLayer layer in network.Layers)
        {
            (steps, size) = After(layer, steps, size);
        }

        return steps * size;
    }

    /// <summary>Values of one time step that each layer of a float network gives.</summary>
    public static IReadOnlyList<int> Sizes(FloatNetwork network)
    {
        int steps = network.TimeSteps, size = network.InputSize;
        var sizes = new List<int>();
        foreach (FloatLayer layer in network.Layers)
        {
            (steps, size) = After(layer, steps, size);
            sizes.Add(size);
        }

        return sizes;
    }

    /// <summary>Checks that each layer takes what the one before it gives, and that all numbers can be computed with.</summary>
    /// <exception cref="UserError">They do not; the message names the layer.</exception>
    public static void Check(QuantizedNetwork network)
    {
        int steps = network.TimeSteps, size = network.InputSize;
        foreach (QuantizedLayer layer in network.Layers)
        {
            int takes = layer switch
            {
                QuantizedLstm lstm => lstm.InputSize,
                QuantizedDense dense => dense.InputSize,
                QuantizedActivation activation => activation.Size,
                _ => size,
            };
            if (takes != size)
            {
                throw new UserError($"Layer '{layer.Name}' takes {takes} values and is given {size}; the file is damaged.");
            }

            if (layer is QuantizedLstm { CellScale: var scale } && !IsPowerOfTwo(scale))
            {
                throw new UserError($"Layer '{layer.Name}' has a cell state of scale {scale:g6}, which is not a power of two as the int8 kernel needs; quantise the model again.");
            }

            (steps, size) = layer switch
            {
                QuantizedLstm lstm => (lstm.ReturnSequences ? steps : 1, lstm.Units),
                QuantizedDense dense => (steps, dense.Units),
                QuantizedFlatten => (1, steps * size),
                _ => (steps, size),
            };
        }
    }

    private static (int Steps, int Size) After(FloatLayer layer, int steps, int size) => layer switch
    {
        FloatLstm lstm => (lstm.ReturnSequences ? steps : 1, lstm.Units),
        FloatDense dense => (steps, dense.Units),
        FloatFlatten => (1, steps * size),
        _ => (steps, size),
    };

    private static bool IsPowerOfTwo(float scale)
    {
        double exponent = Math.Log2(scale);
        return exponent is >= -24 and <= 0 && Math.Abs(exponent - Math.Round(exponent)) < 1e-3;
    }
}
