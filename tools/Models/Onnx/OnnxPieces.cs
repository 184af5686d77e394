using NanoBms.Models.Onnx.Format;

namespace NanoBms.Models.Onnx;

/// <summary>
/// Constants cut and put together along their axes: exporters order a layer's gates so, and take a layer's start state so.
/// </summary>
internal static class OnnxPieces
{
    /// <summary>Values between bounds of some axes; null where a bound is no constant, or a step is not 1.</summary>
    public static OnnxTensor? Sliced(OnnxNode node, OnnxTensor tensor, IReadOnlyList<OnnxTensor?> inputs)
    {
        long[]? Part(string name, int index) =>
            node.Attributes.GetValueOrDefault(name)?.Integers.ToArray() ?? inputs.ElementAtOrDefault(index)?.Integers;
        bool IsOpen(int index) => node.Inputs.ElementAtOrDefault(index) is { Length: > 0 } && inputs.ElementAtOrDefault(index) is null;
        if (Part("starts", 1) is not { } starts || Part("ends", 2) is not { } ends || starts.Length != ends.Length || IsOpen(3)
            || IsOpen(4) || (Part("steps", 4) is { } steps && steps.Any(step => step != 1)))
        {
            return null;
        }

        long[] axes = Part("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(place => (long)place)];
        if (axes.Length != starts.Length)
        {
            return null;
        }

        for (int k = 0; k < axes.Length; k++)
        {
            long axis = axes[k] < 0 ? axes[k] + tensor.Shape.Length : axes[k];
            if (axis < 0 || axis >= tensor.Shape.Length)
            {
                return null;
            }

            int size = tensor.Shape[axis];
            int from = (int)Math.Clamp(starts[k] < 0 ? starts[k] + size : starts[k], 0, size);
            int to = (int)Math.Clamp(ends[k] < 0 ? ends[k] + size : ends[k], from, size);
            tensor = Cut(tensor, (int)axis, from, to);
        }

        return tensor;
    }

    /// <summary>Values behind each other along an axis; null where they do not fit.</summary>
    public static OnnxTensor? Joined(OnnxNode node, IReadOnlyList<OnnxTensor> tensors)
    {
        int[] shape = [.. tensors[0].Shape];
        long given = node.Attributes.GetValueOrDefault("axis")?.Integer ?? 0, axis = given < 0 ? given + shape.Length : given;
        bool isReal = tensors[0].Floats is not null;
        if (axis < 0 || axis >= shape.Length || tensors.Any(tensor => tensor.Floats is not null != isReal || !Fits(tensor.Shape)))
        {
            return null;
        }

        shape[axis] = checked(tensors.Sum(tensor => tensor.Shape[axis]));
        int rows = Product(shape[..(int)axis]), width = Product(shape[(int)axis..]), at = 0;
        Array all = New(isReal, checked(rows * width));
        foreach (OnnxTensor tensor in tensors)
        {
            int part = rows == 0 ? 0 : tensor.Count / rows;
            for (int row = 0; row < rows; row++)
            {
                Array.Copy(Values(tensor), row * part, all, (row * width) + at, part);
            }

            at += part;
        }

        return new OnnxTensor(shape, all as float[], all as long[]);

        bool Fits(int[] other) =>
            other.Length == shape.Length && !other.Where((size, place) => place != axis && size != shape[place]).Any();
    }

    private static OnnxTensor Cut(OnnxTensor tensor, int axis, int from, int to)
    {
        int rows = Product(tensor.Shape[..axis]), inner = Product(tensor.Shape[(axis + 1)..]), size = tensor.Shape[axis];
        int[] shape = [.. tensor.Shape];
        shape[axis] = to - from;
        Array cut = New(tensor.Floats is not null, rows * shape[axis] * inner);
        for (int row = 0; row < rows; row++)
        {
            Array.Copy(Values(tensor), ((row * size) + from) * inner, cut, row * shape[axis] * inner, shape[axis] * inner);
        }

        return new OnnxTensor(shape, cut as float[], cut as long[]);
    }

    private static Array New(bool isReal, int count) => isReal ? new float[count] : new long[count];

    private static Array Values(OnnxTensor tensor) => tensor.Floats is { } reals ? reals : tensor.Integers!;

    private static int Product(int[] sizes) => sizes.Aggregate(1, (product, size) => checked(product * size));
}
