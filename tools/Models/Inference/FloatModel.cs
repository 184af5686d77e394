using System.Numerics.Tensors;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference;

/// <summary>Runs a float network in single precision. An instance owns its state and buffers and is not thread-safe.</summary>
public sealed class FloatModel
{
    private readonly FloatNetwork network;
    private readonly LstmState?[] states;
    private readonly LayerProducts?[] products;

    /// <summary>A model over a network.</summary>
    public FloatModel(FloatNetwork network)
    {
        this.network = network;
        states = [.. network.Layers.Select(layer => layer is FloatLstm lstm ? new LstmState(lstm.Units) : null)];
        products = [.. network.Layers.Select(LayerProducts.Of)];
    }

    /// <summary>Called after each layer with its index and values (time steps x size); values are valid during the call.</summary>
    public Action<int, ReadOnlySpan<float>>? LayerObserver { get; set; }

    /// <summary>Called after each LSTM step with the layer's index, its hidden state and its cell state.</summary>
    public Action<int, ReadOnlySpan<float>, ReadOnlySpan<float>>? StateObserver { get; set; }

    /// <summary>Called before each product with the layer's index, what its weights meet and, of an LSTM step, the hidden state before it.</summary>
    public Action<int, ReadOnlySpan<float>, ReadOnlySpan<float>>? ProductObserver { get; set; }

    /// <summary>Sets hidden and cell states to zero.</summary>
    public void Reset()
    {
        foreach (LstmState? state in states)
        {
            state?.Clear();
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
        int steps = network.TimeSteps, size = network.InputSize;
        for (int k = 0; k < network.Layers.Count; k++)
        {
            switch (network.Layers[k])
            {
                case FloatLstm lstm:
                    values = Run(lstm, k, values, steps);
                    steps = lstm.ReturnSequences ? steps : 1;
                    size = lstm.Units;
                    break;
                case FloatDense dense:
                    values = Run(dense, k, values, steps);
                    size = dense.Units;
                    break;
                case FloatAffine affine:
                    for (int i = 0; i < values.Length; i++)
                    {
                        values[i] = values[i] * affine.Scale[i % size] + affine.Offset[i % size];
                    }

                    break;
                case FloatActivation activation:
                    for (int t = 0; t < steps; t++)
                    {
                        Apply(activation.Activation, values.AsSpan(t * size, size));
                    }

                    break;
                case FloatFlatten:
                    size *= steps;
                    steps = 1;
                    break;
            }

            LayerObserver?.Invoke(k, values);
        }

        return values;
    }

    /// <summary>Applies an activation in place; softmax over the whole span.</summary>
    public static void Apply(Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.Relu:
                TensorPrimitives.Max(values, 0f, values);
                break;
            case Activation.Relu6:
                TensorPrimitives.Clamp(values, 0f, 6f, values);
                break;
            case Activation.ReluN1To1:
                TensorPrimitives.Clamp(values, -1f, 1f, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(values, values);
                break;
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid(values, values);
                break;
            case Activation.Softmax:
                TensorPrimitives.SoftMax(values, values);
                break;
        }
    }

    private float[] Run(FloatLstm lstm, int index, float[] input, int steps)
    {
        LstmState state = states[index]!;
        int units = lstm.Units;
        var output = new float[(lstm.ReturnSequences ? steps : 1) * units];
        for (int t = 0; t < steps; t++)
        {
            ReadOnlySpan<float> x = input.AsSpan(t * lstm.InputSize, lstm.InputSize);
            ProductObserver?.Invoke(index, x, state.Hidden);
            for (int gate = 0; gate < 4; gate++)
            {
                Span<float> sums = state.Gates.AsSpan(gate * units, units);
                lstm.Biases[gate].CopyTo(sums);
                products[index]!.Input[gate].AddTo(x, sums);
                products[index]!.Recurrent[gate].AddTo(state.Hidden, sums);
                Apply(gate == 2 ? Activation.Tanh : Activation.Sigmoid, sums);
            }

            for (int u = 0; u < units; u++)
            {
                float c = state.Gates[units + u] * state.Cell[u] + state.Gates[u] * state.Gates[2 * units + u];
                state.Cell[u] = lstm.CellClip > 0 ? Math.Clamp(c, -lstm.CellClip, lstm.CellClip) : c;
                state.Hidden[u] = state.Gates[3 * units + u] * MathF.Tanh(state.Cell[u]);
            }

            StateObserver?.Invoke(index, state.Hidden, state.Cell);
            state.Hidden.CopyTo(output, lstm.ReturnSequences ? t * units : 0);
        }

        return output;
    }

    private float[] Run(FloatDense dense, int index, float[] input, int steps)
    {
        var output = new float[steps * dense.Units];
        for (int t = 0; t < steps; t++)
        {
            Span<float> sums = output.AsSpan(t * dense.Units, dense.Units);
            ReadOnlySpan<float> x = input.AsSpan(t * dense.InputSize, dense.InputSize);
            ProductObserver?.Invoke(index, x, []);
            dense.Bias.CopyTo(sums);
            products[index]!.Input[0].AddTo(x, sums);
            Apply(dense.Activation, sums);
        }

        return output;
    }

    private sealed record LayerProducts(WeightProduct[] Input, WeightProduct[] Recurrent)
    {
        public static LayerProducts? Of(FloatLayer layer) => layer switch
        {
            FloatLstm lstm => new LayerProducts(
                [.. lstm.InputWeights.Select((weights, gate) => WeightProduct.Create(weights, lstm.HybridInput?[gate], lstm.InputSize))],
                [.. lstm.RecurrentWeights.Select((weights, gate) => WeightProduct.Create(weights, lstm.HybridRecurrent?[gate], lstm.Units))]),
            FloatDense dense => new LayerProducts([WeightProduct.Create(dense.Weights, dense.Hybrid, dense.InputSize)], []),
            _ => null,
        };
    }

    private sealed class LstmState(int units)
    {
        public float[] Hidden { get; } = new float[units];

        public float[] Cell { get; } = new float[units];

        public float[] Gates { get; } = new float[4 * units];

        public void Clear()
        {
            Array.Clear(Hidden);
            Array.Clear(Cell);
        }
    }
}
