using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite;

/// <summary>
/// Writes networks as the TensorFlow Lite converter would: fused UNIDIRECTIONAL_SEQUENCE_LSTM, STRIDED_SLICE for the last step,
/// FULLY_CONNECTED; the manifest as a metadata entry. The same network gives the same bytes.
/// </summary>
public static class TfliteWriter
{
    private const string Description = "NanoBms";

    /// <summary>Writes a float network.</summary>
    /// <exception cref="UserError">A layer that has no form here.</exception>
    public static byte[] Write(FloatNetwork network, Manifest? manifest = null)
    {
        var graph = new TfliteBuilder();
        int[] shape = [1, network.TimeSteps, network.InputSize];
        int current = graph.Tensor("input", shape, TensorType.Float32);
        graph.SetInput(current);
        foreach (FloatLayer layer in network.Layers)
        {
            switch (layer)
            {
                case FloatLstm lstm:
                    int[] full = [1, shape[1], lstm.Units];
                    int sequence = graph.Tensor(lstm.Name + "/output", full, TensorType.Float32);
                    graph.Operator(
                        BuiltinOperator.UnidirectionalSequenceLstm, 1,
                        LstmInputs(
                            current,
                            gate => graph.Constant($"{lstm.Name}/kernel/{gate}", [lstm.Units, lstm.InputSize], TensorType.Float32, Bytes(lstm.InputWeights[gate])),
                            gate => graph.Constant($"{lstm.Name}/recurrent_kernel/{gate}", [lstm.Units, lstm.Units], TensorType.Float32, Bytes(lstm.RecurrentWeights[gate])),
                            gate => graph.Constant($"{lstm.Name}/bias/{gate}", [lstm.Units], TensorType.Float32, Bytes(lstm.Biases[gate])),
                            graph.Variable(lstm.Name + "/hidden", [1, lstm.Units], TensorType.Float32, null),
                            graph.Variable(lstm.Name + "/cell", [1, lstm.Units], TensorType.Float32, null)),
                        sequence, TfliteOptions.Lstm(lstm.CellClip), []);
                    (current, shape) = LastStep(graph, lstm.Name, sequence, full, lstm.ReturnSequences, TensorType.Float32, null);
                    break;
                case FloatDense dense:
                    shape = [.. shape[..^1], dense.Units];
                    bool isFused = dense.Activation is Activation.None or Activation.Relu or Activation.Relu6 or Activation.ReluN1To1;
                    current = graph.Operator(
                        BuiltinOperator.FullyConnected, 1,
                        [
                            current,
                            graph.Constant(dense.Name + "/kernel", [dense.Units, dense.InputSize], TensorType.Float32, Bytes(dense.Weights)),
                            graph.Constant(dense.Name + "/bias", [dense.Units], TensorType.Float32, Bytes(dense.Bias)),
                        ],
                        graph.Tensor(dense.Name + "/output", shape, TensorType.Float32),
                        TfliteOptions.Dense(isFused ? dense.Activation : Activation.None, shape.Length > 2), []);
                    if (!isFused)
                    {
                        current = Activate(graph, dense.Activation, current, dense.Name, shape, TensorType.Float32, null);
                    }

                    break;
                case FloatActivation activation:
                    current = Activate(graph, activation.Activation, current, activation.Name, shape, TensorType.Float32, null);
                    break;
                case FloatAffine affine:
                    current = Scale(graph, BuiltinOperator.Mul, current, affine.Scale, affine.Name + "/scale", shape);
                    current = Scale(graph, BuiltinOperator.Add, current, affine.Offset, affine.Name + "/offset", shape);
                    break;
                case FloatFlatten flatten:
                    (current, shape) = Flatten(graph, current, flatten.Name, shape, TensorType.Float32, null);
                    break;
                default:
                    throw new UserError($"Layer '{layer.Name}' has no form in a .tflite file.");
            }
        }

        graph.SetOutput(current);
        return Finish(graph, manifest);
    }

    /// <summary>Writes a quantised network, with quantised input and output.</summary>
    /// <exception cref="UserError">A layer that has no form here.</exception>
    public static byte[] Write(QuantizedNetwork network, Manifest? manifest = null)
    {
        bool wide = network.Width == ActivationWidth.Int16;
        TensorType type = wide ? TensorType.Int16 : TensorType.Int8, biasType = wide ? TensorType.Int64 : TensorType.Int32;
        var graph = new TfliteBuilder();
        int[] shape = [1, network.TimeSteps, network.InputSize];
        int current = graph.Tensor("input", shape, type, network.Input);
        graph.SetInput(current);
        foreach (QuantizedLayer layer in network.Layers)
        {
            switch (layer)
            {
                case QuantizedLstm lstm:
                    int[] full = [1, shape[1], lstm.Units];
                    int sequence = graph.Tensor(lstm.Name + "/output", full, type, lstm.Output);
                    int[] intermediates =
                    [
                        .. new[] { "input", "forget", "cell", "output" }.Select(gate =>
                            graph.Tensor($"{lstm.Name}/input_to_{gate}_intermediate", [0], TensorType.Float32)),
                        graph.Tensor(lstm.Name + "/effective_hidden_scale_intermediate", [0], TensorType.Int8, lstm.Output),
                    ];
                    graph.Operator(
                        BuiltinOperator.UnidirectionalSequenceLstm, wide ? 5 : 1,
                        LstmInputs(
                            current,
                            gate => graph.Constant(
                                $"{lstm.Name}/kernel/{gate}", [lstm.Units, lstm.InputSize], TensorType.Int8,
                                Bytes(lstm.InputWeights[gate]), [lstm.InputWeightScales[gate]]),
                            gate => graph.Constant(
                                $"{lstm.Name}/recurrent_kernel/{gate}", [lstm.Units, lstm.Units], TensorType.Int8,
                                Bytes(lstm.RecurrentWeights[gate]), [lstm.RecurrentWeightScales[gate]]),
                            gate => graph.Constant(
                                $"{lstm.Name}/bias/{gate}", [lstm.Units], biasType, Bytes(lstm.Biases[gate], wide),
                                [lstm.Input.Scale * lstm.InputWeightScales[gate]]),
                            graph.Variable(lstm.Name + "/hidden", [1, lstm.Units], type, lstm.Output),
                            graph.Variable(lstm.Name + "/cell", [1, lstm.Units], TensorType.Int16, new QuantParams(lstm.CellScale, 0))),
                        sequence, TfliteOptions.Lstm(lstm.CellClip), intermediates);
                    (current, shape) = LastStep(graph, lstm.Name, sequence, full, lstm.ReturnSequences, type, lstm.Output);
                    break;
                case QuantizedDense dense:
                    shape = [.. shape[..^1], dense.Units];
                    current = graph.Operator(
                        BuiltinOperator.FullyConnected, 4,
                        [
                            current,
                            graph.Constant(dense.Name + "/kernel", [dense.Units, dense.InputSize], TensorType.Int8, Bytes(dense.Weights), dense.WeightScales),
                            graph.Constant(
                                dense.Name + "/bias", [dense.Units], biasType, Bytes(dense.Bias, wide),
                                [.. dense.WeightScales.Select(scale => dense.Input.Scale * scale)]),
                        ],
                        graph.Tensor(dense.Name + "/output", shape, type, dense.Output), TfliteOptions.Dense(dense.Activation, shape.Length > 2), []);
                    break;
                case QuantizedActivation activation:
                    current = Activate(graph, activation.Activation, current, activation.Name, shape, type, activation.Output);
                    break;
                case QuantizedFlatten flatten:
                    (current, shape) = Flatten(graph, current, flatten.Name, shape, type, flatten.Output);
                    break;
                default:
                    throw new UserError($"Layer '{layer.Name}' has no form in a .tflite file.");
            }
        }

        graph.SetOutput(current);
        return Finish(graph, manifest);
    }

    private static int Activate(TfliteBuilder graph, Activation activation, int input, string name, int[] shape, TensorType type, QuantParams? quantization)
    {
        BuiltinOperator code = activation switch
        {
            Activation.Sigmoid => BuiltinOperator.Logistic,
            Activation.Tanh => BuiltinOperator.Tanh,
            Activation.Softmax => BuiltinOperator.Softmax,
            Activation.Relu6 => BuiltinOperator.Relu6,
            Activation.ReluN1To1 => BuiltinOperator.ReluN1To1,
            _ => BuiltinOperator.Relu,
        };
        return graph.Operator(
            code, type == TensorType.Float32 ? 1 : 2, [input], graph.Tensor($"{name}/{activation}", shape, type, quantization),
            activation == Activation.Softmax ? TfliteOptions.Softmax : TfliteOptions.None, []);
    }

    private static int Scale(TfliteBuilder graph, BuiltinOperator code, int input, float[] values, string name, int[] shape) => graph.Operator(
        code, 1, [input, graph.Constant(name, [values.Length], TensorType.Float32, Bytes(values))], graph.Tensor(name + "/output", shape, TensorType.Float32),
        code == BuiltinOperator.Mul ? TfliteOptions.Multiply : TfliteOptions.Add, []);

    private static (int Tensor, int[] Shape) Flatten(TfliteBuilder graph, int input, string name, int[] shape, TensorType type, QuantParams? quantization)
    {
        int[] flat = [1, shape.Aggregate(1, (product, size) => product * size)];
        int output = graph.Operator(
            BuiltinOperator.Reshape, 1, [input, graph.Constant(name + "/shape", [2], TensorType.Int32, Bytes(flat))],
            graph.Tensor(name + "/output", flat, type, quantization), TfliteOptions.Reshape, []);
        return (output, flat);
    }

    private static byte[] Finish(TfliteBuilder graph, Manifest? manifest)
    {
        if (manifest is not null)
        {
            graph.Metadata(Manifest.MetadataName, ManifestJson.Write(manifest));
        }

        return graph.Build(Description);
    }

    private static int[] LstmInputs(int input, Func<int, int> kernel, Func<int, int> recurrent, Func<int, int> bias, int hidden, int cell) =>
    [
        input,
        kernel(0), kernel(1), kernel(2), kernel(3),
        recurrent(0), recurrent(1), recurrent(2), recurrent(3),
        -1, -1, -1,
        bias(0), bias(1), bias(2), bias(3),
        -1, -1,
        hidden, cell,
        -1, -1, -1, -1,
    ];

    private static (int Tensor, int[] Shape) LastStep(
        TfliteBuilder graph, string name, int sequence, int[] full, bool returnSequences, TensorType type, QuantParams? quantization)
    {
        if (returnSequences)
        {
            return (sequence, full);
        }

        int[] shape = [1, full[2]];
        int last = graph.Tensor(name + "/last", shape, type, quantization);
        graph.Operator(
            BuiltinOperator.StridedSlice, type == TensorType.Float32 ? 1 : 2,
            [
                sequence,
                graph.Constant(name + "/last/begin", [3], TensorType.Int32, Bytes([0, -1, 0])),
                graph.Constant(name + "/last/end", [3], TensorType.Int32, Bytes([0, 0, 0])),
                graph.Constant(name + "/last/strides", [3], TensorType.Int32, Bytes([1, 1, 1])),
            ],
            last, TfliteOptions.LastTimeStep, []);
        return (last, shape);
    }

    private static byte[] Bytes(float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * k), values[k]);
        }

        return bytes;
    }

    private static byte[] Bytes(int[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * k), values[k]);
        }

        return bytes;
    }

    private static byte[] Bytes(sbyte[] values) => MemoryMarshal.AsBytes<sbyte>(values).ToArray();

    private static byte[] Bytes(long[] values, bool wide)
    {
        if (!wide)
        {
            return Bytes([.. values.Select(value => checked((int)value))]);
        }

        var bytes = new byte[8 * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * k), values[k]);
        }

        return bytes;
    }
}
