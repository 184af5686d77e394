
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Operators that move whole values without computing any: shapes, joining, filling.</summary>
internal static class MovementOperators
{
    /// <summary>Runs an operator of this kind; null for another.</summary>
    public static SymbolicValue[]? Run(OperatorCall call) => call.Operator.Code switch
    {
        BuiltinOperator.Shape => [IntegerValue.List([.. ShapeOf(call, call.Value(0)).Select(size => (long)size)])],
        BuiltinOperator.Rank => [IntegerValue.Scalar(ShapeOf(call, call.Value(0)).Length)],
        BuiltinOperator.Reshape => [Reshape(call, NewShape(call))],
        BuiltinOperator.Squeeze => [Squeeze(call)],
        BuiltinOperator.ExpandDims => [ExpandDims(call)],
        BuiltinOperator.Transpose => [Transpose(call)],
        BuiltinOperator.Pack => [Pack(call, [.. Enumerable.Range(0, call.InputCount).Select(call.Value)], call.Option(1))],
        BuiltinOperator.Concatenation => [Concatenate(call, [.. Enumerable.Range(0, call.InputCount).Select(call.Value)], call.Option(0))],
        BuiltinOperator.Fill => [Fill(call, Sizes(call, 0), call.Value(1))],
        BuiltinOperator.BroadcastTo when call.Value(0) is IntegerValue or WeightValue => [Fill(call, Sizes(call, 1), call.Value(0))],
        BuiltinOperator.ZerosLike => [Zeros(call, ShapeOf(call, call.Value(0)))],
        _ => null,
    };

    /// <summary>The shape of a value.</summary>
    public static int[] ShapeOf(OperatorCall call, SymbolicValue value) => value switch
    {
        FloatValue floats => floats.Shape,
        WeightValue weight => weight.Tensor.Shape,
        IntegerValue integers => integers.Shape,
        _ => throw call.Error("takes the shape of something that has none; the file is damaged"),
    };

    /// <summary>An input of integers that are known.</summary>
    public static int[] Sizes(OperatorCall call, int input) => [.. call.Integers(input).Values.Select(value => checked((int)value))];

    private static SymbolicValue Reshape(OperatorCall call, int[] shape) => Reshape(call, call.Value(0), shape);

    /// <summary>A value in another shape, of which one size may be open (-1).</summary>
    public static SymbolicValue Reshape(OperatorCall call, SymbolicValue value, int[] wanted)
    {
        int count = Shapes.Count(ShapeOf(call, value));
        int[] shape = [.. wanted];
        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            shape[open] = 1;
            int rest = Shapes.Count(shape);
            shape[open] = rest == 0 ? 0 : count / rest;
        }

        if (shape.Any(size => size < 0) || Shapes.Count(shape) != count)
        {
            throw call.Error($"makes {Shapes.Text(wanted)} of {Shapes.Text(ShapeOf(call, value))}; export the model with a batch of 1");
        }

        if (value is IntegerValue integers)
        {
            return new IntegerValue(integers.Grid with { Shape = shape });
        }

        FloatValue floats = value as FloatValue ?? call.Floats(0);
        call.Reserve(shape, floats.RowLength == (shape.Length == 0 ? 1 : shape[^1]) ? 0 : WorkBudget.ElementBytes);
        return floats.Reshape(shape);
    }

    private static int[] NewShape(OperatorCall call) => call.Has(1) ? Sizes(call, 1) : call.ListOption(0);

    private static SymbolicValue Squeeze(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        HashSet<int> axes = [.. call.ListOption(0).Select(axis => call.Axis(axis, shape.Length))];
        return Reshape(call, [.. shape.Where((size, axis) => axes.Count == 0 ? size != 1 : !axes.Contains(axis))]);
    }

    private static SymbolicValue ExpandDims(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        int axis = call.Axis(call.Integers(1).Values[0], shape.Length + 1);
        return Reshape(call, [.. shape[..axis], 1, .. shape[axis..]]);
    }

    private static SymbolicValue Transpose(OperatorCall call)
    {
        int[] order = [.. Sizes(call, 1).Select(axis => call.Axis(axis, ShapeOf(call, call.Value(0)).Length))];
        if (call.Value(0) is IntegerValue integers)
        {
            return new IntegerValue(integers.Grid.Transpose(order));
        }

        FloatValue value = call.Floats(0);
        if (order.Length != value.Shape.Length || order.Distinct().Count() != order.Length)
        {
            throw call.Error("does not name each axis once; the file is damaged");
        }

        if (order[^1] == order.Length - 1)
        {
            call.Reserve(value.Shape[..^1], WorkBudget.RowBytes);
            return FloatValue.FromRows(value.RowGrid().Transpose(order[..^1]), value.RowLength);
        }

        call.Reserve(value.Shape, 2 * WorkBudget.ElementBytes);
        return FloatValue.FromElements(value.ElementGrid().Transpose(order));
    }

    /// <summary>Values of one shape along a new axis.</summary>
    public static SymbolicValue Pack(OperatorCall call, SymbolicValue[] values, int axis)
    {
        int[] shape = ShapeOf(call, values[0]);
        int at = call.Axis(axis, shape.Length + 1);
        int[] one = [.. shape[..at], 1, .. shape[at..]];
        return Concatenate(call, [.. values
            .Select(value => Reshape(call, value is WeightValue weight ? Floats(call, weight) : value, one))], at);
    }

    /// <summary>Constant weights as values.</summary>
    public static FloatValue Floats(OperatorCall call, WeightValue weight)
    {
        call.Reserve(weight.Tensor.Shape, 4);
        return new FloatValue([weight.Tensor.Count], [Vector.Of(weight.Tensor.Node())]).Reshape(weight.Tensor.Shape);
    }

    /// <summary>Values one after the other along an axis.</summary>
    public static SymbolicValue Concatenate(OperatorCall call, SymbolicValue[] values, int axis)
    {
        int[] shape = [.. ShapeOf(call, values[0])];
        int at = call.Axis(axis, shape.Length);
        foreach (SymbolicValue value in values)
        {
            int[] other = ShapeOf(call, value);
            if (other.Length != shape.Length || other.Where((size, k) => k != at && size != shape[k]).Any())
            {
                throw call.Error($"joins {Shapes.Text(shape)} and {Shapes.Text(other)}; the file is damaged");
            }
        }

        shape[at] = values.Sum(value => ShapeOf(call, value)[at]);
        if (values.All(value => value is IntegerValue))
        {
            call.Reserve(shape, 8);
            return new IntegerValue(Grid<long>.Concatenate([.. values.Cast<IntegerValue>().Select(value => value.Grid)], at));
        }

        FloatValue[] floats = [.. values.Select(value => value as FloatValue
            ?? (value is WeightValue weight ? Floats(call, weight) : throw call.Error("joins floats and integers; the file is damaged")))];
        call.Reserve(shape[..^1], WorkBudget.RowBytes);
        if (at < shape.Length - 1)
        {
            return FloatValue.FromRows(Grid<Vector>.Concatenate([.. floats.Select(value => value.RowGrid())], at), shape[^1]);
        }

        call.Budget.Spend(64L * floats.Sum(value => value.Rows.Sum(row => row.Pieces.Count)));
        return new FloatValue(shape, [.. floats[0].Rows.Select((_, row) => Vector.Concatenate(floats.Select(value => value.Rows[row])))]);
    }

    private static SymbolicValue Fill(OperatorCall call, int[] shape, SymbolicValue value)
    {
        if (value is IntegerValue { Values: [long number] })
        {
            call.Reserve(shape, 8);
            var cells = new long[Shapes.Count(shape)];
            Array.Fill(cells, number);
            return new IntegerValue(new Grid<long>(shape, cells));
        }

        float[]? constants = value is WeightValue weight ? weight.Tensor.Values() : (value as FloatValue)?.Flat().Constants();
        return constants is [float real] ? Constant(call, shape, real) : throw call.Error("fills with a value that is not one constant, "
            + "which is not supported; start the LSTM from zero states");
    }

    /// <summary>The same number everywhere.</summary>
    public static FloatValue Constant(OperatorCall call, int[] shape, float value)
    {
        int length = shape.Length == 0 ? 1 : shape[^1];
        call.Reserve([length], 4);
        call.Reserve(shape[..^Math.Min(1, shape.Length)], WorkBudget.RowBytes);
        var numbers = new float[length];
        Array.Fill(numbers, value);
        Vector row = Vector.Of(new ConstantNode(numbers, call.Origin));
        return new FloatValue(shape, [.. Enumerable.Repeat(row, length == 0 ? 0 : Shapes.Count(shape) / length)]);
    }

    private static SymbolicValue Zeros(OperatorCall call, int[] shape) => call.Value(0) is IntegerValue
        ? Fill(call, shape, IntegerValue.Scalar(0))
        : Constant(call, shape, 0);
}
