using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>Runs a float network in single precision. An instance owns its state and buffers and is not thread-safe.</summary>
public sealed class FloatModel
{
    private readonly FloatNetwork network;
    private readonly FloatRun[] runs;

    /// <summary>A model over a network.</summary>
    public FloatModel(FloatNetwork network)
    {
        this.network = network;
        runs = [.. network.Layers.Select(layer => LayerKinds.Of(layer).Run(layer))];
    }

    /// <summary>Called after each layer with its index and values (time steps x size); values are valid during the call.</summary>
    public Action<int, ReadOnlySpan<float>>? LayerObserver { get; set; }

    /// <summary>
    /// Called after each step of a recurrent layer with the layer's index, its hidden state, and what else of it gets an int16 form (the
    /// cell state of an LSTM).
    /// </summary>
    public Action<int, ReadOnlySpan<float>, ReadOnlySpan<float>>? StateObserver { get; set; }

    /// <summary>
    /// Called before each product with the layer's index, what its weights meet and, of a recurrent step, the hidden state before it.
    /// </summary>
    public Action<int, ReadOnlySpan<float>, ReadOnlySpan<float>>? ProductObserver { get; set; }

    /// <summary>Sets the states of all layers to zero.</summary>
    public void Reset()
    {
        foreach (FloatRun run in runs)
        {
            run.Reset();
        }
    }

    /// <summary>Runs the network once on [time steps, features], row-major.</summary>
    public float[] Invoke(ReadOnlySpan<float> input)
    {
        if (!network.Stateful)
        {
            Reset();
        }

        float[] values = input.ToArray();
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        for (int k = 0; k < runs.Length; k++)
        {
            values = runs[k].Run(values, shape, new RunObserver(k, ProductObserver, StateObserver));
            shape = network.Layers[k].After(shape);
            LayerObserver?.Invoke(k, values);
        }

        return values;
    }
}
