
namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>What a tensor holds while a graph is evaluated.</summary>
internal abstract record SymbolicValue;

/// <summary>Integers or booleans, known by value.</summary>
internal sealed record IntegerValue(Grid<long> Grid) : SymbolicValue
{
    public int[] Shape => Grid.Shape;

    public long[] Values => Grid.Cells;

    public static IntegerValue Scalar(long value) => new(new Grid<long>([], [value]));

    public static IntegerValue List(long[] values) => new(new Grid<long>([values.Length], values));
}

/// <summary>Floats as rows along the last axis; a scalar is one row of one.</summary>
internal sealed record FloatValue(int[] Shape, Vector[] Rows) : SymbolicValue
{
    /// <summary>Length of the last axis.</summary>
    public int RowLength => Shape.Length == 0 ? 1 : Shape[^1];

    /// <summary>All values as one vector.</summary>
    public Vector Flat() => Rows.Length == 1 ? Rows[0] : Vector.Concatenate(Rows);

    /// <summary>The same values in another shape of the same size.</summary>
    public FloatValue Reshape(int[] shape)
    {
        int length = shape.Length == 0 ? 1 : shape[^1];
        if (length == RowLength)
        {
            return new FloatValue(shape, Rows);
        }

        int rows = length == 0 ? 0 : Shapes.Count(shape) / length;
        Vector flat = Flat();
        if (rows == 1)
        {
            return new FloatValue(shape, [flat]);
        }

        Element[] elements = flat.Elements();
        return new FloatValue(shape, [.. Enumerable.Range(0, rows)
            .Select(row => Vector.FromElements(elements.AsSpan(row * length, length)))]);
    }

    /// <summary>The rows as cells: for operators that leave the last axis alone.</summary>
    public Grid<Vector> RowGrid() => new(Shape[..^1], Rows);

    /// <summary>Puts rows back together.</summary>
    public static FloatValue FromRows(Grid<Vector> rows, int rowLength) => new([.. rows.Shape, rowLength], rows.Cells);

    /// <summary>Single values as cells.</summary>
    public Grid<Element> ElementGrid() => new(Shape, Flat().Elements());

    /// <summary>Makes rows of single values.</summary>
    public static FloatValue FromElements(Grid<Element> grid)
    {
        int length = grid.Shape.Length == 0 ? 1 : grid.Shape[^1];
        int rows = length == 0 ? 0 : grid.Cells.Length / length;
        return new FloatValue(grid.Shape,
            [.. Enumerable.Range(0, rows).Select(row => Vector.FromElements(grid.Cells.AsSpan(row * length, length)))]);
    }
}

/// <summary>A constant float tensor of the file, read when it is needed.</summary>
internal sealed record WeightValue(WeightTensor Tensor) : SymbolicValue;

/// <summary>A TensorFlow tensor list.</summary>
internal sealed record ListValue(SymbolicValue?[] Items, int[] ItemShape) : SymbolicValue;

/// <summary>A resource variable, by name.</summary>
internal sealed record ResourceValue(string Name) : SymbolicValue;

/// <summary>A value that cannot be known or used; the sentence is told if the model's output depends on it.</summary>
internal sealed record UnknownValue(string Sentence) : SymbolicValue;
