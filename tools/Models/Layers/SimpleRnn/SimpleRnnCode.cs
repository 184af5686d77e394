using NanoBms.Core.Arithmetic;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>
/// Generated code of a SimpleRNN in either layout: the sums of its matrices, then one loop that makes the new hidden state of them. It
/// stands in the model's own class, so that Core does not grow for models without one.
/// </summary>
internal static class SimpleRnnCode
{
    private static readonly string Sums = GateSumTarget.Array(0);

    /// <summary>Weights as constants.</summary>
    public static LayerCode Packed(QuantizedSimpleRnn layer, int index, PackedSource source)
    {
        LayerCode code = Start(layer, index, source.Width);
        RowMatrix input = source.Matrix(layer.InputWeights, layer.Bias, layer.InputSize, layer.Input.ZeroPoint);
        RowMatrix recurrent = source.Matrix(layer.RecurrentWeights, null, layer.Units, layer.Output.ZeroPoint);
        Func<string, string, IEnumerable<string>> product = source.RecurrentProduct(
            code, index, input, recurrent, (code.Output, layer.Output.ZeroPoint),
            new GateSumTarget(layer.Units, source.IsWide, [layer.InputMultiplier], [layer.RecurrentMultiplier]),
            GateSumTarget.Arrays(0, 1));
        code.Run = (array, from) => [.. product(array, from), $"UpdateHidden{index}();"];
        return code;
    }

    /// <summary>Weights in arrays.</summary>
    public static LayerCode Arrays(QuantizedSimpleRnn layer, int index, ArraysSource source)
    {
        LayerCode code = Start(layer, index, source.Width);
        string input = new GateMatrix(
            layer.InputWeights, layer.Bias, layer.InputSize, layer.Input.ZeroPoint, layer.InputMultiplier).Code("x, from", source);
        string recurrent = new GateMatrix(
            layer.RecurrentWeights, new long[layer.Units], layer.Units, layer.Output.ZeroPoint, layer.RecurrentMultiplier)
            .Code($"{code.Output}, 0", source);
        code.Methods.InsertRange(0,
        [
            $"private void AddUp{index}(short[] x, int from)",
            "{",
            $"    for (int u = 0; u < {layer.Units}; u++)",
            "    {",
            $"        {Sums}[u] = {input}",
            $"            + {recurrent};",
            "    }",
            "}",
            "",
        ]);
        code.Run = (array, from) => [$"AddUp{index}({array}, {from});", $"UpdateHidden{index}();"];
        return code;
    }

    private static LayerCode Start(QuantizedSimpleRnn layer, int index, ActivationWidth width)
    {
        var code = new LayerCode { Output = $"hidden{index}", Size = layer.Units };
        code.Scratch.Add(new ScratchArray("int", Sums, layer.Units));
        code.Fields.Add($"private readonly short[] {code.Output} = new short[{layer.Units}];");
        code.Methods.AddRange(Update(layer, index, code.Output, width));
        code.ResetOutputTo(layer.Output.ZeroPoint);
        return code;
    }

    /// <summary>The method that makes the new hidden state of the sums.</summary>
    private static IEnumerable<string> Update(QuantizedSimpleRnn layer, int index, string hidden, ActivationWidth width)
    {
        bool isTanh = layer.Activation == Activation.Tanh;
        int largest = isTanh ? short.MaxValue : 2 * short.MaxValue + 1;
        var requantizer = new Requantizer(layer.OutputMultiplier, wide: false, layer.Output.ZeroPoint);
        (int min, int max) = layer.OutputRange(width);
        string value = isTanh
            ? $"((offset[s = w >> {GateTables.SegmentBits}] + w * slope[s] - {GateTables.TanhOffset}) >> {GateTables.TanhShift})"
            : "a[u]";
        string addend = Requantizer.Text(requantizer.Addend(SumForm.Plain));
        bool chooses = requantizer.ChoosesBySign(SumForm.Plain);
        string result = "(int)" + requantizer.Code(
            chooses ? $"(v = (long){value})" : $"(long){value}", SumForm.Plain, Requantizer.Text(requantizer.Multiplier),
            chooses ? $"v < 0 ? {Requantizer.Text(requantizer.NegativeAddend(SumForm.Plain))} : {addend}" : addend);
        string[] tables = isTanh ? ["    int[] offset = GateTables.Offset;", "    short[] slope = GateTables.Slope;", "    int s, w;"] : [];
        string[] place = isTanh
            ?
            [
                $"        if ((uint)(w = a[u] * {6 << (12 + layer.SumExponent)} + {GateTables.Bias}) > {GateTables.Limit})",
                "        {", $"            w = w < 0 ? 0 : {GateTables.Limit};", "        }", "",
            ]
            : [];
        string[] store = requantizer.Apply(-largest - 1) >= min && requantizer.Apply(largest) <= max
            ? [$"        h[u] = (short){result};"]
            :
            [
                $"        y = {result};", $"        h[u] = (short)(y > {max} ? {max} : (y < {min} ? {min} : y));",
            ];
        return
        [
            $"private void UpdateHidden{index}()", "{", $"    int[] a = {Sums};", .. tables, $"    short[] h = {hidden};", "    long v;",
            .. store.Length > 1 ? ["    int y;"] : Array.Empty<string>(),
            $"    for (int u = 0; u < {layer.Units}; u++)", "    {", .. place, .. store, "    }", "}",
        ];
    }
}
