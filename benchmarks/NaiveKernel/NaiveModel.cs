using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.NaiveKernel;

/// <summary>
/// A quantised network as plain loops over sbyte[] weights: the baseline that the generated layouts are measured against, and a third
/// implementation that their results are compared with.
/// </summary>
public sealed class NaiveModel : QuantizedModel
{
    private readonly NaiveLayer?[] layers;
    private readonly bool stateful;
    private short[] front, back;

    /// <summary>A model over a network of LSTM and dense layers.</summary>
    /// <exception cref="UserError">The network has an operator without weights other than a flatten.</exception>
    public NaiveModel(QuantizedNetwork network)
    {
        Info = ModelInfoFactory.Create(network, null, "");
        stateful = network.Stateful;
        layers = [.. network.Layers.Select(layer => Create(layer, network.Width))];
        int widest = Math.Max(network.InputSize, network.Layers.Max(layer => layer switch
        {
            QuantizedLstm lstm => lstm.Units,
            QuantizedDense dense => dense.Units,
            _ => 0,
        }));
        front = new short[network.TimeSteps * widest];
        back = new short[network.TimeSteps * widest];
    }

    /// <inheritdoc/>
    public override ModelInfo Info { get; }

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (NaiveLayer? layer in layers)
        {
            layer?.Reset();
        }
    }

    /// <inheritdoc/>
    public override void Invoke(short[] input, short[] output)
    {
        if (!stateful)
        {
            Reset();
        }

        int steps = Info.TimeSteps, size = Info.InputSize;
        Array.Copy(input, front, steps * size);
        foreach (NaiveLayer? layer in layers)
        {
            if (layer is null)
            {
                (steps, size) = (1, steps * size);
                continue;
            }

            (steps, size) = layer.Run(front, steps, back);
            (front, back) = (back, front);
        }

        Array.Copy(front, output, steps * size);
    }

    private static NaiveLayer? Create(QuantizedLayer layer, ActivationWidth width) => layer switch
    {
        QuantizedLstm lstm => new NaiveLstm(lstm, width == ActivationWidth.Int16),
        QuantizedDense dense => new NaiveDense(dense, width),
        QuantizedFlatten => null,
        _ => throw new UserError($"The naive baseline has no '{layer.Name}'; it is written for LSTM and dense layers."),
    };
}
