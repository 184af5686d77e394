using NanoBms.Models.Networks;

namespace NanoBms.Models.Tflite.Symbolic;

/// <summary>
/// What computes a vector that is a run of one node: an elementwise operator on a part of a node's values is the operator on the parts
/// of its operands, so splitting before or after it looks the same.
/// </summary>
internal static class View
{
    /// <summary>Sees a vector as an activation.</summary>
    public static bool IsActivation(Vector vector, out Activation activation, out Vector source)
    {
        if (vector.IsRun(out Piece piece) && piece.Node is ActivationNode node
            && (node.Activation != Activation.Softmax || piece.Length == node.Size))
        {
            activation = node.Activation;
            source = node.Source.Slice(piece.Start, piece.Length);
            return true;
        }

        activation = default;
        source = null!;
        return false;
    }

    /// <summary>Sees a vector as an operator of two operands.</summary>
    public static bool IsBinary(Vector vector, out BinaryKind kind, out Vector left, out Vector right)
    {
        if (vector.IsRun(out Piece piece) && piece.Node is BinaryNode node)
        {
            kind = node.Kind;
            left = node.Left.Slice(piece.Start, piece.Length);
            right = node.Right.Slice(piece.Start, piece.Length);
            return true;
        }

        kind = default;
        left = right = null!;
        return false;
    }

    /// <summary>Sees a vector as a product of one kind.</summary>
    public static bool Is(Vector vector, BinaryKind wanted, out Vector left, out Vector right) =>
        IsBinary(vector, out BinaryKind kind, out left, out right) && kind == wanted;
}
