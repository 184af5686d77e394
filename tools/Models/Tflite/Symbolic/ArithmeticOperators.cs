using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Operators that compute: integers by value, floats as nodes.</summary>
internal static class ArithmeticOperators
{
    private const int NodeBytes = 256;

    /// <summary>Runs an operator of this kind; null for another.</summary>
    public static SymbolicValue[]? Run(OperatorCall call)
    {
        switch (call.Operator.Code)
        {
            case BuiltinOperator.Add:
                return [Binary(call, BinaryKind.Add, (a, b) => a + b)];
            case BuiltinOperator.Sub:
                return [Binary(call, BinaryKind.Subtract, (a, b) => a - b)];
            case BuiltinOperator.Mul:
                return [Binary(call, BinaryKind.Multiply, (a, b) => a * b)];
            case BuiltinOperator.Div:
                return [Binary(call, BinaryKind.Divide, (a, b) => a / b)];
            case BuiltinOperator.Minimum:
                return [Binary(call, BinaryKind.Minimum, Math.Min)];
            case BuiltinOperator.Maximum:
                return [Binary(call, BinaryKind.Maximum, Math.Max)];
            case BuiltinOperator.FloorDiv:
                return [Integers(call, (a, b) => (long)Math.Floor((double)a / b))];
            case BuiltinOperator.FloorMod:
                return [Integers(call, (a, b) => ((a % b) + b) % b)];
            case BuiltinOperator.Less:
                return [Integers(call, (a, b) => a < b ? 1 : 0)];
            case BuiltinOperator.LessEqual:
                return [Integers(call, (a, b) => a <= b ? 1 : 0)];
            case BuiltinOperator.Greater:
                return [Integers(call, (a, b) => a > b ? 1 : 0)];
            case BuiltinOperator.GreaterEqual:
                return [Integers(call, (a, b) => a >= b ? 1 : 0)];
            case BuiltinOperator.Equal when call.Value(0) is IntegerValue:
                return [Integers(call, (a, b) => a == b ? 1 : 0)];
            case BuiltinOperator.LogicalAnd:
                return [Integers(call, (a, b) => a & b)];
            case BuiltinOperator.LogicalOr:
                return [Integers(call, (a, b) => a | b)];
            case BuiltinOperator.LogicalNot when call.Value(0) is IntegerValue flag:
                return [new IntegerValue(flag.Grid with { Cells = [.. flag.Values.Select(value => value == 0 ? 1L : 0L)] })];
            case BuiltinOperator.ReduceProd when call.Value(0) is IntegerValue factors && !call.Flag(0):
                return [IntegerValue.Scalar(factors.Values.Aggregate(1L, (product, value) => checked(product * value)))];
            case BuiltinOperator.Cast:
                return [Cast(call)];
            case BuiltinOperator.Dequantize when call.Value(0) is WeightValue weight:
                // From here on the numbers count as floats: no activations are quantised to meet them.
                return [weight.Tensor.IsInt8 ? new WeightValue(new WeightTensor(weight.Tensor.Shape, weight.Tensor.Values())) : weight];
            case BuiltinOperator.Logistic:
                return [Activate(call, Activation.Sigmoid)];
            case BuiltinOperator.Tanh:
                return [Activate(call, Activation.Tanh)];
            case BuiltinOperator.Relu:
                return [Activate(call, Activation.Relu)];
            case BuiltinOperator.Relu6:
                return [Activate(call, Activation.Relu6)];
            case BuiltinOperator.ReluN1To1:
                return [Activate(call, Activation.ReluN1To1)];
            case BuiltinOperator.Softmax:
                return call.NumberOption(0) is 0f or 1f
                    ? [Activate(call, Activation.Softmax)]
                    : throw call.Error($"has beta {call.NumberOption(0)}, which is not supported; use the plain softmax");
            case BuiltinOperator.FullyConnected:
                return [Dense(call)];
            case BuiltinOperator.BatchMatmul:
                return [Multiply(call)];
            case BuiltinOperator.UnidirectionalSequenceLstm:
                return [FusedLstm.Run(call)];
            default:
                return null;
        }
    }

    private static SymbolicValue Cast(OperatorCall call)
    {
        switch (call.Value(0))
        {
            case FloatValue or WeightValue when call.ByteOption(1) is (byte)TensorType.Float32:
                return call.Value(0);
            case IntegerValue integers when call.ByteOption(1) is (byte)TensorType.Float32:
                call.Reserve(integers.Shape, 8);
                return new WeightValue(new WeightTensor(integers.Shape, [.. integers.Values.Select(value => (float)value)]));
            case IntegerValue integers:
                return integers;
            default:
                throw call.Error("casts computed values to another type, which is not supported; export the model in float32");
        }
    }

    private static FloatValue Activate(OperatorCall call, Activation activation)
    {
        FloatValue value = call.Floats(0);
        call.Budget.Spend((long)NodeBytes * value.Rows.Length);
        return new FloatValue(value.Shape, [.. value.Rows.Select(row => Vector.Of(new ActivationNode(activation, row, call.Origin)))]);
    }

    private static IntegerValue Integers(OperatorCall call, Func<long, long, long> operation)
    {
        IntegerValue left = call.Integers(0), right = call.Integers(1);
        int[] shape = call.Reserve(Shapes.Broadcast(left.Shape, right.Shape) ?? throw Mismatch(call, left.Shape, right.Shape), 8);
        var cells = new long[Shapes.Count(shape)];
        var at = new int[shape.Length];
        for (int k = 0; k < cells.Length; k++)
        {
            cells[k] = operation(left.Values[Shapes.BroadcastIndex(at, left.Shape)], right.Values[Shapes.BroadcastIndex(at, right.Shape)]);
            Shapes.Advance(at, shape);
        }

        return new IntegerValue(new Grid<long>(shape, cells));
    }

    private static SymbolicValue Binary(OperatorCall call, BinaryKind kind, Func<long, long, long> integers)
    {
        if (call.Value(0) is IntegerValue)
        {
            return Integers(call, integers);
        }

        FloatValue left = call.Floats(0), right = call.Floats(1);
        int[] shape = Shapes.Broadcast(left.Shape, right.Shape) ?? throw Mismatch(call, left.Shape, right.Shape);
        int length = shape.Length == 0 ? 1 : shape[^1];
        int[] rowShape = shape.Length == 0 ? [] : shape[..^1];
        call.Reserve(rowShape, NodeBytes);
        var rows = new Vector[length == 0 ? 0 : Shapes.Count(rowShape)];
        var at = new int[rowShape.Length];
        for (int k = 0; k < rows.Length; k++)
        {
            Vector a = Row(call, left, at, length), b = Row(call, right, at, length);
            rows[k] = call.Fused(Combine(call, kind, a, b), call.ByteOption(0));
            Shapes.Advance(at, rowShape);
        }

        return new FloatValue(shape, rows);
    }

    private static Vector Row(OperatorCall call, FloatValue value, int[] at, int length)
    {
        int[] rowShape = value.Shape.Length == 0 ? [] : value.Shape[..^1];
        Vector row = value.Rows[Shapes.BroadcastIndex(at, rowShape)];
        if (row.Length == length)
        {
            return row;
        }

        call.Budget.Spend(64L * length);
        return row.Constants() is { } constants
            ? Vector.Of(new ConstantNode([.. Enumerable.Repeat(constants[0], length)], call.Origin))
            : Vector.FromElements([.. Enumerable.Repeat(row.Elements()[0], length)]);
    }

    private static Vector Combine(OperatorCall call, BinaryKind kind, Vector left, Vector right)
    {
        if (left.Constants() is { } a && right.Constants() is { } b)
        {
            call.Budget.Spend(12L * a.Length);
            return Vector.Of(new ConstantNode([.. a.Zip(b, (x, y) => Compute(kind, x, y))], call.Origin));
        }

        return call.Make(new BinaryNode(kind, left, right, call.Origin));
    }

    private static float Compute(BinaryKind kind, float x, float y) => kind switch
    {
        BinaryKind.Add => x + y,
        BinaryKind.Subtract => x - y,
        BinaryKind.Multiply => x * y,
        BinaryKind.Divide => x / y,
        BinaryKind.Minimum => MathF.Min(x, y),
        _ => MathF.Max(x, y),
    };

    private static FloatValue Dense(OperatorCall call)
    {
        WeightTensor weights = call.Weights(1);
        if (weights.Shape is not [> 0, > 0] || call.ByteOption(1) != 0)
        {
            throw call.Error($"has weights of shape {Shapes.Text(weights.Shape)} where [units, inputs] is needed; the file is damaged or "
                + "made for another runtime");
        }

        float[]? bias = call.Has(2) ? call.Weights(2).Values() : null;
        var matrix = new WeightMatrix(weights, false, call.Flag(3));
        return Multiply(call, matrix, bias, call.Flag(2));
    }

    private static FloatValue Multiply(OperatorCall call)
    {
        WeightTensor weights = call.Weights(1);
        int[] shape = weights.Shape;
        while (shape.Length > 2 && shape[0] == 1)
        {
            shape = shape[1..];
        }

        if (shape is not [> 0, > 0] || call.Flag(0))
        {
            throw call.Error("multiplies matrices in a form that is not supported; use Dense layers");
        }

        WeightTensor flat = shape.Length == weights.Shape.Length ? weights : new WeightTensor(shape, weights.Values());
        return Multiply(call, new WeightMatrix(flat, !call.Flag(1), call.Flag(2)), null, true);
    }

    private static FloatValue Multiply(OperatorCall call, WeightMatrix matrix, float[]? bias, bool keepAxes)
    {
        FloatValue input = call.Floats(0);
        int count = Shapes.Count(input.Shape);
        if (count % matrix.Columns != 0 || (bias is not null && bias.Length != matrix.Rows))
        {
            throw call.Error($"takes {matrix.Columns} values and its input gives {Shapes.Text(input.Shape)}; the file is damaged");
        }

        bool fits = input.RowLength == matrix.Columns;
        if (!fits)
        {
            call.Reserve(input.Shape, 24);
            input = input.Reshape([count / matrix.Columns, matrix.Columns]);
        }

        int[] shape = keepAxes && fits ? [.. input.Shape[..^1], matrix.Rows] : [input.Rows.Length, matrix.Rows];
        call.Budget.Spend((long)NodeBytes * input.Rows.Length);
        byte activation = call.Operator.Code == BuiltinOperator.FullyConnected ? call.ByteOption(0) : (byte)0;
        return new FloatValue(shape, [.. input.Rows
            .Select(row => call.Fused(Vector.Of(new LinearNode(row, matrix, bias, call.Origin)), activation))]);
    }

    private static UserError Mismatch(OperatorCall call, int[] left, int[] right) =>
        call.Error($"combines {Shapes.Text(left)} and {Shapes.Text(right)}; the file is damaged");
}
