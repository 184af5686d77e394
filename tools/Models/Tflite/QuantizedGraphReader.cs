using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite;

/// <summary>
/// Reads fully quantised graphs (int8 or int16 activations) of fused UNIDIRECTIONAL_SEQUENCE_LSTM and FULLY_CONNECTED operators: the chain
/// from the one input to the one output.
/// </summary>
internal sealed class QuantizedGraphReader
{
    private readonly TfliteSubgraph graph;
    private readonly string name;
    private readonly List<QuantizedLayer> quantizedLayers = [];
    private string where = "The graph";
    private bool floatInput;
    private bool floatOutput;
    private ActivationWidth width = ActivationWidth.Int8;

    private QuantizedGraphReader(TfliteSubgraph graph, string name)
    {
        this.graph = graph;
        this.name = name;
    }

    /// <summary>Whether a graph computes with quantised activations.</summary>
    public static bool Accepts(TfliteGraph model) => model.Subgraphs.Any(graph => graph.Operators.Any(op =>
        op.Code is BuiltinOperator.UnidirectionalSequenceLstm or BuiltinOperator.FullyConnected or BuiltinOperator.BatchMatmul
        && op.Inputs.Length > 0 && op.Inputs[0] >= 0 && graph.Tensors[op.Inputs[0]] is { Type: TensorType.Int8 or TensorType.Int16, Scales.Length: > 0 }));

    public static ModelFile Read(TfliteGraph model, string name, bool stateful)
    {
        QuantizedCells.RefuseLoose(model);
        var reader = new QuantizedGraphReader(model.Subgraphs[0], name);
        try
        {
            return reader.Read(stateful);
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            // Shapes of a damaged file may contradict each other in more ways than are worth a check of their own.
            throw new UserError($"{reader.where} does not fit its inputs; the file is damaged or made for another runtime.", exception);
        }
    }

    private ModelFile Read(bool stateful)
    {
        if (graph.Inputs.Length != 1 || graph.Outputs.Length != 1)
        {
            throw new UserError(
                $"The model has {graph.Inputs.Length} inputs and {graph.Outputs.Length} outputs; models of one input and one output are supported, export it so.");
        }

        TfliteTensor input = graph.Tensors[graph.Inputs[0]];
        (int timeSteps, int inputSize) = InputShape(input);
        int current = input.Index;
        var pending = new LinkedList<TfliteOperator>(graph.Operators);
        TfliteTensor? quantizedInput = IsQuantized(input) ? input : null;
        TfliteTensor? quantizedOutput = quantizedInput;

        while (current != graph.Outputs[0])
        {
            TfliteOperator next = graph.Operators.FirstOrDefault(op => op.Inputs.Contains(current) && op.Code != BuiltinOperator.Shape && pending.Contains(op))
                ?? throw new UserError($"Nothing uses tensor '{graph.Tensors[current].Name}', so the chain from input to output is broken; the graph is not a plain sequence of layers.");
            pending.Remove(next);
            current = Take(next);
            TfliteTensor produced = graph.Tensors[current];
            if (next.Code == BuiltinOperator.Quantize)
            {
                quantizedInput ??= produced;
            }

            if (IsQuantized(produced))
            {
                quantizedOutput = produced;
            }
        }

        if (quantizedInput is null || quantizedOutput is null)
        {
            throw new UserError("The chain from input to output is not quantised throughout, which is not supported; quantise the model fully, or give the float file.");
        }

        var network = new QuantizedNetwork(
            name, width, timeSteps, inputSize, stateful,
            Params(quantizedInput), Params(quantizedOutput), floatInput, floatOutput, quantizedLayers);
        NetworkShapes.Check(network);
        string type = width == ActivationWidth.Int8 ? "int8" : "int8 weights, int16 activations";
        return new ModelFile("", "", $"TensorFlow Lite, fused LSTM, {type}{(floatInput ? ", float input and output" : "")}", null, network, null);
    }

    private static (int TimeSteps, int InputSize) InputShape(TfliteTensor input)
    {
        int[] shape = input.Shape;
        return shape switch
        {
            [1, > 0, > 0] => (shape[1], shape[2]),
            [1, > 0] => (1, shape[1]),
            _ => throw new UserError(
                $"The input '{input.Name}' has shape [{string.Join(",", shape)}]; [1, time steps, features] is supported, export the model with a batch of 1."),
        };
    }

    private int Take(TfliteOperator op)
    {
        where = Where(op);
        if (op.Outputs is not [int output])
        {
            throw new UserError($"{where} should have one output and has {op.Outputs.Length}; the file is damaged.");
        }

        switch (op.Code)
        {
            case BuiltinOperator.UnidirectionalSequenceLstm:
                Lstm(op);
                break;
            case BuiltinOperator.FullyConnected:
                Dense(op);
                break;
            case BuiltinOperator.Quantize:
                if (quantizedLayers.Count > 0)
                {
                    throw new UserError($"{Where(op)} requantises between layers, which is not supported; export the model as full int8.");
                }

                floatInput = true;
                break;
            case BuiltinOperator.Dequantize:
                floatOutput = true;
                break;
            case BuiltinOperator.StridedSlice:
                LastStep(op);
                break;
            case BuiltinOperator.Reshape or BuiltinOperator.ExpandDims or BuiltinOperator.Squeeze:
                Reshape(op);
                break;
            case BuiltinOperator.Transpose:
                Transpose(op);
                break;
            case BuiltinOperator.Softmax:
                Activate(op, Activation.Softmax);
                break;
            case BuiltinOperator.Logistic:
                Activate(op, Activation.Sigmoid);
                break;
            case BuiltinOperator.Tanh:
                Activate(op, Activation.Tanh);
                break;
            case BuiltinOperator.Relu:
                Activate(op, Activation.Relu);
                break;
            case BuiltinOperator.Relu6:
                Activate(op, Activation.Relu6);
                break;
            case BuiltinOperator.ReluN1To1:
                Activate(op, Activation.ReluN1To1);
                break;
            default:
                throw new UserError(
                    $"{Where(op)} is not supported; supported in an int8 file are LSTM, fully connected, reshaping and activation operators, so export the model without it, or give the float file, which is quantised here.");
        }

        return output;
    }

    private static string Where(TfliteOperator op) => $"Operator {op.Index} ({op.DisplayName})";

    private TfliteTensor Input(TfliteOperator op, int index, string what) =>
        index < op.Inputs.Length && op.Inputs[index] >= 0
            ? graph.Tensors[op.Inputs[index]]
            : throw new UserError($"{Where(op)} has no {what} (input {index}); the file is damaged or made for another runtime.");

    private void Lstm(TfliteOperator op)
    {
        TfliteTensor input = Input(op, 0, "input");
        FusedLstmOptions.RefuseVariants(op, Where(op), timeMajorToo: input.Shape is not [_, 1, _]);
        TfliteTensor output = graph.Tensors[op.Outputs[0]];
        TfliteTensor[] w = [.. Enumerable.Range(1, 4).Select(k => Input(op, k, "input weights"))];
        TfliteTensor[] r = [.. Enumerable.Range(5, 4).Select(k => Input(op, k, "recurrent weights"))];
        TfliteTensor[] b = [.. Enumerable.Range(12, 4).Select(k => Input(op, k, "bias"))];
        TfliteTensor hidden = Input(op, 18, "hidden state"), cell = Input(op, 19, "cell state");
        if (w[0].Shape is not [int units, int inputSize] || units < 1 || inputSize < 1)
        {
            throw new UserError($"{Where(op)}: its weights have shape [{string.Join(",", w[0].Shape)}] where [units, inputs] is needed; the file is damaged.");
        }

        Expect(op, w, units, inputSize);
        Expect(op, r, units, units);
        foreach (TfliteTensor bias in b)
        {
            ExpectShape(op, bias, [units]);
        }

        if (input.Shape.Length == 0 || input.Shape[^1] != inputSize)
        {
            throw new UserError($"{Where(op)} takes {inputSize} values a step and its input gives [{string.Join(",", input.Shape)}]; the file is damaged.");
        }

        float cellClip = op.Options?.Single(1) ?? 0;
        if (hidden.Index == cell.Index || cell.Type != TensorType.Int16)
        {
            throw new UserError(
                $"{Where(op)} has no cell state of its own: input 19 ('{cell.Name}') is {(hidden.Index == cell.Index ? "the hidden state's tensor" : cell.Type + ", not int16")}; the file was quantised wrongly, quantise it again from the float model.");
        }

        SetWidth(op, hidden.Type);
        quantizedLayers.Add(new QuantizedLstm(
            output.Name, Params(input), Params(hidden), inputSize, units, true,
            Params(cell).Scale, cellClip,
            [.. w.Select(tensor => Params(tensor).Scale)], [.. r.Select(tensor => Params(tensor).Scale)],
            [.. w.Select(TensorData.Int8s)], [.. r.Select(TensorData.Int8s)], [.. b.Select(TensorData.Bias)]));
    }

    private void Dense(TfliteOperator op)
    {
        TfliteTensor input = Input(op, 0, "input"), weights = Input(op, 1, "weights"), output = graph.Tensors[op.Outputs[0]];
        if (weights.Shape is not [int units, int inputSize] || units < 1 || inputSize < 1)
        {
            throw new UserError($"{Where(op)}: its weights have shape [{string.Join(",", weights.Shape)}] where [units, inputs] is needed; the file is damaged.");
        }

        Activation activation = (op.Options?.Byte(0, 0) ?? 0) switch
        {
            0 => Activation.None,
            1 => Activation.Relu,
            2 => Activation.ReluN1To1,
            3 => Activation.Relu6,
            4 => Activation.Tanh,
            byte other => throw new UserError($"{Where(op)} has fused activation {other}, which is not supported; use relu or a layer of its own."),
        };
        TfliteTensor? bias = op.Inputs.Length > 2 && op.Inputs[2] >= 0 ? graph.Tensors[op.Inputs[2]] : null;
        if (bias is not null)
        {
            ExpectShape(op, bias, [units]);
        }

        if (input.Shape.Length == 0 || input.Count % inputSize != 0)
        {
            throw new UserError($"{Where(op)} takes {inputSize} values and its input gives [{string.Join(",", input.Shape)}]; the file is damaged.");
        }

        if (input.Shape[^1] != inputSize)
        {
            Flatten(op, input);
        }

        SetWidth(op, input.Type);
        if (weights.Scales.Length != 1 && (weights.Scales.Length != units || weights.QuantizedDimension != 0))
        {
            throw new UserError($"{Where(op)}: its weights have {weights.Scales.Length} scales for {units} rows; the file is damaged.");
        }

        if (weights.ZeroPoints.Any(zeroPoint => zeroPoint != 0))
        {
            throw new UserError($"{Where(op)} has weights with a zero point, which is not supported; quantise the weights symmetrically.");
        }

        quantizedLayers.Add(new QuantizedDense(output.Name, Params(input), Params(output), inputSize, units, activation,
            weights.Scales, TensorData.Int8s(weights), bias is null ? new long[units] : TensorData.Bias(bias)));
    }

    private void Activate(TfliteOperator op, Activation activation)
    {
        TfliteTensor input = Input(op, 0, "input"), output = graph.Tensors[op.Outputs[0]];
        int size = input.Shape.Length > 0 ? input.Shape[^1] : throw new UserError($"{Where(op)} has a single number as input; the file is damaged.");
        quantizedLayers.Add(new QuantizedActivation(output.Name, Params(input), Params(output), activation, size));
    }

    private void LastStep(TfliteOperator op)
    {
        int[] begin = TensorData.Int32s(Input(op, 1, "begin")), strides = TensorData.Int32s(Input(op, 3, "strides"));
        TfliteTensor input = Input(op, 0, "input"), output = graph.Tensors[op.Outputs[0]];
        int axis = input.Shape is [> 1, 1, _] ? 0 : 1;
        bool takesLast = begin.Length == 3 && strides.All(stride => stride == 1)
            && (begin[axis] == -1 || begin[axis] == input.Shape[axis] - 1)
            && output.Count == input.Shape[^1] && (op.Options?.Int32(4) ?? 0) == 1 << axis;
        if (!takesLast)
        {
            throw new UserError($"{Where(op)} takes something else than the last time step, which is not supported; use return_sequences=False.");
        }

        if (quantizedLayers.LastOrDefault() is QuantizedLstm quantizedLstm)
        {
            quantizedLayers[^1] = quantizedLstm with { ReturnSequences = false };
        }
        else
        {
            throw new UserError($"{Where(op)} does not follow an LSTM, which is not supported; use return_sequences=False.");
        }
    }

    private void Reshape(TfliteOperator op)
    {
        TfliteTensor input = Input(op, 0, "input"), output = graph.Tensors[op.Outputs[0]];
        if (input.Count != output.Count)
        {
            throw new UserError($"{Where(op)} changes the number of values; the file is damaged.");
        }

        // Dropping or adding axes of 1 changes nothing for a chain of one batch.
        if (output.Shape[^1] != input.Shape[^1])
        {
            Flatten(op, input);
        }
    }

    /// <summary>Axes of 1 may change places: the values stay where they are.</summary>
    private void Transpose(TfliteOperator op)
    {
        int[] shape = Input(op, 0, "input").Shape;
        int[] moved = [.. TensorData.Int32s(Input(op, 1, "order")).Where(axis => shape[axis] != 1)];
        if (!moved.SequenceEqual(moved.Order()))
        {
            throw new UserError($"{Where(op)} puts values in another order, which is not supported; export the model without it, or give the float file, which is quantised here.");
        }
    }

    private void Flatten(TfliteOperator op, TfliteTensor input)
    {
        quantizedLayers.Add(new QuantizedFlatten($"flatten_{op.Index}", Params(input)));
    }

    private void SetWidth(TfliteOperator op, TensorType type) => width = type switch
    {
        TensorType.Int8 => ActivationWidth.Int8,
        TensorType.Int16 => ActivationWidth.Int16,
        _ => throw new UserError($"{Where(op)} has int8 weights and {type} activations; quantise the model fully, or give the float file and calibration samples."),
    };

    private static bool IsQuantized(TfliteTensor tensor) => tensor.Type is TensorType.Int8 or TensorType.Int16 && tensor.Scales.Length > 0;

    private static QuantParams Params(TfliteTensor tensor) =>
        tensor.Scales is [float scale] && scale > 0 && float.IsFinite(scale)
            ? new QuantParams(scale, tensor.ZeroPoints.Length == 0 ? 0 : (int)tensor.ZeroPoints[0])
            : throw new UserError($"Tensor {tensor.Index} ('{tensor.Name}') should have one quantisation scale above 0; quantise the model again.");

    private static void Expect(TfliteOperator op, TfliteTensor[] gates, int rows, int columns)
    {
        foreach (TfliteTensor gate in gates)
        {
            ExpectShape(op, gate, [rows, columns]);
            if (gate.Type != gates[0].Type)
            {
                throw new UserError($"{Where(op)} mixes weight types ('{gate.Name}' is {gate.Type}); export the model in one type.");
            }
        }
    }

    private static void ExpectShape(TfliteOperator op, TfliteTensor tensor, int[] shape)
    {
        if (!tensor.Shape.SequenceEqual(shape))
        {
            throw new UserError($"{Where(op)}: '{tensor.Name}' has shape [{string.Join(",", tensor.Shape)}] where [{string.Join(",", shape)}] is needed; the file is damaged.");
        }
    }
}
