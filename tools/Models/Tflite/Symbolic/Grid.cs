
namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>An array of cells with a shape, and the operators that only move cells. Cells are numbers, or whole rows of a tensor.</summary>
/// <param name="Shape">Sizes of the axes; no axis: one cell.</param>
/// <param name="Cells">The cells, row-major.</param>
internal sealed record Grid<T>(int[] Shape, T[] Cells)
{
    /// <summary>Cells from a position on, one size an axis.</summary>
    public Grid<T> Slice(int[] begin, int[] size) => Pick(begin, size, [.. begin.Select(_ => 1)]);

    /// <summary>Cells from a position on with a stride an axis, which may be negative.</summary>
    public Grid<T> Pick(int[] begin, int[] size, int[] stride)
    {
        int count = Shapes.Count(size);
        var cells = new T[count];
        int[] steps = Shapes.Steps(Shape);
        var at = new int[size.Length];
        for (int k = 0; k < count; k++)
        {
            int source = 0;
            for (int axis = 0; axis < at.Length; axis++)
            {
                source += (begin[axis] + at[axis] * stride[axis]) * steps[axis];
            }

            cells[k] = Cells[source];
            Shapes.Advance(at, size);
        }

        return new Grid<T>(size, cells);
    }

    /// <summary>Axes in another order.</summary>
    public Grid<T> Transpose(int[] order)
    {
        int[] shape = [.. order.Select(axis => Shape[axis])];
        int[] steps = Shapes.Steps(Shape);
        var cells = new T[Cells.Length];
        var at = new int[shape.Length];
        for (int k = 0; k < cells.Length; k++)
        {
            int source = 0;
            for (int axis = 0; axis < at.Length; axis++)
            {
                source += at[axis] * steps[order[axis]];
            }

            cells[k] = Cells[source];
            Shapes.Advance(at, shape);
        }

        return new Grid<T>(shape, cells);
    }

    /// <summary>Grids one after the other along an axis.</summary>
    public static Grid<T> Concatenate(IReadOnlyList<Grid<T>> parts, int axis)
    {
        int[] shape = [.. parts[0].Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        int outer = Shapes.Count(shape.AsSpan(0, axis)), inner = Shapes.Count(shape.AsSpan(axis + 1));
        var cells = new T[Shapes.Count(shape)];
        int to = 0;
        for (int k = 0; k < outer; k++)
        {
            foreach (Grid<T> part in parts)
            {
                int length = part.Shape[axis] * inner;
                Array.Copy(part.Cells, k * length, cells, to, length);
                to += length;
            }
        }

        return new Grid<T>(shape, cells);
    }
}

/// <summary>Arithmetic of shapes.</summary>
internal static class Shapes
{
    /// <summary>Cells of a shape.</summary>
    public static int Count(ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int size in shape)
        {
            count = checked(count * size);
        }

        return count;
    }

    /// <summary>Cells from one position of an axis to the next.</summary>
    public static int[] Steps(int[] shape)
    {
        var steps = new int[shape.Length];
        int step = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= shape[axis];
        }

        return steps;
    }

    /// <summary>Moves to the next position in row-major order.</summary>
    public static void Advance(int[] at, int[] shape)
    {
        for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == shape[axis]; axis--)
        {
            at[axis] = 0;
        }
    }

    /// <summary>The shape of an elementwise operator's result; null where the operands do not fit each other.</summary>
    public static int[]? Broadcast(int[] left, int[] right)
    {
        var shape = new int[Math.Max(left.Length, right.Length)];
        for (int k = 1; k <= shape.Length; k++)
        {
            int a = k <= left.Length ? left[^k] : 1, b = k <= right.Length ? right[^k] : 1;
            if (a != b && a != 1 && b != 1)
            {
                return null;
            }

            shape[^k] = a == 1 ? b : a;
        }

        return shape;
    }

    /// <summary>Index into an operand for a position of the broadcast result.</summary>
    public static int BroadcastIndex(int[] at, int[] operand)
    {
        int index = 0;
        for (int axis = 0; axis < operand.Length; axis++)
        {
            int position = at[at.Length - operand.Length + axis];
            index = index * operand[axis] + (operand[axis] == 1 ? 0 : position);
        }

        return index;
    }

    /// <summary>A shape in words.</summary>
    public static string Text(int[] shape) => $"[{string.Join(",", shape)}]";
}
