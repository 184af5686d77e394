using NanoBms.Foundation;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>
/// Runs a graph with its input unknown: integers, loops and shapes are computed, float values become a graph of computations. Loops are
/// followed step by step, so that a loop and an unrolled model come out the same.
/// </summary>
internal sealed class GraphEvaluator : IEvaluation
{
    // A loop's body calls no other graph in any converter's output; a damaged file may call itself.
    private const int MaxDepth = 4;

    // What a value of the input may cost on its way: as an element, as a row of its own, and in the evaluator's buffers.
    private const int InputValueBytes = 192;

    private readonly TfliteGraph model;
    private readonly Dictionary<TfliteTensor, WeightTensor> weights = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, SymbolicValue> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<TfliteOperator, Origin> origins = new(ReferenceEqualityComparer.Instance);
    private readonly int? timeSteps;
    private int depth;

    /// <summary>An evaluator of a model.</summary>
    /// <param name="model">The parsed file.</param>
    /// <param name="timeSteps">Length of the input's second axis where the file leaves it open; null: the file's placeholder, 1.</param>
    public GraphEvaluator(TfliteGraph model, int? timeSteps)
    {
        this.model = model;
        this.timeSteps = timeSteps;
        Budget = new WorkBudget(model.Subgraphs.Sum(graph => graph.Tensors.Sum(tensor => (long)tensor.Data.Length)));
    }

    /// <summary>Finds LSTM steps while products are made.</summary>
    public LstmRecognizer Recognizer { get; } = new();

    /// <summary>Bounds time and memory.</summary>
    public WorkBudget Budget { get; }

    /// <summary>Whether a loop was followed.</summary>
    public bool HasLoop { get; private set; }

    /// <summary>Samples of the input's fixed batch, of which one is read; 1 where there is no such batch.</summary>
    public int Batch { get; private set; } = 1;

    /// <summary>Evaluates the main graph; gives the values of its outputs, for one sample of a batch.</summary>
    public SymbolicValue[] Run()
    {
        TfliteSubgraph main = model.Subgraphs[0];
        var inputs = new SymbolicValue[main.Inputs.Length];
        for (int k = 0; k < inputs.Length; k++)
        {
            inputs[k] = Input(main.Tensors[main.Inputs[k]], k);
        }

        return [.. Run(0, inputs).Select(OneOfBatch)];
    }

    /// <summary>The first sample's part of an output.</summary>
    private SymbolicValue OneOfBatch(SymbolicValue output) => Batch == 1 || output is not FloatValue value ? output
        : value.Shape.Length > 1 && value.Shape[0] == Batch
            ? new FloatValue([1, .. value.Shape[1..]], value.Rows[..(value.Rows.Length / Batch)])
        : new UnknownValue(
            $"The input has a fixed batch of {Batch}, and an output of shape {Shapes.Text(value.Shape)} is not one of each sample; export "
                + "the model with a batch of 1.");

    private SymbolicValue Input(TfliteTensor tensor, int index)
    {
        if (tensor.Type == TensorType.UInt8)
        {
            return new UnknownValue($"Input '{tensor.Name}' holds uint8, the quantisation of TensorFlow 1, which is not supported; give "
                + "the float model, which is quantised here.");
        }

        if (tensor.Type != TensorType.Float32)
        {
            return new UnknownValue($"Input '{tensor.Name}' holds {tensor.Type}, not floats; models whose input is a window of float "
                + "features are supported.");
        }

        int[] shape = [.. tensor.Shape.Select((size, axis) => size == -1 || IsOpen(tensor, axis)
            ? axis == 1 && timeSteps is { } steps ? steps : 1 : size)];
        int batch = shape.Length > 1 ? Math.Max(1, shape[0]) : 1;
        Batch = Math.Max(Batch, batch);
        long size = shape.Aggregate(1L, (product, length) => product * length);
        Budget.Spend(InputValueBytes * size);
        int count = (int)size;
        if (count == 0)
        {
            return new UnknownValue($"Input '{tensor.Name}' has the empty shape {Shapes.Text(shape)}; export the model with a fixed input "
                + "shape [1, time steps, features].");
        }

        // Of a fixed batch each sample is the same one: what the first gives is what all give, if no operator mixes them.
        var node = new InputNode(index, count / batch, new Origin($"Input '{tensor.Name}'", tensor.Name));
        return new FloatValue([count], [Vector.Concatenate(Enumerable.Repeat(Vector.Of(node), batch))]).Reshape(shape);
    }

    /// <summary>Whether the file leaves a size of a tensor open (and states a placeholder of 1).</summary>
    public static bool IsOpen(TfliteTensor tensor, int axis) => axis < tensor.ShapeSignature.Length && tensor.ShapeSignature[axis] == -1;

    /// <summary>An operator in words, made once: a loop comes by a thousand times.</summary>
    public Origin OriginOf(TfliteOperator op, TfliteSubgraph graph, bool isMain)
    {
        if (!origins.TryGetValue(op, out Origin? origin))
        {
            origins[op] = origin = Origin.Of(op, graph, isMain);
        }

        return origin;
    }

    /// <summary>Evaluates a subgraph on values for its inputs.</summary>
    public SymbolicValue[] Run(int index, IReadOnlyList<SymbolicValue> inputs)
    {
        if (index < 0 || index >= model.Subgraphs.Count || depth >= MaxDepth || inputs.Count != model.Subgraphs[index].Inputs.Length)
        {
            throw new UserError($"An operator calls subgraph {index}, which the file does not have in that form; the file is damaged.");
        }

        TfliteSubgraph graph = model.Subgraphs[index];
        Budget.Spend(8L * graph.Tensors.Count);
        var values = new SymbolicValue?[graph.Tensors.Count];
        for (int k = 0; k < inputs.Count; k++)
        {
            values[graph.Inputs[k]] = inputs[k];
        }

        depth++;
        try
        {
            foreach (TfliteOperator op in graph.Operators)
            {
                Budget.Spend(0);
                SymbolicValue[] results = Run(new OperatorCall(this, graph, op, index == 0, values));
                for (int k = 0; k < op.Outputs.Length; k++)
                {
                    values[op.Outputs[k]] = k < results.Length ? results[k] : new UnknownValue($"Operator {op.Index} ({op.DisplayName}) "
                        + "has more outputs than it should; the file is damaged.");
                }
            }

            return [.. graph.Outputs.Select(tensor => Value(graph, tensor, values))];
        }
        finally
        {
            depth--;
        }
    }

    /// <summary>The value of a tensor: computed, or constant.</summary>
    public SymbolicValue Value(TfliteSubgraph graph, int index, SymbolicValue?[] values) =>
        values[index] ??= Constant(graph.Tensors[index]);

    private SymbolicValue Constant(TfliteTensor tensor)
    {
        switch (tensor.Type)
        {
            case TensorType.Int32 or TensorType.Int64 or TensorType.Bool when tensor.IsConstant || tensor.Count == 0:
                Budget.Spend(8L * tensor.Count);
                return new IntegerValue(new Grid<long>(tensor.Shape, TensorData.Integers(tensor)));
            case TensorType.Float32 or TensorType.Float16 or TensorType.Int8 when tensor.IsConstant:
                if (!weights.TryGetValue(tensor, out WeightTensor? weight))
                {
                    weights[tensor] = weight = new WeightTensor(tensor);
                }

                return new WeightValue(weight);
            case TensorType.UInt8 when tensor.IsConstant:
                return new UnknownValue($"Tensor {tensor.Index} ('{tensor.Name}') holds uint8 weights, the quantisation of TensorFlow 1, "
                    + "which is not supported; give the float model, which is quantised here.");
            default:
                return new UnknownValue($"Tensor {tensor.Index} ('{tensor.Name}', {tensor.Type}) has no value where it is used; the file "
                    + "is damaged or made for another runtime.");
        }
    }

    private SymbolicValue[] Run(OperatorCall call)
    {
        try
        {
            TfliteOperator op = call.Operator;
            switch (op.Code)
            {
                case BuiltinOperator.While:
                    return Loop(call);
                case BuiltinOperator.CallOnce:
                    Run(call.Option(0), []);
                    return [];
                case BuiltinOperator.VarHandle:
                    return [new ResourceValue(call.TextOption(1)
                        ?? op.Outputs[0].ToString(System.Globalization.CultureInfo.InvariantCulture))];
                case BuiltinOperator.AssignVariable:
                    if (call.Value(0) is ResourceValue target)
                    {
                        variables[target.Name] = call.Value(1);
                    }

                    return [];
                case BuiltinOperator.ReadVariable when call.Value(0) is ResourceValue source:
                    return [variables.GetValueOrDefault(source.Name) ?? new UnknownValue(
                        $"{call.Where} reads variable '{source.Name}', which nothing in the file initialises, so its weights are missing; "
                            + "export the model again from the Keras file (converter.convert() of a model whose variables are frozen).")];
            }

            if (call.FirstUnknown() is { } unknown)
            {
                return [.. op.Outputs.Select(_ => unknown)];
            }

            return MovementOperators.Run(call) ?? SliceOperators.Run(call) ?? ListOperators.Run(call) ?? ArithmeticOperators.Run(call)
                ?? [.. op.Outputs.Select(_ => Unsupported(call))];
        }
        catch (UserError refusal) when (!Budget.IsExhausted)
        {
            // Told only if the output depends on it: graphs carry operators that nothing needs.
            UnknownValue refused = new(refusal.Message);
            return [.. call.Operator.Outputs.Select(_ => refused)];
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or OverflowException
            or DivideByZeroException)
        {
            // Shapes and options of a damaged file may contradict each other in more ways than are worth a check of their own.
            UnknownValue damaged = new($"{call.Where} does not fit its inputs; the file is damaged or made for another runtime.");
            return [.. call.Operator.Outputs.Select(_ => damaged)];
        }
    }

    private SymbolicValue[] Loop(OperatorCall call)
    {
        int condition = call.Option(0), body = call.Option(1);
        SymbolicValue[] state = [.. call.Operator.Inputs.Select((_, k) => call.Value(k))];
        HasLoop = true;
        while (true)
        {
            switch (Run(condition, state))
            {
                case [IntegerValue { Values: [0] }]:
                    return state;
                case [IntegerValue { Values: [_] }]:
                    state = Run(body, state);
                    break;
                case [UnknownValue unknown]:
                    return [.. state.Select(_ => unknown)];
                default:
                    UnknownValue open = new($"{call.Where} runs a number of times that depends on its input; export the model with a "
                        + "fixed number of time steps.");
                    return [.. state.Select(_ => open)];
            }
        }
    }

    private static UnknownValue Unsupported(OperatorCall call)
    {
        string what = call.Operator.Code switch
        {
            BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.MaxPool2D or BuiltinOperator.AveragePool2D
                or BuiltinOperator.TransposeConv
                => "is part of a convolutional network, which is not supported; train a model of LSTM and dense layers",
            BuiltinOperator.BidirectionalSequenceLstm or BuiltinOperator.BidirectionalSequenceRnn
                => "is bidirectional, which a gauge that runs forward in time cannot use; train it without Bidirectional",
            BuiltinOperator.Rnn or BuiltinOperator.UnidirectionalSequenceRnn or BuiltinOperator.Svdf
                => "is a recurrent layer other than LSTM, which is not supported; train it with LSTM layers",
            BuiltinOperator.Select or BuiltinOperator.SelectV2
                => "chooses values by a mask, which is not supported; train it without Masking or mask_zero",
            BuiltinOperator.EmbeddingLookup => "looks up an embedding, which is not supported; models whose input is a window of float "
                + "features are",
            _ => "is not supported; supported are LSTM (fused, looped or unrolled), fully connected and activation operators, so rebuild "
                + "the model of LSTM and Dense layers",
        };
        return new UnknownValue($"{call.Where} {what}.");
    }
}
