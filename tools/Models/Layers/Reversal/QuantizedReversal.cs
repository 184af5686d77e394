using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>The same of integers, whose values do not change.</summary>
/// <param name="InputSize">Values of a time step.</param>
/// <param name="Steps">Time steps of the sequence.</param>
/// <param name="Pieces">What a step of the output is made of, in order.</param>
public sealed record QuantizedReversal(string Name, QuantParams Input, int InputSize, int Steps, IReadOnlyList<TimePiece> Pieces)
    : QuantizedLayer(Name, Input, Input)
{
    /// <inheritdoc/>
    public override int? Takes => InputSize;

    /// <inheritdoc/>
    public override LayerShape After(LayerShape input) => input with { Size = Pieces.Sum(piece => piece.Count) };
}
