using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Which operator made a value, for messages and layer names.</summary>
internal sealed record Origin(string Operator, string TensorName)
{
    /// <summary>Makes the words for an operator of a graph.</summary>
    public static Origin Of(TfliteOperator op, TfliteSubgraph graph, bool isMain) => new(
        $"Operator {op.Index} ({op.DisplayName})" + (isMain ? "" : $" of subgraph '{graph.Name}'"),
        op.Outputs.Length > 0 ? graph.Tensors[op.Outputs[0]].Name : "");
}

/// <summary>A computation that gives a vector of floats: a vertex of the graph that evaluation builds.</summary>
internal abstract class Node(int size, Origin origin)
{
    /// <summary>Values it gives.</summary>
    public int Size { get; } = size;

    /// <summary>The operator it stands for.</summary>
    public Origin Origin { get; } = origin;
}

/// <summary>All values of one input of the main graph, in order.</summary>
internal sealed class InputNode(int input, int size, Origin origin) : Node(size, origin)
{
    public int Input { get; } = input;
}

/// <summary>Constant values.</summary>
internal sealed class ConstantNode(float[] values, Origin origin) : Node(values.Length, origin)
{
    public float[] Values { get; } = values;
}

/// <summary>W x, plus a bias where there is one.</summary>
internal sealed class LinearNode(Vector source, WeightMatrix weights, float[]? bias, Origin origin) : Node(weights.Rows, origin)
{
    public Vector Source { get; } = source;

    public WeightMatrix Weights { get; } = weights;

    public float[]? Bias { get; } = bias;
}

/// <summary>Elementwise operators of two operands.</summary>
internal enum BinaryKind
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Minimum,
    Maximum,
}

/// <summary>An elementwise operator on two vectors of the same length.</summary>
internal sealed class BinaryNode(BinaryKind kind, Vector left, Vector right, Origin origin) : Node(left.Length, origin)
{
    public BinaryKind Kind { get; } = kind;

    public Vector Left { get; } = left;

    public Vector Right { get; } = right;
}

/// <summary>An activation of a vector (softmax: over all of it).</summary>
internal sealed class ActivationNode(Activation activation, Vector source, Origin origin) : Node(source.Length, origin)
{
    public Activation Activation { get; } = activation;

    public Vector Source { get; } = source;
}

/// <summary>The hidden output of one LSTM step.</summary>
internal sealed class HiddenNode : Node
{
    public HiddenNode(LstmStep step, Origin origin)
        : base(step.Units, origin)
    {
        Step = step;
        step.Hidden = this;
    }

    public LstmStep Step { get; }
}
