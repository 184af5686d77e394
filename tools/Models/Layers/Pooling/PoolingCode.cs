using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Pooling;

/// <summary>Generated code: each time step as it comes, so that the sequence is never stored.</summary>
internal static class PoolingCode
{
    public static LayerCode Write(QuantizedPooling layer, int index, ActivationWidth width)
    {
        string output = $"output{index}";
        var code = new LayerCode { Output = output, Size = layer.Size };
        code.Fields.Add($"private readonly short[] {output} = new short[{layer.Size}];");
        if (layer.Mode == PoolingMode.Last)
        {
            code.Run = (array, from) => [$"Array.Copy({array}, {from}, {output}, 0, {layer.Size});"];
            return code;
        }

        if (layer.Mode == PoolingMode.Max)
        {
            code.ResetOutputTo(width.Range().Min);
            code.Methods.AddRange(Loop(layer, $"Pool{index}", "short[] input, int start",
                [$"if (input[start + u] > {output}[u])", "{", $"    {output}[u] = input[start + u];", "}"]));
            code.Run = (array, from) => [$"Pool{index}({array}, {from});"];
            return code;
        }

        string sums = $"pooled{index}";
        code.Fields.Add($"private readonly int[] {sums} = new int[{layer.Size}];");
        code.Reset.Add($"Array.Clear({sums}, 0, {layer.Size});");
        int zero = layer.Input.ZeroPoint;
        string centered = zero == 0 ? "input[start + u]" : zero > 0 ? $"input[start + u] - {zero}" : $"input[start + u] + {-zero}";
        HiddenRounding rounding = HiddenRounding.Of(layer.Factor, layer.Output.ZeroPoint, width.Range());
        code.Methods.AddRange(
        [
            .. Loop(layer, $"Pool{index}", "short[] input, int start", [$"{sums}[u] += {centered};"]), "",
            .. Loop(layer, $"EndPool{index}", "", ["long v;", .. rounding.Lines($"{output}[u]", $"(long){sums}[u]")]),
        ]);
        code.Run = (array, from) => [$"Pool{index}({array}, {from});"];
        code.Finish.Add($"EndPool{index}();");
        return code;
    }

    private static IEnumerable<string> Loop(QuantizedPooling layer, string name, string parameters, IEnumerable<string> lines) =>
    [
        $"private void {name}({parameters})", "{", $"    for (int u = 0; u < {layer.Size}; u++)", "    {",
        .. lines.Select(line => "        " + line), "    }", "}",
    ];
}
