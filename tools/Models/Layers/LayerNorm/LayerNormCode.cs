using NanoBms.Models.Generation.Source;
using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.LayerNorm;

/// <summary>Generated code of a layer normalisation in either layout: a method of the model's own class.</summary>
internal static class LayerNormCode
{
    public static LayerCode Write(QuantizedLayerNorm layer, int index, ActivationWidth width)
    {
        int size = layer.Scale.Count, shift = layer.Shift, bits = QuantizedLayerNorm.ValueBits;
        string output = $"output{index}", scale = $"scale{index}", offset = $"offset{index}", method = $"Normalize{index}";
        (int min, int max) = width.Range();
        var code = new LayerCode { Output = output, Size = size };
        code.Fields.AddRange(
        [
            .. Table(scale, layer.Scale), .. Table(offset, layer.Offset),
            $"private readonly short[] {output} = new short[{size}];",
        ]);
        string zero = layer.Output.ZeroPoint < 0 ? $" - {-layer.Output.ZeroPoint}" : $" + {layer.Output.ZeroPoint}";
        code.Methods.AddRange(
        [
            "/// <summary>Mean and variance of the values taken out, by an integer root.</summary>",
            $"private void {method}(short[] input, int start)",
            "{",
            "    int sum = 0;",
            $"    for (int u = 0; u < {size}; u++)",
            "    {",
            "        sum += input[start + u];",
            "    }",
            "",
            "    long squares = 0;",
            $"    for (int u = 0; u < {size}; u++)",
            "    {",
            $"        long difference = {size} * input[start + u] - sum;",
            "        squares += difference * difference;",
            "    }",
            "",
            $"    long rest = squares / {size} + {Requantizer.Text(layer.Epsilon)};",
            "    if (rest < 1)",
            "    {",
            "        rest = 1;",
            "    }",
            "",
            $"    int shift = {bits};",
            $"    if (rest < {QuantizedLayerNorm.SmallBelow}L)",
            "    {",
            $"        rest <<= {2 * QuantizedLayerNorm.WideningBits};",
            $"        shift = {bits + QuantizedLayerNorm.WideningBits};",
            "    }",
            "",
            "    long root = 0;",
            "    for (long bit = 1L << 60; bit != 0; bit >>= 2)",
            "    {",
            "        if (rest >= root + bit)",
            "        {",
            "            rest -= root + bit;",
            "            root = (root >> 1) + bit;",
            "        }",
            "        else",
            "        {",
            "            root >>= 1;",
            "        }",
            "    }",
            "",
            $"    for (int u = 0; u < {size}; u++)",
            "    {",
            $"        long value = ((long)({size} * input[start + u] - sum) << shift) / root * {scale}[u]",
            $"            + ((long){offset}[u] << {shift - QuantizedLayerNorm.OffsetBits}) + {Requantizer.Text(1L << (shift - 1))};",
            $"        value = (value >> {shift}){zero};",
            $"        {output}[u] = (short)(value > {max} ? {max} : (value < {min} ? {min} : value));",
            "    }",
            "}",
        ]);
        code.Run = (array, from) => [$"{method}({array}, {from});"];
        return code;
    }

    private static IEnumerable<string> Table(string name, IReadOnlyList<int> values) =>
    [
        $"private readonly int[] {name} = new int[]",
        "{",
        .. values.Chunk(16).Select(row => $"    {string.Join(", ", row)},"),
        "};",
    ];
}
