using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Layers;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>
/// A quantised network run layer by layer on Core's kernels: the desktop's exact int8 (and int16x8) evaluator.
/// </summary>
public sealed class InterpretedModel : QuantizedModel
{
    private readonly bool stateful;
    private readonly IReadOnlyList<QuantizedLayer> layers;
    private readonly IntegerRun?[] runs;
    private short[] front;
    private short[] back;

    /// <summary>A model over a network; the manifest, where there is one, tells features and sampling.</summary>
    /// <exception cref="UserError">Network and manifest disagree, or a layer cannot be run in integers.</exception>
    public InterpretedModel(QuantizedNetwork network, Manifest? manifest = null, string sha256 = "")
    {
        Info = ModelInfoFactory.Create(network, manifest, sha256);
        stateful = network.Stateful;
        layers = network.Layers;
        runs = [.. layers.Select(layer => LayerKinds.Of(layer).Run(layer, network.Width))];
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        int widest = shape.Count;
        foreach (QuantizedLayer layer in layers)
        {
            shape = layer.After(shape);
            widest = Math.Max(widest, shape.Count);
        }

        front = new short[widest];
        back = new short[widest];
    }

    /// <inheritdoc/>
    public override ModelInfo Info { get; }

    /// <summary>
    /// Called after each layer with its index and values (time steps x size), for inspection; values are valid during the call.
    /// </summary>
    public Action<int, ReadOnlySpan<short>>? LayerObserver { get; set; }

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (IntegerRun? run in runs)
        {
            run?.Reset();
        }
    }

    /// <inheritdoc/>
    public override void Invoke(short[] input, short[] output)
    {
        if (!stateful)
        {
            Reset();
        }

        var shape = new LayerShape(Info.TimeSteps, Info.InputSize);
        Array.Copy(input, front, shape.Count);
        for (int k = 0; k < runs.Length; k++)
        {
            if (runs[k] is { } run)
            {
                run.Run(front, shape, back);
                (front, back) = (back, front);
            }

            shape = layers[k].After(shape);
            LayerObserver?.Invoke(k, front.AsSpan(0, shape.Count));
        }

        Array.Copy(front, output, shape.Count);
    }
}
