using NanoBms.Foundation;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite;

/// <summary>
/// Reads fully quantised graphs (int8 or int16 activations): the chain of operators from the one input to the one output. Operators that
/// are layers are read by their kinds.
/// </summary>
internal sealed class QuantizedGraphReader
{
    // More than a day of samples of two values each: nobody recomputes that for an estimate, and no board holds what layers make of it.
    private const int MaxInputValues = 200_000;

    private readonly TfliteSubgraph graph;
    private readonly string name;
    private readonly QuantizedChain chain;
    private string where = "The graph";
    private bool floatInput;
    private bool floatOutput;

    private QuantizedGraphReader(TfliteSubgraph graph, string name)
    {
        this.graph = graph;
        this.name = name;
        chain = new QuantizedChain(graph);
    }

    /// <summary>Whether a graph computes with quantised activations.</summary>
    public static bool Accepts(TfliteGraph model) => model.Subgraphs.Any(graph => graph.Operators.Any(op =>
        op.Code is BuiltinOperator.UnidirectionalSequenceLstm or BuiltinOperator.FullyConnected or BuiltinOperator.BatchMatmul
        && op.Inputs.Length > 0 && op.Inputs[0] >= 0
            && graph.Tensors[op.Inputs[0]] is { Type: TensorType.Int8 or TensorType.Int16, Scales.Length: > 0 }));

    public static ModelFile Read(TfliteGraph model, string name, bool stateful)
    {
        QuantizedCells.RefuseLoose(model);
        var reader = new QuantizedGraphReader(OneOfBatch(model.Subgraphs[0]), name);
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

    /// <summary>
    /// A graph of a fixed batch as one of a batch of 1: weights do not depend on it, and the chain treats each sample alike.
    /// </summary>
    private static TfliteSubgraph OneOfBatch(TfliteSubgraph graph)
    {
        int batch = graph.Inputs.Length == 1 && graph.Tensors[graph.Inputs[0]].Shape is [> 1, .., _] shape ? shape[0] : 1;
        return batch == 1 ? graph : graph with
        {
            Tensors = [.. graph.Tensors.Select(tensor => !tensor.IsConstant && tensor.Shape is [_, _, ..] && tensor.Shape[0] == batch
                ? tensor with { Shape = [1, .. tensor.Shape[1..]] } : tensor)],
        };
    }

    private ModelFile Read(bool stateful)
    {
        if (graph.Inputs.Length != 1 || graph.Outputs.Length != 1)
        {
            throw new UserError(
                $"The model has {graph.Inputs.Length} inputs and {graph.Outputs.Length} outputs; models of one input and one output are "
                    + "supported, export it so.");
        }

        TfliteTensor input = graph.Tensors[graph.Inputs[0]];
        (int timeSteps, int inputSize) = InputShape(input);
        int current = input.Index;
        var pending = new LinkedList<TfliteOperator>(graph.Operators);
        TfliteTensor? quantizedInput = QuantizedChain.IsQuantized(input) ? input : null;
        TfliteTensor? quantizedOutput = quantizedInput;

        while (current != graph.Outputs[0])
        {
            TfliteOperator next = graph.Operators.FirstOrDefault(op => op.Inputs.Contains(current) && op.Code != BuiltinOperator.Shape
                && pending.Contains(op))
                ?? throw new UserError($"Nothing uses tensor '{graph.Tensors[current].Name}', so the chain from input to output is "
                    + "broken; the graph is not a plain sequence of layers.");
            pending.Remove(next);
            current = Take(next);
            TfliteTensor produced = graph.Tensors[current];
            if (next.Code == BuiltinOperator.Quantize)
            {
                quantizedInput ??= produced;
            }

            if (QuantizedChain.IsQuantized(produced))
            {
                quantizedOutput = produced;
            }
        }

        if (quantizedInput is null || quantizedOutput is null)
        {
            throw new UserError("The chain from input to output is not quantised throughout, which is not supported; quantise the model "
                + "fully, or give the float file.");
        }

        var network = new QuantizedNetwork(
            name, chain.Width, timeSteps, inputSize, stateful,
            QuantizedChain.Params(quantizedInput), QuantizedChain.Params(quantizedOutput), floatInput, floatOutput, chain.Layers);
        NetworkShapes.Check(network);
        string type = chain.Width == ActivationWidth.Int8 ? "int8" : "int8 weights, int16 activations";
        return new ModelFile("", "", $"TensorFlow Lite, fused LSTM, {type}{(floatInput ? ", float input and output" : "")}", null, network,
            null);
    }

    private static (int TimeSteps, int InputSize) InputShape(TfliteTensor input)
    {
        int[] shape = input.Shape;
        return shape switch
        {
            [1, > 0, > 0] when (long)shape[1] * shape[2] > MaxInputValues => throw new UserError(
                $"The input '{input.Name}' has {shape[1]:N0} time steps of {shape[2]:N0} values; a window for a microcontroller has at "
                    + $"most {MaxInputValues:N0} values, so export the model with a shorter one."),
            [1, > 0, > 0] => (shape[1], shape[2]),
            [1, > 0] => (1, shape[1]),
            _ => throw new UserError(
                $"The input '{input.Name}' has shape [{string.Join(",", shape)}]; [1, time steps, features] is supported, export the "
                    + "model with a batch of 1."),
        };
    }

    private int Take(TfliteOperator op)
    {
        where = QuantizedChain.Where(op);
        if (op.Outputs is not [int output])
        {
            throw new UserError($"{where} should have one output and has {op.Outputs.Length}; the file is damaged.");
        }

        switch (op.Code)
        {
            case BuiltinOperator.Quantize:
                if (chain.Layers.Count > 0)
                {
                    throw new UserError($"{where} requantises between layers, which is not supported; export the model as full int8.");
                }

                floatInput = true;
                break;
            case BuiltinOperator.Dequantize:
                floatOutput = true;
                break;
            case BuiltinOperator.StridedSlice:
                LastStep(op);
                break;
            case BuiltinOperator.Transpose:
                Transpose(op);
                break;
            default:
                TfliteOperatorReading reading = LayerKinds.TfliteOperators.FirstOrDefault(known => known.Code == op.Code)
                    ?? throw new UserError(
                    $"{where} is not supported; supported in an int8 file are LSTM, fully connected, reshaping and activation operators, "
                        + "so export the model without it, or give the float file, which is quantised here.");
                reading.Read(chain, op);
                break;
        }

        return output;
    }

    private void LastStep(TfliteOperator op)
    {
        int[] begin = TensorData.Int32s(chain.Input(op, 1, "begin")), strides = TensorData.Int32s(chain.Input(op, 3, "strides"));
        TfliteTensor input = chain.Input(op, 0, "input"), output = chain.Output(op);
        int axis = input.Shape is [> 1, 1, _] ? 0 : 1;
        bool takesLast = begin.Length == 3 && strides.All(stride => stride == 1)
            && (begin[axis] == -1 || begin[axis] == input.Shape[axis] - 1)
            && output.Count == input.Shape[^1] && (op.Options?.Int32(4) ?? 0) == 1 << axis;
        if (!takesLast)
        {
            throw new UserError($"{where} takes something else than the last time step, which is not supported; use "
                + "return_sequences=False.");
        }

        if (!chain.KeepLastStep())
        {
            throw new UserError($"{where} does not follow an LSTM, which is not supported; use return_sequences=False.");
        }
    }

    /// <summary>Axes of 1 may change places: the values stay where they are.</summary>
    private void Transpose(TfliteOperator op)
    {
        int[] shape = chain.Input(op, 0, "input").Shape;
        int[] moved = [.. TensorData.Int32s(chain.Input(op, 1, "order")).Where(axis => shape[axis] != 1)];
        if (!moved.SequenceEqual(moved.Order()))
        {
            throw new UserError(
                $"{where} puts values in another order, which is not supported; export the model without it, or give the float file, "
                    + "which is quantised here.");
        }
    }
}
