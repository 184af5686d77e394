using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>
/// Generated code of an LSTM of other activations in either layout: the sums of its matrices, then one loop that makes cell and hidden
/// state of them. It stands in the model's own class, so that Core does not grow for models without one.
/// </summary>
internal static class LstmVariantCode
{
    private const int Gates = FloatLstmVariant.Gates;

    /// <summary>Weights as constants.</summary>
    public static LayerCode Packed(QuantizedLstmVariant lstm, int index, PackedSource source)
    {
        LayerCode code = Start(lstm, index, source.Width);
        RowMatrix input = source.Stack([.. lstm.InputWeights.Select((weights, gate) =>
            source.Matrix(weights, lstm.Biases[gate], lstm.InputSize, lstm.Input.ZeroPoint))]);
        RowMatrix recurrent = source.Stack([.. lstm.RecurrentWeights.Select(weights =>
            source.Matrix(weights, null, lstm.Units, lstm.Output.ZeroPoint))]);
        var target = new GateSumTarget(
            lstm.Units, source.IsWide, [.. Enumerable.Range(0, Gates).Select(lstm.InputMultiplier)],
            [.. Enumerable.Range(0, Gates).Select(lstm.RecurrentMultiplier)]);
        Func<string, string, IEnumerable<string>> product = source.RecurrentProduct(
            code, index, input, recurrent, (code.Output, lstm.Output.ZeroPoint), target, GateSumTarget.Arrays(0, Gates));
        code.Run = (array, from) => [.. product(array, from), $"UpdateCell{index}();"];
        return code;
    }

    /// <summary>Weights in arrays.</summary>
    public static LayerCode Arrays(QuantizedLstmVariant lstm, int index, ArraysSource source)
    {
        LayerCode code = Start(lstm, index, source.Width);
        IEnumerable<string> sums = Enumerable.Range(0, Gates).SelectMany(gate => new[]
        {
            $"        {GateSumTarget.Array(gate)}[u] = " + new GateMatrix(
                lstm.InputWeights[gate], lstm.Biases[gate], lstm.InputSize, lstm.Input.ZeroPoint, lstm.InputMultiplier(gate))
                .Code("x, from", source),
            "            + " + new GateMatrix(
                lstm.RecurrentWeights[gate], new long[lstm.Units], lstm.Units, lstm.Output.ZeroPoint, lstm.RecurrentMultiplier(gate))
                .Code($"{code.Output}, 0", source) + ";",
        });
        code.Methods.InsertRange(0,
        [
            $"private void AddUp{index}(short[] x, int from)", "{", $"    for (int u = 0; u < {lstm.Units}; u++)", "    {", .. sums,
            "    }", "}", "",
        ]);
        code.Run = (array, from) => [$"AddUp{index}({array}, {from});", $"UpdateCell{index}();"];
        return code;
    }

    private static LayerCode Start(QuantizedLstmVariant lstm, int index, ActivationWidth width)
    {
        var code = new LayerCode { Output = $"hidden{index}", Size = lstm.Units };
        code.Scratch.AddRange(Enumerable.Range(0, Gates).Select(gate => new ScratchArray("int", GateSumTarget.Array(gate), lstm.Units)));
        code.Fields.Add($"private readonly short[] {code.Output} = new short[{lstm.Units}];");
        code.Fields.Add($"private readonly int[] cell{index} = new int[{lstm.Units}];");
        code.Methods.AddRange(Update(lstm, index, code.Output, width));
        code.Reset.Add($"Array.Clear(cell{index}, 0, {lstm.Units});");
        code.ResetOutputTo(lstm.Output.ZeroPoint);
        return code;
    }

    /// <summary>The method that makes the new cell and hidden state of the sums.</summary>
    private static IEnumerable<string> Update(QuantizedLstmVariant lstm, int index, string hidden, ActivationWidth width)
    {
        const int Largest = QuantizedLstmVariant.LargestCell;
        GateFunction[] functions = [.. Enumerable.Range(0, Gates).Select(lstm.Function)];
        GateFunction outputFunction = lstm.OutputFunction;
        HiddenRounding rounding = HiddenRounding.Of(lstm.OutputMultiplier, lstm.Output.ZeroPoint, width.Range());
        string[] tables = functions.Append(outputFunction).Any(function => function.UsesTables)
            ? ["    int[] offset = GateTables.Offset;", "    short[] slope = GateTables.Slope;"] : [];
        string[] body =
        [
            .. functions[1].Lines("a", $"{GateSumTarget.Array(1)}[u]"),
            $"v = {Rounded("(long)a * state[u]", lstm.KeptShift)};",
            .. functions[0].Lines("a", $"{GateSumTarget.Array(0)}[u]"),
            .. functions[FloatLstmVariant.CellGate].Lines("b", $"{GateSumTarget.Array(2)}[u]"),
            $"v += {Rounded("(long)a * b", lstm.AddedShift)};",
            $"c = (int)(v > {Largest} ? {Largest} : (v < {-Largest} ? {-Largest} : v));",
            "state[u] = c;",
            .. functions[3].Lines("a", $"{GateSumTarget.Array(3)}[u]"),
            .. outputFunction.Lines("b", "c"),
            .. rounding.Lines("h[u]", "(long)a * b"),
        ];
        return
        [
            $"private void UpdateCell{index}()", "{", .. tables, $"    int[] state = cell{index};", $"    short[] h = {hidden};",
            "    long v;",
            $"    int {string.Join(", ", GateFunction.Locals(body))};", $"    for (int u = 0; u < {lstm.Units}; u++)", "    {",
            .. body.Select(line => line.Length == 0 ? line : "        " + line), "    }", "}",
        ];
    }

    private static string Rounded(string product, int shift) =>
        shift == 0 ? product : $"(({product} + {Requantizer.Text(1L << (shift - 1))}) >> {shift})";
}
