using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>One operator being evaluated: its inputs' values and its options.</summary>
internal sealed class OperatorCall(
    IEvaluation evaluation, TfliteSubgraph graph, TfliteOperator op, bool isMain, SymbolicValue?[] values)
{
    public TfliteOperator Operator { get; } = op;

    public WorkBudget Budget => evaluation.Budget;

    public Origin Origin => evaluation.OriginOf(Operator, graph, isMain);

    /// <summary>The operator in words.</summary>
    public string Where => Origin.Operator;

    public int InputCount => Operator.Inputs.Length;

    public bool Has(int input) => input < Operator.Inputs.Length && Operator.Inputs[input] >= 0;

    public TfliteTensor Tensor(int input) => graph.Tensors[Operator.Inputs[input]];

    public SymbolicValue Value(int input) => Has(input)
        ? evaluation.Value(graph, Operator.Inputs[input], values)
        : throw Error($"has no input {input}; the file is damaged or made for another runtime");

    /// <summary>The first input that is not known; null where all are.</summary>
    public UnknownValue? FirstUnknown()
    {
        for (int k = 0; k < InputCount; k++)
        {
            if (Has(k) && Value(k) is UnknownValue unknown && !Tensor(k).IsVariable)
            {
                return unknown;
            }
        }

        return null;
    }

    public IntegerValue Integers(int input) => Value(input) as IntegerValue
        ?? throw Error($"takes its input {input} from the data, where a fixed number is needed; export the model with fixed shapes");

    public FloatValue Floats(int input) => Value(input) switch
    {
        FloatValue value => value,
        WeightValue weight => Rows(weight.Tensor),
        _ => throw Error($"has no float values at input {input}; the file is damaged"),
    };

    /// <summary>A constant weight tensor.</summary>
    public WeightTensor Weights(int input)
    {
        switch (Value(input))
        {
            case WeightValue weight:
                return weight.Tensor;
            case FloatValue value when value.Flat().Constants() is { } constants:
                return new WeightTensor(value.Shape, constants);
            default:
                throw Error("multiplies two computed values (attention, or weights that are not constant), which is not supported; "
                    + "rebuild the model of LSTM and Dense layers");
        }
    }

    public int Option(int field, int absent = 0) => Operator.Options?.Int32(field, absent) ?? absent;

    public bool Flag(int field) => Operator.Options?.Bool(field) ?? false;

    public byte ByteOption(int field) => Operator.Options?.Byte(field, 0) ?? 0;

    public string? TextOption(int field) => Operator.Options?.Text(field);

    public int[] ListOption(int field) => Operator.Options?.Int32s(field) ?? [];

    public float NumberOption(int field) => Operator.Options?.Single(field) ?? 0;

    public UserError Error(string what) => new($"{Where} {what}.");

    /// <summary>Takes a shape's bytes from the budget before the result is made.</summary>
    public int[] Reserve(int[] shape, int bytesPerCell)
    {
        long count = 1;
        foreach (int size in shape)
        {
            count *= size < 0 || count > int.MaxValue ? throw Error($"would make the impossible shape {Shapes.Text(shape)}; the file is "
                + "damaged") : size;
        }

        Budget.Spend(count * bytesPerCell);
        return shape;
    }

    /// <summary>An axis, counted from the end where negative.</summary>
    public int Axis(long axis, int rank)
    {
        long positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && positive < Math.Max(rank, 1) ? (int)positive : throw Error($"names axis {axis} of {rank}; the file is "
            + "damaged");
    }

    /// <summary>Makes a node's output of one row; a product may turn out to be an LSTM's output.</summary>
    public Vector Make(Node node)
    {
        if (node is BinaryNode binary && evaluation.Recognizer.Recognize(binary) is { } step)
        {
            return Vector.Of(new HiddenNode(step, node.Origin));
        }

        return Vector.Of(node);
    }

    /// <summary>Applies the activation that is fused into the operator.</summary>
    public Vector Fused(Vector vector, byte code)
    {
        Activation activation = code switch
        {
            0 => Activation.None,
            1 => Activation.Relu,
            2 => Activation.ReluN1To1,
            3 => Activation.Relu6,
            4 => Activation.Tanh,
            _ => throw Error($"has fused activation {code}, which is not supported; use relu or a layer of its own"),
        };
        return activation == Activation.None ? vector : Vector.Of(new ActivationNode(activation, vector, Origin));
    }

    private FloatValue Rows(WeightTensor tensor)
    {
        int length = tensor.Shape.Length == 0 ? 1 : tensor.Shape[^1];
        int rows = length == 0 ? 0 : tensor.Count / length;
        Budget.Spend(4L * tensor.Count + 96L * rows);
        return new FloatValue(tensor.Shape, [.. Enumerable.Range(0, rows).Select(row => Vector.Of(tensor.Node(), row * length, length))]);
    }
}
