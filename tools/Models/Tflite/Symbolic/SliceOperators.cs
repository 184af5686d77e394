using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>Operators that take parts of a value, or replace some: slices, splits, gathering.</summary>
internal static class SliceOperators
{
    /// <summary>Runs an operator of this kind; null for another.</summary>
    public static SymbolicValue[]? Run(OperatorCall call) => call.Operator.Code switch
    {
        BuiltinOperator.StridedSlice => [StridedSlice(call)],
        BuiltinOperator.Slice => [Slice(call)],
        BuiltinOperator.Gather => [Gather(call)],
        BuiltinOperator.Split => Split(call),
        BuiltinOperator.SplitV => SplitV(call),
        BuiltinOperator.Unpack => Unpack(call),
        BuiltinOperator.ReverseV2 => [Reverse(call)],
        BuiltinOperator.DynamicUpdateSlice => [Update(call)],
        _ => null,
    };

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
            bool areWhole = begin[last] == 0 && size[last] == floats.RowLength;
            call.Reserve(size[..last], areWhole ? WorkBudget.RowBytes : 16 * WorkBudget.RowBytes);
            Grid<Vector> rows = floats.RowGrid().Pick(begin[..last], size[..last], stride[..last]);
            return areWhole
                ? FloatValue.FromRows(rows, size[last])
                : new FloatValue(size, [.. rows.Cells.Select(row => row.Slice(begin[last], size[last]))]);
        }

        call.Reserve(floats.Shape, WorkBudget.ElementBytes);
        return FloatValue.FromElements(floats.ElementGrid().Pick(begin, size, stride));
    }

    private static SymbolicValue StridedSlice(OperatorCall call)
    {
        int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
        int[] begin = MovementOperators.Sizes(call, 1), end = MovementOperators.Sizes(call, 2), stride = MovementOperators.Sizes(call, 3);
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
        return shrink == 0 ? part : MovementOperators.Reshape(call, part, [.. size.Where((_, axis) => (shrink >> axis & 1) == 0)]);
    }

    private static SymbolicValue Slice(OperatorCall call)
    {
        int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
        int[] begin = MovementOperators.Sizes(call, 1), size = MovementOperators.Sizes(call, 2);
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
        int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
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
        SymbolicValue whole = parts.Length == 1 ? parts[0] : MovementOperators.Concatenate(call, parts, axis);
        return MovementOperators.Reshape(call, whole, [.. shape[..axis], .. indices.Shape, .. shape[(axis + 1)..]]);
    }

    private static SymbolicValue[] Split(OperatorCall call)
    {
        int[] shape = MovementOperators.ShapeOf(call, call.Value(1));
        int axis = call.Axis(call.Integers(0).Values[0], shape.Length), parts = call.Option(0);
        return parts > 0 && shape[axis] % parts == 0
            ? Parts(call, call.Floats(1), axis, [.. Enumerable.Repeat(shape[axis] / parts, Math.Min(parts, shape[axis]))])
            : throw call.Error($"splits {shape[axis]} values into {parts}; the file is damaged");
    }

    private static SymbolicValue[] SplitV(OperatorCall call)
    {
        int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
        int axis = call.Axis(call.Integers(2).Values[0], shape.Length);
        int[] sizes = MovementOperators.Sizes(call, 1);
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0)
        {
            sizes[open] = shape[axis] - (sizes.Sum() + 1);
        }

        return sizes.All(size => size >= 0) && sizes.Sum() == shape[axis]
            ? Parts(call, call.Floats(0), axis, sizes)
            : throw call.Error("splits more or less than there is; the file is damaged");
    }

    /// <summary>Parts of the given sizes along an axis.</summary>
    public static SymbolicValue[] Parts(OperatorCall call, SymbolicValue value, int axis, int[] sizes)
    {
        int[] shape = MovementOperators.ShapeOf(call, value);
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
        int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
        int axis = call.Axis(call.Option(1), shape.Length);
        int[] rest = [.. shape[..axis], .. shape[(axis + 1)..]];
        SymbolicValue value = call.Value(0) is IntegerValue integers ? integers : call.Floats(0);
        return
        [
            .. Parts(call, value, axis, [.. Enumerable.Repeat(1, shape[axis])]).Select(part => MovementOperators.Reshape(call, part, rest))
        ];
    }

    private static SymbolicValue Reverse(OperatorCall call)
    {
        int[] shape = MovementOperators.ShapeOf(call, call.Value(0));
        HashSet<int> axes = [.. MovementOperators.Sizes(call, 1).Select(axis => call.Axis(axis, shape.Length))];
        int[] begin = [.. shape.Select((size, axis) => axes.Contains(axis) ? Math.Max(0, size - 1) : 0)];
        return Pick(call, call.Value(0), begin, shape, [.. shape.Select((_, axis) => axes.Contains(axis) ? -1 : 1)]);
    }

    private static FloatValue Update(OperatorCall call)
    {
        FloatValue target = call.Floats(0), update = call.Floats(1);
        int[] start = MovementOperators.Sizes(call, 2);
        if (update.Shape.Length != target.Shape.Length || start.Length != target.Shape.Length || update.RowLength != target.RowLength)
        {
            throw call.Error("writes part of a row, which is not supported; rebuild the model of LSTM and Dense layers");
        }

        call.Reserve(target.Shape[..^1], WorkBudget.RowBytes);
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
}
