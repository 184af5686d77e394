using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Curves;

/// <summary>Code of a curve in either layout: its table, and a method of the model's own class.</summary>
internal static class CurveCode
{
    public static LayerCode Write(QuantizedCurve layer, int index, ActivationWidth width)
    {
        string table = $"curve{index}", output = $"output{index}", method = $"ApplyCurve{index}";
        bool wide = width == ActivationWidth.Int16;
        string type = wide ? "short" : "sbyte";
        var code = new LayerCode { Output = output, Size = layer.Size };
        code.Fields.AddRange(
        [
            $"private readonly {type}[] {table} = new {type}[]",
            "{",
            .. layer.Table.Chunk(24).Select(row => $"    {string.Join(", ", row)},"),
            "};",
            $"private readonly short[] {output} = new short[{layer.Size}];",
        ]);
        string[] narrowStep = [$"        {output}[u] = {table}[input[start + u] + 128];"];
        string[] wideStep =
        [
            "        int place = input[start + u] + 32768;",
            $"        int low = {table}[place >> {QuantizedCurve.StrideBits}], high = {table}[(place >> {QuantizedCurve.StrideBits}) + 1];",
            $"        {output}[u] = (short)(low + ((high - low) * (place & {QuantizedCurve.Stride - 1}) + {QuantizedCurve.Stride / 2} >> "
                + $"{QuantizedCurve.StrideBits}));",
        ];
        code.Methods.AddRange(
        [
            $"/// <summary>{layer.Curve.Name}, by its table.</summary>",
            $"private void {method}(short[] input, int start)",
            "{",
            $"    for (int u = 0; u < {layer.Size}; u++)",
            "    {",
            .. wide ? wideStep : narrowStep,
            "    }",
            "}",
        ]);
        code.Run = (array, offset) => [$"{method}({array}, {offset});"];
        return code;
    }
}
