using NanoBms.Models.Generation.Source;

namespace NanoBms.Models.Layers.Reversal;

/// <summary>Generated code: copies for each time step, out of a whole sequence.</summary>
internal static class ReversalCode
{
    public static LayerCode Write(QuantizedReversal layer, int index)
    {
        string output = $"output{index}";
        var code = new LayerCode { Output = output, Size = layer.Pieces.Sum(piece => piece.Count), ReadsSequence = true };
        code.Fields.Add($"private readonly short[] {output} = new short[{code.Size}];");
        code.Run = (sequence, step) => Copies(layer, output, sequence, step);
        return code;
    }

    private static IEnumerable<string> Copies(QuantizedReversal layer, string output, string sequence, string step)
    {
        int to = 0;
        foreach (TimePiece piece in layer.Pieces)
        {
            string row = piece.IsReversed ? $"({layer.Steps - 1} - {step})" : step;
            string from = piece.From == 0 ? "" : $" + {piece.From}";
            yield return $"Array.Copy({sequence}, {row} * {layer.InputSize}{from}, {output}, {to}, {piece.Count});";
            to += piece.Count;
        }
    }
}
