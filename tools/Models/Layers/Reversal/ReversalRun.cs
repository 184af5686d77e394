using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>Moves the values of a sequence.</summary>
internal static class ReversalRun
{
    /// <summary>Fills a sequence with pieces of another.</summary>
    public static void Move<T>(ReadOnlySpan<T> input, LayerShape shape, IReadOnlyList<TimePiece> pieces, Span<T> output)
    {
        int at = 0;
        for (int t = 0; t < shape.Steps; t++)
        {
            foreach (TimePiece piece in pieces)
            {
                int step = piece.IsReversed ? shape.Steps - 1 - t : t;
                input.Slice((step * shape.Size) + piece.From, piece.Count).CopyTo(output[at..]);
                at += piece.Count;
            }
        }
    }
}
