
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Operators that move values without computing any: shapes, slices, lists.</summary>
internal static class MovementOperators
{
    private const int RowBytes = 8, ElementBytes = 24;

    /// <summary>Runs an operator of this kind; null for another.</summary>
    public static SymbolicValue[]? Run(OperatorCall call) => call.Operator.Code switch
    {
        BuiltinOperator.Shape => [IntegerValue.List([.. ShapeOf(call, call.Value(0)).Select(size => (long)size)])],
        BuiltinOperator.Rank => [IntegerValue.Scalar(ShapeOf(call, call.Value(0)).Length)],
        BuiltinOperator.Reshape => [Reshape(call, NewShape(call))],
        BuiltinOperator.Squeeze => [Squeeze(call)],
        BuiltinOperator.ExpandDims => [ExpandDims(call)],
        BuiltinOperator.Transpose => [Transpose(call)],
        BuiltinOperator.StridedSlice => [StridedSlice(call)],
        BuiltinOperator.Slice => [Slice(call)],
        BuiltinOperator.Gather => [Gather(call)],
        BuiltinOperator.Split => Split(call),
        BuiltinOperator.SplitV => SplitV(call),
        BuiltinOperator.Unpack => Unpack(call),
        BuiltinOperator.Pack => [Pack(call, [.. Enumerable.Range(0, call.InputCount).Select(call.Value)], call.Option(1))],
        BuiltinOperator.Concatenation => [Concatenate(call, [.. Enumerable.Range(0, call.InputCount).Select(call.Value)], call.Option(0))],
        BuiltinOperator.Fill => [Fill(call, Sizes(call, 0), call.Value(1))],
        BuiltinOperator.BroadcastTo when call.Value(0) is IntegerValue or WeightValue => [Fill(call, Sizes(call, 1), call.Value(0))],
        BuiltinOperator.ZerosLike => [Zeros(call, ShapeOf(call, call.Value(0)))],
        BuiltinOperator.ReverseV2 => [Reverse(call)],
        BuiltinOperator.DynamicUpdateSlice => [Update(call)],
        BuiltinOperator.Custom => Lists(call),
        _ => null,
    };

    private static int[] ShapeOf(OperatorCall call, SymbolicValue value) => value switch
    {
        FloatValue floats => floats.Shape,
        WeightValue weight => weight.Tensor.Shape,
        IntegerValue integers => integers.Shape,
        _ => throw call.Error("takes the shape of something that has none; the file is damaged"),
    };

    private static int[] Sizes(OperatorCall call, int input) => [.. call.Integers(input).Values.Select(value => checked((int)value))];

    private static SymbolicValue Reshape(OperatorCall call, int[] shape) => Reshape(call, call.Value(0), shape);

    private static SymbolicValue Reshape(OperatorCall call, SymbolicValue value, int[] wanted)
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
        call.Reserve(shape, floats.RowLength == (shape.Length == 0 ? 1 : shape[^1]) ? 0 : ElementBytes);
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
            call.Reserve(value.Shape[..^1], RowBytes);
            return FloatValue.FromRows(value.RowGrid().Transpose(order[..^1]), value.RowLength);
        }

        call.Reserve(value.Shape, 2 * ElementBytes);
        return FloatValue.FromElements(value.ElementGrid().Transpose(order));
    }

    private static SymbolicValue Pick(OperatorCall call, SymbolicValue value, int[] begin, int[] size, int[] stride)
    {
        if (value is IntegerValue integers)
        {
            call.Reserve(size, 8);
            return new IntegerValue(integers.Grid.Pick(begin, size, stride));
        }

        FloatValue floats = value as FloatValue ?? call.Floats(0);
        int last = size.Length - 1;
        if (last >= 0 && stride[last] == 1)
        {
            call.Reserve(size[..last], begin[last] == 0 && size[last] == floats.RowLength ? RowBytes : 16 * RowBytes);
            Grid<Vector> rows = floats.RowGrid().Pick(begin[..last], size[..last], stride[..last]);
            return new FloatValue(size, [.. rows.Cells.Select(row => row.Slice(begin[last], size[last]))]);
        }

        call.Reserve(floats.Shape, ElementBytes);
        return FloatValue.FromElements(floats.ElementGrid().Pick(begin, size, stride));
    }

    private static SymbolicValue StridedSlice(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        int[] begin = Sizes(call, 1), end = Sizes(call, 2), stride = Sizes(call, 3);
        int beginMask = call.Option(0), endMask = call.Option(1), shrink = call.Option(4);
        if (call.Option(2) != 0 || call.Option(3) != 0 || begin.Length > shape.Length || stride.Any(step => step == 0))
        {
            throw call.Error("slices with an ellipsis or a new axis, which is not supported; write the slice out");
        }

        int[] first = new int[shape.Length], size = [.. shape], step = [.. shape.Select(_ => 1)];
        for (int axis = 0; axis < begin.Length; axis++)
        {
            int length = shape[axis];
            int low = begin[axis] < 0 ? begin[axis] + length : begin[axis], high = end[axis] < 0 ? end[axis] + length : end[axis];
            bool isShrunk = (shrink >> axis & 1) != 0;
            step[axis] = isShrunk ? 1 : stride[axis];
            int from = step[axis] > 0 ? Math.Clamp(low, 0, length) : Math.Clamp(low, -1, length - 1);
            int to = step[axis] > 0 ? Math.Clamp(high, 0, length) : Math.Clamp(high, -1, length - 1);
            from = (beginMask >> axis & 1) != 0 ? step[axis] > 0 ? 0 : length - 1 : from;
            to = (endMask >> axis & 1) != 0 ? step[axis] > 0 ? length : -1 : to;
            first[axis] = from;
            size[axis] = isShrunk ? from < length ? 1 : throw call.Error("slices behind the end; the file is damaged")
                : Math.Max(0, (to - from + step[axis] - Math.Sign(step[axis])) / step[axis]);
        }

        SymbolicValue part = Pick(call, call.Value(0), first, size, step);
        return shrink == 0 ? part : Reshape(call, part, [.. size.Where((_, axis) => (shrink >> axis & 1) == 0)]);
    }

    private static SymbolicValue Slice(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        int[] begin = Sizes(call, 1), size = Sizes(call, 2);
        for (int axis = 0; axis < shape.Length; axis++)
        {
            size[axis] = size[axis] == -1 ? shape[axis] - begin[axis] : size[axis];
            if (begin[axis] < 0 || size[axis] < 0 || begin[axis] + size[axis] > shape[axis])
            {
                throw call.Error($"slices outside {Shapes.Text(shape)}; the file is damaged");
            }
        }

        return Pick(call, call.Value(0), begin, size, [.. shape.Select(_ => 1)]);
    }

    private static SymbolicValue Gather(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        IntegerValue indices = call.Integers(1);
        int axis = call.Axis(call.Option(0), shape.Length);
        if (call.Option(1) != 0)
        {
            throw call.Error("gathers by batch, which is not supported; rebuild the model of LSTM and Dense layers");
        }

        SymbolicValue[] parts = [.. indices.Values.Select(index =>
        {
            int[] begin = new int[shape.Length], size = [.. shape];
            begin[axis] = index >= 0 && index < shape[axis] ? (int)index : throw call.Error($"reads position {index} of {shape[axis]}; "
                + "the file is damaged");
            size[axis] = 1;
            return Pick(call, call.Value(0), begin, size, [.. shape.Select(_ => 1)]);
        })];
        SymbolicValue whole = parts.Length == 1 ? parts[0] : Concatenate(call, parts, axis);
        return Reshape(call, whole, [.. shape[..axis], .. indices.Shape, .. shape[(axis + 1)..]]);
    }

    private static SymbolicValue[] Split(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(1));
        int axis = call.Axis(call.Integers(0).Values[0], shape.Length), parts = call.Option(0);
        return parts > 0 && shape[axis] % parts == 0
            ? Parts(call, call.Floats(1), axis, [.. Enumerable.Repeat(shape[axis] / parts, Math.Min(parts, shape[axis]))])
            : throw call.Error($"splits {shape[axis]} values into {parts}; the file is damaged");
    }

    private static SymbolicValue[] SplitV(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        int axis = call.Axis(call.Integers(2).Values[0], shape.Length);
        int[] sizes = Sizes(call, 1);
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0)
        {
            sizes[open] = shape[axis] - (sizes.Sum() + 1);
        }

        return sizes.All(size => size >= 0) && sizes.Sum() == shape[axis]
            ? Parts(call, call.Floats(0), axis, sizes)
            : throw call.Error("splits more or less than there is; the file is damaged");
    }

    private static SymbolicValue[] Parts(OperatorCall call, SymbolicValue value, int axis, int[] sizes)
    {
        int[] shape = ShapeOf(call, value);
        int from = 0;
        return [.. sizes.Select(length =>
        {
            int[] begin = new int[shape.Length], size = [.. shape];
            begin[axis] = from;
            size[axis] = length;
            from += length;
            return Pick(call, value, begin, size, [.. shape.Select(_ => 1)]);
        })];
    }

    private static SymbolicValue[] Unpack(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        int axis = call.Axis(call.Option(1), shape.Length);
        int[] rest = [.. shape[..axis], .. shape[(axis + 1)..]];
        SymbolicValue value = call.Value(0) is IntegerValue integers ? integers : call.Floats(0);
        return [.. Parts(call, value, axis, [.. Enumerable.Repeat(1, shape[axis])]).Select(part => Reshape(call, part, rest))];
    }

    private static SymbolicValue Pack(OperatorCall call, SymbolicValue[] values, int axis)
    {
        int[] shape = ShapeOf(call, values[0]);
        int at = call.Axis(axis, shape.Length + 1);
        int[] one = [.. shape[..at], 1, .. shape[at..]];
        return Concatenate(call, [.. values
            .Select(value => Reshape(call, value is WeightValue weight ? Floats(call, weight) : value, one))], at);
    }

    private static FloatValue Floats(OperatorCall call, WeightValue weight)
    {
        call.Reserve(weight.Tensor.Shape, 4);
        return new FloatValue([weight.Tensor.Count], [Vector.Of(weight.Tensor.Node())]).Reshape(weight.Tensor.Shape);
    }

    private static SymbolicValue Concatenate(OperatorCall call, SymbolicValue[] values, int axis)
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
        call.Reserve(shape[..^1], RowBytes);
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

    private static FloatValue Constant(OperatorCall call, int[] shape, float value)
    {
        int length = shape.Length == 0 ? 1 : shape[^1];
        call.Reserve([length], 4);
        call.Reserve(shape[..^Math.Min(1, shape.Length)], RowBytes);
        var numbers = new float[length];
        Array.Fill(numbers, value);
        Vector row = Vector.Of(new ConstantNode(numbers, call.Origin));
        return new FloatValue(shape, [.. Enumerable.Repeat(row, length == 0 ? 0 : Shapes.Count(shape) / length)]);
    }

    private static SymbolicValue Zeros(OperatorCall call, int[] shape) => call.Value(0) is IntegerValue
        ? Fill(call, shape, IntegerValue.Scalar(0))
        : Constant(call, shape, 0);

    private static SymbolicValue Reverse(OperatorCall call)
    {
        int[] shape = ShapeOf(call, call.Value(0));
        HashSet<int> axes = [.. Sizes(call, 1).Select(axis => call.Axis(axis, shape.Length))];
        int[] begin = [.. shape.Select((size, axis) => axes.Contains(axis) ? Math.Max(0, size - 1) : 0)];
        return Pick(call, call.Value(0), begin, shape, [.. shape.Select((_, axis) => axes.Contains(axis) ? -1 : 1)]);
    }

    private static FloatValue Update(OperatorCall call)
    {
        FloatValue target = call.Floats(0), update = call.Floats(1);
        int[] start = Sizes(call, 2);
        if (update.Shape.Length != target.Shape.Length || start.Length != target.Shape.Length || update.RowLength != target.RowLength)
        {
            throw call.Error("writes part of a row, which is not supported; rebuild the model of LSTM and Dense layers");
        }

        call.Reserve(target.Shape[..^1], RowBytes);
        var rows = (Vector[])target.Rows.Clone();
        int[] shape = target.Shape[..^1], size = update.Shape[..^1], steps = Shapes.Steps(shape);
        var at = new int[size.Length];
        foreach (Vector row in update.Rows)
        {
            int index = 0;
            for (int axis = 0; axis < at.Length; axis++)
            {
                index += (Math.Clamp(start[axis], 0, Math.Max(0, shape[axis] - size[axis])) + at[axis]) * steps[axis];
            }

            rows[index] = row;
            Shapes.Advance(at, size);
        }

        return new FloatValue(target.Shape, rows);
    }

    private static SymbolicValue[]? Lists(OperatorCall call)
    {
        string name = call.Operator.CustomName;
        switch (name.StartsWith("Flex", StringComparison.Ordinal) ? name[4..] : name)
        {
            case "TensorListReserve":
                long count = call.Integers(1).Values[0];
                call.Reserve([checked((int)count)], RowBytes);
                return [new ListValue(new SymbolicValue?[count], Sizes(call, 0))];
            case "EmptyTensorList":
                return [new ListValue([], Sizes(call, 0))];
            case "TensorListFromTensor":
                int[] shape = ShapeOf(call, call.Value(0));
                SymbolicValue[] items = [.. Parts(call, call.Floats(0), 0, [.. Enumerable.Repeat(1, shape[0])])];
                return [new ListValue([.. items.Select(item => Reshape(call, item, shape[1..]))], shape[1..])];
            case "TensorListLength":
                return [IntegerValue.Scalar(List(call).Items.Length)];
            case "TensorListGetItem":
                ListValue source = List(call);
                long position = call.Integers(1).Values[0];
                return [position >= 0 && position < source.Items.Length && source.Items[position] is { } item
                    ? item
                    : throw call.Error($"reads element {position} of a list before it is written; the file is damaged")];
            case "TensorListSetItem":
                ListValue target = List(call);
                call.Reserve([target.Items.Length], RowBytes);
                var written = (SymbolicValue?[])target.Items.Clone();
                written[call.Integers(1).Values[0]] = call.Value(2);
                return [target with { Items = written }];
            case "TensorListPushBack":
                ListValue shorter = List(call);
                call.Reserve([shorter.Items.Length + 1], RowBytes);
                return [shorter with { Items = [.. shorter.Items, call.Value(1)] }];
            case "TensorListStack":
                ListValue list = List(call);
                int[] itemShape = list.Items.FirstOrDefault(entry => entry is not null) is { } known
                    ? ShapeOf(call, known) : list.ItemShape;
                return [Pack(call, [.. list.Items
                    .Select(entry => entry ?? Constant(call, [.. itemShape.Select(size => Math.Abs(size))], 0))], 0)];
            default:
                return null;
        }
    }

    private static ListValue List(OperatorCall call) =>
        call.Value(0) as ListValue ?? throw call.Error("takes a list and gets something else; the file is damaged");
}
