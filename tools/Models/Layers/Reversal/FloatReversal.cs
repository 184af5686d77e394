using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>
/// Each time step anew, of pieces of its values and of those of the step as far from the end: what lets a recurrent layer that runs
/// forward read a window from its end.
/// </summary>
/// <param name="InputSize">Values of a time step.</param>
/// <param name="Pieces">What a step of the output is made of, in order.</param>
public sealed record FloatReversal(string Name, int InputSize, IReadOnlyList<TimePiece> Pieces) : FloatLayer(Name)
{
    /// <inheritdoc/>
    public override bool NeedsAllSteps => true;

    /// <summary>All values, from the last time step to the first.</summary>
    public static FloatReversal Whole(string name, int size) => new(name, size, [new TimePiece(0, size, true)]);

    /// <summary>All values forwards, and beside them all values from the last time step to the first.</summary>
    public static FloatReversal Both(string name, int size) =>
        new(name, size, [new TimePiece(0, size, false), new TimePiece(0, size, true)]);

    /// <summary>The values from a number on from the last time step to the first, those before them as they are.</summary>
    public static FloatReversal From(string name, int size, int first) =>
        new(name, size, [new TimePiece(0, first, false), new TimePiece(first, size - first, true)]);

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input with { Size = Pieces.Sum(piece => piece.Count) };
}
