using NanoBms.Core;
using NanoBms.Core.Arithmetic;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>
/// A quantised network run layer by layer on Core's kernels: the desktop's exact int8 (and int16x8) evaluator.
/// </summary>
public sealed class InterpretedModel : QuantizedModel
{
    private readonly bool stateful;
    private readonly LstmLayer?[] lstms;
    private readonly DenseLayer?[] denses;
    private readonly ElementwiseOperator?[] operators;
    private readonly IReadOnlyList<QuantizedLayer> layers;
    private short[] front;
    private short[] back;

    /// <summary>A model over a network; the manifest, where there is one, tells features and sampling.</summary>
    /// <exception cref="UserError">Network and manifest disagree, or a layer cannot be run in integers.</exception>
    public InterpretedModel(QuantizedNetwork network, Manifest? manifest = null, string sha256 = "")
    {
        Info = ModelInfoFactory.Create(network, manifest, sha256);
        stateful = network.Stateful;
        layers = network.Layers;
        lstms = [.. layers.Select(layer => layer is QuantizedLstm lstm ? Create(lstm, network.Width) : null)];
        denses = [.. layers.Select(layer => layer is QuantizedDense dense ? Create(dense, network.Width) : null)];
        int widest = layers.Aggregate(network.InputSize, (size, layer) => Math.Max(size, OutputSize(layer, size)));
        front = new short[network.TimeSteps * widest];
        back = new short[network.TimeSteps * widest];
        operators = [.. layers.Select(layer => layer is QuantizedActivation activation ? Create(activation, network.Width) : null)];
    }

    /// <inheritdoc/>
    public override ModelInfo Info { get; }

    /// <summary>Called after each layer with its index and values (time steps x size), for inspection; values are valid during the call.</summary>
    public Action<int, ReadOnlySpan<short>>? LayerObserver { get; set; }

    /// <inheritdoc/>
    public override void Reset()
    {
        foreach (LstmLayer? lstm in lstms)
        {
            lstm?.ResetState();
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
        for (int k = 0; k < layers.Count; k++)
        {
            (steps, size) = Run(k, steps, size);
            LayerObserver?.Invoke(k, front.AsSpan(0, steps * size));
        }

        Array.Copy(front, output, steps * size);
    }

    private (int Steps, int Size) Run(int k, int steps, int size)
    {
        switch (layers[k])
        {
            case QuantizedLstm lstm:
                for (int t = 0; t < steps; t++)
                {
                    lstms[k]!.Step(front, t * size, back, lstm.ReturnSequences ? t * lstm.Units : 0);
                }

                steps = lstm.ReturnSequences ? steps : 1;
                size = lstm.Units;
                break;
            case QuantizedDense dense:
                for (int t = 0; t < steps; t++)
                {
                    denses[k]!.Run(front, t * size, back, t * dense.Units);
                }

                size = dense.Units;
                break;
            case QuantizedActivation:
                for (int t = 0; t < steps; t++)
                {
                    operators[k]!.Run(front, t * size, back, t * size, size);
                }

                break;
            default:
                return (1, steps * size);
        }

        (front, back) = (back, front);
        return (steps, size);
    }

    private static int OutputSize(QuantizedLayer layer, int size) => layer switch
    {
        QuantizedLstm lstm => lstm.Units,
        QuantizedDense dense => dense.Units,
        _ => size,
    };

    private static LstmLayer Create(QuantizedLstm lstm, ActivationWidth width) => new(
        lstm.InputSize, lstm.Units, width == ActivationWidth.Int16,
        lstm.InputWeights, lstm.RecurrentWeights, lstm.Biases,
        lstm.Input.Scale, lstm.Input.ZeroPoint, lstm.Output.Scale, lstm.Output.ZeroPoint,
        lstm.CellScale, lstm.CellClip, lstm.InputWeightScales, lstm.RecurrentWeightScales);

    private static DenseLayer Create(QuantizedDense dense, ActivationWidth width)
    {
        (int min, int max) = OutputRange(dense.Activation, dense.Output, width);
        return new(
            dense.InputSize, dense.Units, width == ActivationWidth.Int16, dense.Weights, dense.Bias, dense.WeightScales,
            dense.Input.Scale, dense.Input.ZeroPoint, dense.Output.Scale, dense.Output.ZeroPoint, min, max);
    }

    private static ElementwiseOperator Create(QuantizedActivation layer, ActivationWidth width)
    {
        bool wide = width == ActivationWidth.Int16;
        switch (layer.Activation)
        {
            case Activation.Sigmoid or Activation.Tanh:
                bool tanh = layer.Activation == Activation.Tanh;
                return wide ? new WideLogisticOperator(tanh, layer.Input.Scale) : new LogisticOperator(tanh, layer.Input.Scale, layer.Input.ZeroPoint);
            case Activation.Softmax:
                return wide ? new WideSoftmaxOperator(layer.Input.Scale) : new SoftmaxOperator(layer.Input.Scale);
            default:
                (int min, int max) = OutputRange(layer.Activation, layer.Output, width);
                return new ReluOperator(layer.Input.Scale, layer.Input.ZeroPoint, layer.Output.Scale, layer.Output.ZeroPoint, min, max);
        }
    }

    /// <summary>Quantised range of an output under a fused activation.</summary>
    public static (int Min, int Max) OutputRange(Activation activation, QuantParams output, ActivationWidth width)
    {
        (int min, int max) = width == ActivationWidth.Int16 ? (short.MinValue, short.MaxValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
        int Quantize(float real) => output.ZeroPoint + (int)MathF.Round(real / output.Scale, MidpointRounding.AwayFromZero);
        return activation switch
        {
            Activation.None => (min, max),
            Activation.Relu => (Math.Max(min, output.ZeroPoint), max),
            Activation.Relu6 => (Math.Max(min, output.ZeroPoint), Math.Min(max, Quantize(6))),
            Activation.ReluN1To1 => (Math.Max(min, Quantize(-1)), Math.Min(max, Quantize(1))),
            _ => throw new UserError($"A quantised dense layer cannot have {activation} fused; use an operator of its own."),
        };
    }
}
