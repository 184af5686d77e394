namespace NanoBms.ModelKit.Networks;

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
}
