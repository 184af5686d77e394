using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>Operators on constants: what a graph computes shapes and start values with.</summary>
internal static class OnnxConstants
{
    // Start values and shapes are small; what is larger is damage.
    private const int MaxCount = 1 << 22;

    /// <summary>An operator's value; null where it is not one of constants.</summary>
    public static OnnxTensor? Evaluate(OnnxNode node, IReadOnlyList<OnnxTensor?> inputs)
    {
        OnnxTensor? first = inputs.FirstOrDefault();
        switch (node.Operator)
        {
            case "Constant":
                return Constant(node);
            case "Identity" or "Dropout" when first is not null:
                return first;
            case "Cast" when first is not null:
                return node.Attributes.GetValueOrDefault("to")?.Integer is 1 or 10 or 11
                    ? first.Floats is null ? new OnnxTensor(first.Shape, [.. first.Integers!.Select(value => (float)value)], null) : first
                    : first.Integers is null ? new OnnxTensor(first.Shape, null, [.. first.Floats!.Select(value => (long)value)]) : first;
            case "Shape" when first is not null:
                return ShapeOf(node, [.. first.Shape.Select(size => (long)size)]);
            case "ConstantOfShape" when first?.Integers is { } sizes:
                return Fill(sizes, node.Attributes.GetValueOrDefault("value")?.Tensor);
            case "Expand" when first is not null && inputs.ElementAtOrDefault(1)?.Integers is { } wanted:
                return Expand(first, wanted);
            case "Unsqueeze" or "Squeeze" or "Reshape" or "Flatten" when first is not null:
                return Reshaped(node, first, inputs.ElementAtOrDefault(1)?.Integers);
            case "Concat" when inputs.All(input => input is { Shape.Length: <= 1, Integers: not null }):
                return Integers([.. inputs.SelectMany(input => input!.Integers!)]);
            case "Concat" when inputs.Count > 0 && inputs.All(input => input is not null):
                return OnnxPieces.Joined(node, [.. inputs.Select(input => input!)]);
            case "Gather" when first is { Shape.Length: 1, Integers: { } list } && inputs.ElementAtOrDefault(1)?.Integers is { } places:
                long[] taken = [.. places.Select(place => list[checked((int)(place < 0 ? place + list.Length : place))])];
                return new OnnxTensor(inputs[1]!.Shape, null, taken);
            case "Slice" when first is not null:
                return OnnxPieces.Sliced(node, first, inputs);
            case "Transpose" when first is { Shape.Length: 2, Floats: { } values }:
                return Transposed(first.Shape, values);
            case "Mul" or "Add" or "Sub" or "Div" when first is not null && inputs.ElementAtOrDefault(1) is { } second:
                return Arithmetic(node.Operator, first, second);
            default:
                return null;
        }
    }

    /// <summary>A value's sizes, or those of the axes that a node of opset 15 or newer asks for.</summary>
    public static OnnxTensor ShapeOf(OnnxNode node, long[] sizes)
    {
        int Bound(string name, int absent) => node.Attributes.GetValueOrDefault(name)?.Integer is { } place
            ? (int)Math.Clamp(place < 0 ? place + sizes.Length : place, 0, sizes.Length) : absent;
        int start = Bound("start", 0);
        return Integers(sizes[start..Math.Max(start, Bound("end", sizes.Length))]);
    }

    private static OnnxTensor? Constant(OnnxNode node)
    {
        if (node.Attributes.GetValueOrDefault("value")?.Tensor is { } tensor)
        {
            return tensor;
        }

        return node.Attributes.Values.FirstOrDefault() switch
        {
            { Name: "value_int" } value => new OnnxTensor([], null, [value.Integer]),
            { Name: "value_ints" } value => Integers([.. value.Integers]),
            { Name: "value_float" } value => new OnnxTensor([], [value.Float], null),
            { Name: "value_floats" } value => new OnnxTensor([value.Floats.Count], [.. value.Floats], null),
            _ => null,
        };
    }

    private static OnnxTensor Integers(long[] values) => new([values.Length], null, values);

    private static OnnxTensor Fill(long[] sizes, OnnxTensor? value)
    {
        int[] shape = [.. sizes.Select(size => checked((int)size))];
        int count = Count(shape);
        return value?.Integers is { Length: 1 } whole
            ? new OnnxTensor(shape, null, [.. Enumerable.Repeat(whole[0], count)])
            : new OnnxTensor(shape, [.. Enumerable.Repeat(value?.Floats is { Length: 1 } real ? real[0] : 0f, count)], null);
    }

    /// <summary>Start values are the same all over.</summary>
    private static OnnxTensor? Expand(OnnxTensor tensor, long[] wanted)
    {
        if (tensor.Floats is not { Length: > 0 } values || values.Any(value => value != values[0]))
        {
            return null;
        }

        return Fill(wanted, new OnnxTensor([1], [values[0]], null));
    }

    private static OnnxTensor? Reshaped(OnnxNode node, OnnxTensor tensor, long[]? second)
    {
        List<int> shape = [.. tensor.Shape];
        long[] axes = node.Attributes.GetValueOrDefault("axes") is { } attribute ? [.. attribute.Integers] : second ?? [];
        switch (node.Operator)
        {
            case "Unsqueeze":
                foreach (long axis in axes.Select(axis => axis < 0 ? axis + shape.Count + axes.Length : axis).Order())
                {
                    shape.Insert(checked((int)axis), 1);
                }

                break;
            case "Squeeze":
                shape = [.. shape.Where((size, k) =>
                    axes.Length == 0 ? size != 1 : !axes.Contains(k) && !axes.Contains(k - tensor.Shape.Length))];
                break;
            case "Reshape" when second is not null:
                shape = [.. second.Select((size, k) => size == 0 ? tensor.Shape[k] : checked((int)size))];
                int known = shape.Where(size => size >= 0).Aggregate(1, (product, size) => checked(product * size));
                shape = [.. shape.Select(size => size >= 0 ? size : known == 0 ? 0 : tensor.Count / known)];
                break;
            default:
                return null;
        }

        return Count([.. shape]) == tensor.Count ? tensor with { Shape = [.. shape] } : null;
    }

    private static OnnxTensor Transposed(int[] shape, float[] values)
    {
        var turned = new float[values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            turned[(k % shape[1] * shape[0]) + (k / shape[1])] = values[k];
        }

        return new OnnxTensor([shape[1], shape[0]], turned, null);
    }

    private static OnnxTensor? Arithmetic(string name, OnnxTensor first, OnnxTensor second)
    {
        if (first.Integers is not { } a || second.Integers is not { } b || (a.Length != b.Length && a.Length != 1 && b.Length != 1))
        {
            return null;
        }

        long[] values = [.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(k =>
        {
            (long x, long y) = (a[a.Length == 1 ? 0 : k], b[b.Length == 1 ? 0 : k]);
            return name switch { "Mul" => unchecked(x * y), "Add" => unchecked(x + y), "Sub" => unchecked(x - y), _ => y == 0 ? 0 : x / y };
        })];
        return new OnnxTensor(a.Length >= b.Length ? first.Shape : second.Shape, null, values);
    }

    private static int Count(int[] shape)
    {
        long count = 1;
        foreach (int size in shape)
        {
            count *= size is >= 0 and <= MaxCount ? size : throw new InvalidDataException("a shape without measure");
            if (count > MaxCount)
            {
                throw new InvalidDataException("a shape without measure");
            }
        }

        return (int)count;
    }
}
