using NanoBms.Core.Arithmetic;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>Packed code of an LSTM: its matrices in methods that give the gates' sums, then the cell update.</summary>
internal static class LstmPackedCode
{
    private const int Gates = 4;

    public static LayerCode Write(QuantizedLstm lstm, int index, PackedSource source)
    {
        string hidden = $"hidden{index}", cell = $"cell{index}";
        int start = LstmLayer.HiddenStart(source.IsWide, lstm.Output.ZeroPoint);
        RowMatrix input = Stack(lstm.InputWeights, lstm.Biases, lstm.InputSize, lstm.Input.ZeroPoint, source);
        RowMatrix recurrent = Stack(lstm.RecurrentWeights, null, lstm.Units, lstm.Output.ZeroPoint, source);
        bool inline = CellCode.Supports(lstm);
        var target = new GateTarget(lstm, source.IsWide, inline, input, recurrent);
        var code = new LayerCode { Output = hidden, Size = lstm.Units };
        (string type, string array) = inline ? ("ushort", "g") : ("int", "sums");
        string sums = string.Join(", ", Enumerable.Range(0, Gates).Select(gate => $"{array}{gate}"));
        string parameters = string.Join(", ", Enumerable.Range(0, Gates).Select(gate => $"{type}[] g{gate}"));
        code.Scratch.AddRange(Enumerable.Range(0, Gates).Select(gate => new ScratchArray(type, $"{array}{gate}", lstm.Units)));
        Func<string, string, IEnumerable<string>> product =
            source.RecurrentProduct(code, index, input, recurrent, (hidden, start), target, (parameters, sums));

        code.Fields.Add($"private readonly short[] {hidden} = new short[{lstm.Units}];");
        string update;
        if (inline)
        {
            code.Fields.Add($"private readonly short[] {cell} = new short[{lstm.Units}];");
            code.Methods.AddRange(new CellCode(lstm, source.IsWide).Method($"UpdateCell{index}", cell, hidden));
            code.Reset.Add($"Array.Clear({cell}, 0, {lstm.Units});");
            update = $"UpdateCell{index}();";
        }
        else
        {
            code.Fields.Add($"private readonly LstmCell {cell};");
            code.Construction.Add(
                $"{cell} = new LstmCell({lstm.Units}, {SourceText.Flag(source.IsWide)}, {SourceText.Number(lstm.CellScale)}, "
                    + $"{SourceText.Number(lstm.CellClip)}, "
                + $"{SourceText.Number(lstm.Output.Scale)}, {lstm.Output.ZeroPoint});");
            code.Reset.Add($"{cell}.Reset();");
            update = $"{cell}.Update({sums}, {hidden});";
        }

        code.ResetOutputTo(start);
        code.Run = (array, from) => [.. product(array, from), update];
        return code;
    }

    private static RowMatrix Stack(sbyte[][] weights, long[][]? biases, int columns, int zeroPoint, PackedSource source) =>
        source.Stack([.. weights.Select((matrix, gate) => source.Matrix(matrix, biases?[gate], columns, zeroPoint))]);
}
