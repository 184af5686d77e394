
namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>One value of a node.</summary>
internal readonly record struct Element(Node Node, int Index);

/// <summary>A run of consecutive values of one node.</summary>
internal readonly record struct Piece(Node Node, int Start, int Length);

/// <summary>Values of nodes in some order: mostly all values of one node, sometimes a part of it or a mix of several.</summary>
internal sealed class Vector
{
    private readonly Piece[] pieces;

    private Vector(Piece[] pieces)
    {
        this.pieces = pieces;
        Length = pieces.Sum(piece => piece.Length);
    }

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>The values as runs, as few as there can be.</summary>
    public IReadOnlyList<Piece> Pieces => pieces;

    /// <summary>All values of a node.</summary>
    public static Vector Of(Node node) => new([new Piece(node, 0, node.Size)]);

    /// <summary>A run of a node's values.</summary>
    public static Vector Of(Node node, int start, int length) => new([new Piece(node, start, length)]);

    /// <summary>Vectors one after the other.</summary>
    public static Vector Concatenate(IEnumerable<Vector> vectors) => FromPieces(vectors.SelectMany(vector => vector.pieces));

    /// <summary>Single values one after the other.</summary>
    public static Vector FromElements(ReadOnlySpan<Element> elements)
    {
        if (elements is [Element only])
        {
            return Of(only.Node, only.Index, 1);
        }

        var list = new List<Piece>();
        foreach (Element element in elements)
        {
            Append(list, new Piece(element.Node, element.Index, 1));
        }

        return new Vector([.. list]);
    }

    /// <summary>The values one by one.</summary>
    public Element[] Elements()
    {
        var elements = new Element[Length];
        int k = 0;
        foreach (Piece piece in pieces)
        {
            for (int i = 0; i < piece.Length; i++)
            {
                elements[k++] = new Element(piece.Node, piece.Start + i);
            }
        }

        return elements;
    }

    /// <summary>A part of the values.</summary>
    public Vector Slice(int start, int length)
    {
        if (start == 0 && length == Length)
        {
            return this;
        }

        var list = new List<Piece>();
        foreach (Piece piece in pieces)
        {
            int from = Math.Max(start, 0), to = Math.Min(start + length, piece.Length);
            if (to > from)
            {
                Append(list, new Piece(piece.Node, piece.Start + from, to - from));
            }

            start -= piece.Length;
        }

        return new Vector([.. list]);
    }

    /// <summary>Whether the values are one run of one node.</summary>
    public bool IsRun(out Piece piece)
    {
        piece = pieces.Length == 1 ? pieces[0] : default;
        return pieces.Length == 1;
    }

    /// <summary>Whether the values are all values of one node, in order.</summary>
    public bool IsWhole(out Node node)
    {
        node = pieces.Length == 1 ? pieces[0].Node : null!;
        return pieces.Length == 1 && pieces[0].Length == node.Size;
    }

    /// <summary>Whether both name the same values in the same order.</summary>
    public bool IsSame(Vector other) => pieces.AsSpan().SequenceEqual(other.pieces);

    /// <summary>The numbers, where all of them are constant; null otherwise.</summary>
    public float[]? Constants()
    {
        foreach (Piece piece in pieces)
        {
            if (piece.Node is not ConstantNode)
            {
                return null;
            }
        }

        var values = new float[Length];
        int k = 0;
        foreach (Piece piece in pieces)
        {
            Array.Copy(((ConstantNode)piece.Node).Values, piece.Start, values, k, piece.Length);
            k += piece.Length;
        }

        return values;
    }

    /// <summary>Whether all values are constant zeros.</summary>
    public bool IsZero()
    {
        foreach (Piece piece in pieces)
        {
            if (piece.Node is not ConstantNode constant || constant.Values.AsSpan(piece.Start, piece.Length).ContainsAnyExcept(0f))
            {
                return false;
            }
        }

        return true;
    }

    private static Vector FromPieces(IEnumerable<Piece> source)
    {
        var list = new List<Piece>();
        foreach (Piece piece in source)
        {
            Append(list, piece);
        }

        return new Vector([.. list]);
    }

    private static void Append(List<Piece> list, Piece piece)
    {
        if (list.Count > 0 && list[^1] is { } last && ReferenceEquals(last.Node, piece.Node) && last.Start + last.Length == piece.Start)
        {
            list[^1] = last with { Length = last.Length + piece.Length };
        }
        else if (piece.Length > 0)
        {
            list.Add(piece);
        }
    }
}
