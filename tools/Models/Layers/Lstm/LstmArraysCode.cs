using NanoBms.Models.Generation.Source;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>Code of an LSTM with weights in arrays: Core's layer, constructed with them.</summary>
internal static class LstmArraysCode
{
    public static LayerCode Write(QuantizedLstm lstm, int index, ArraysSource source)
    {
        string name = $"layer{index}", output = $"output{index}";
        var code = new LayerCode { Output = output, Size = lstm.Units };
        code.Fields.Add($"private readonly LstmLayer {name};");
        code.Fields.Add($"private readonly short[] {output} = new short[{lstm.Units}];");
        code.Construction.Add(
            $"{name} = new LstmLayer({lstm.InputSize}, {lstm.Units}, {SourceText.Flag(source.IsWide)}, "
            + $"{Jagged("sbyte", lstm.InputWeights.Select(source.Weights))}, "
            + $"{Jagged("sbyte", lstm.RecurrentWeights.Select(source.Weights))}, "
            + $"{Jagged("long", lstm.Biases.Select(source.Biases))}, "
            + $"{SourceText.Number(lstm.Input.Scale)}, {lstm.Input.ZeroPoint}, {SourceText.Number(lstm.Output.Scale)}, "
            + $"{lstm.Output.ZeroPoint}, "
            + $"{SourceText.Number(lstm.CellScale)}, {SourceText.Number(lstm.CellClip)}, "
            + $"{SourceText.Array(lstm.InputWeightScales)}, {SourceText.Array(lstm.RecurrentWeightScales)});");
        code.Reset.Add($"{name}.ResetState();");
        code.Run = (array, offset) => [$"{name}.Step({array}, {offset}, {output}, 0);"];
        return code;
    }

    private static string Jagged(string type, IEnumerable<string> names) => $"new {type}[][] {{ {string.Join(", ", names)} }}";
}
