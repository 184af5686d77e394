using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Gru;

/// <summary>
/// Generated code of a gated recurrent unit in either layout: the sums of its matrices, then one loop that makes the new state of them. It
/// stands in the model's own class, so that Core does not grow for models without one. The arrays sums0 and sums1 hold the gates' sums,
/// sums2 what the candidate has of the input, sums3 what it has of the hidden state.
/// </summary>
internal static class GruCode
{
    private const int Update = 0, Reset = 1, Candidate = FloatGru.Candidate, Parts = 4;

    // Of a row without weights, whose sum is 0 by any factor.
    private const double NoFactor = 0.5;

    /// <summary>Weights as constants.</summary>
    public static LayerCode Packed(QuantizedGru gru, int index, PackedSource source)
    {
        LayerCode code = Start(gru, index, source.Width);
        RowMatrix None(int columns) => source.Matrix(new sbyte[gru.Units * columns], null, columns, 0);
        RowMatrix Recurrent(int gate) => source.Matrix(
            gru.RecurrentWeights[gate], gate == Candidate ? gru.CandidateBias : null, gru.Units, gru.Output.ZeroPoint);
        RowMatrix[] input = [.. gru.InputWeights.Select((weights, gate) =>
            source.Matrix(weights, gru.Biases[gate], gru.InputSize, gru.Input.ZeroPoint))];
        double[] inputFactors = [.. Enumerable.Range(0, FloatGru.Gates).Select(gru.InputMultiplier)];
        double[] gateFactors = [gru.RecurrentMultiplier(Update), gru.RecurrentMultiplier(Reset), NoFactor];
        (string Array, int Start) hidden = (code.Output, gru.Output.ZeroPoint);
        if (gru.ResetAfter)
        {
            Func<string, string, IEnumerable<string>> all = source.RecurrentProduct(
                code, index, source.Stack([.. input, None(gru.InputSize)]),
                source.Stack([Recurrent(Update), Recurrent(Reset), None(gru.Units), Recurrent(Candidate)]), hidden,
                new GateSumTarget(
                    gru.Units, source.IsWide, [.. inputFactors, NoFactor], [.. gateFactors, gru.RecurrentMultiplier(Candidate)]),
                GateSumTarget.Arrays(0, Parts));
            code.Run = (array, from) => [.. all(array, from), $"UpdateState{index}();"];
            return code;
        }

        Func<string, string, IEnumerable<string>> gates = source.RecurrentProduct(
            code, index, source.Stack(input), source.Stack([Recurrent(Update), Recurrent(Reset), None(gru.Units)]), hidden,
            new GateSumTarget(gru.Units, source.IsWide, inputFactors, gateFactors), GateSumTarget.Arrays(0, FloatGru.Gates));
        Func<string, string, IEnumerable<string>> candidate = source.Product(
            code, index, Recurrent(Candidate),
            new GateSumTarget(gru.Units, source.IsWide, [gru.RecurrentMultiplier(Candidate)]) { First = FloatGru.Gates },
            GateSumTarget.Arrays(FloatGru.Gates, 1));
        code.Run = (array, from) =>
            [.. gates(array, from), $"ResetState{index}();", .. candidate($"kept{index}", "0"), $"UpdateState{index}();"];
        return code;
    }

    /// <summary>Weights in arrays.</summary>
    public static LayerCode Arrays(QuantizedGru gru, int index, ArraysSource source)
    {
        LayerCode code = Start(gru, index, source.Width);
        string Input(int gate) => new GateMatrix(
            gru.InputWeights[gate], gru.Biases[gate], gru.InputSize, gru.Input.ZeroPoint, gru.InputMultiplier(gate))
            .Code("x, from", source);
        string Recurrent(int gate, string array) => new GateMatrix(
            gru.RecurrentWeights[gate], gate == Candidate ? gru.CandidateBias : new long[gru.Units], gru.Units, gru.Output.ZeroPoint,
            gru.RecurrentMultiplier(gate)).Code($"{array}, 0", source);
        string[] Loop(string name, string parameters, IEnumerable<string> lines) =>
        [
            $"private void {name}{index}({parameters})", "{", $"    for (int u = 0; u < {gru.Units}; u++)", "    {",
            .. lines.Select(line => "        " + line), "    }", "}", "",
        ];
        string last = $"{GateSumTarget.Array(3)}[u] = {Recurrent(Candidate, gru.ResetAfter ? code.Output : $"kept{index}")};";
        code.Methods.InsertRange(0, Loop("AddUp", "short[] x, int from",
        [
            .. new[] { Update, Reset }.SelectMany(gate => new[]
            {
                $"{GateSumTarget.Array(gate)}[u] = {Input(gate)}", $"    + {Recurrent(gate, code.Output)};",
            }),
            $"{GateSumTarget.Array(2)}[u] = {Input(Candidate)};",
            .. gru.ResetAfter ? [last] : Array.Empty<string>(),
        ]));
        if (gru.ResetAfter)
        {
            code.Run = (array, from) => [$"AddUp{index}({array}, {from});", $"UpdateState{index}();"];
            return code;
        }

        code.Methods.InsertRange(0, Loop("AddUpCandidate", "", [last]));
        code.Run = (array, from) =>
            [$"AddUp{index}({array}, {from});", $"ResetState{index}();", $"AddUpCandidate{index}();", $"UpdateState{index}();"];
        return code;
    }

    private static LayerCode Start(QuantizedGru gru, int index, ActivationWidth width)
    {
        var code = new LayerCode { Output = $"hidden{index}", Size = gru.Units };
        code.Scratch.AddRange(Enumerable.Range(0, Parts).Select(part => new ScratchArray("int", GateSumTarget.Array(part), gru.Units)));
        code.Fields.Add($"private readonly short[] {code.Output} = new short[{gru.Units}];");
        code.Fields.Add($"private readonly int[] state{index} = new int[{gru.Units}];");
        if (!gru.ResetAfter)
        {
            code.Fields.Add($"private readonly short[] kept{index} = new short[{gru.Units}];");
            code.Methods.AddRange(
            [
                .. Loop(gru, $"ResetState{index}", index, $"kept{index}",
                [
                    .. gru.Function(Reset).Lines("a", $"{GateSumTarget.Array(1)}[u]"),
                    .. HiddenRounding.Of(gru.ResetMultiplier, gru.Output.ZeroPoint, width.Range()).Lines("h[u]", "(long)a * state[u]"),
                ], gru.Function(Reset).UsesTables),
                "",
            ]);
        }

        code.Methods.AddRange(UpdateState(gru, index, code.Output, width));
        code.Reset.Add($"Array.Clear(state{index}, 0, {gru.Units});");
        code.ResetOutputTo(gru.Output.ZeroPoint);
        return code;
    }

    /// <summary>The method that makes the new state and hidden state of the sums.</summary>
    private static IEnumerable<string> UpdateState(QuantizedGru gru, int index, string hidden, ActivationWidth width)
    {
        const int Largest = QuantizedGru.LargestState;
        GateFunction update = gru.Function(Update), reset = gru.Function(Reset), candidate = gru.Function(Candidate);
        HiddenRounding rounding = HiddenRounding.Of(gru.OutputMultiplier, gru.Output.ZeroPoint, width.Range());
        string input = $"{GateSumTarget.Array(2)}[u]", recurrent = $"{GateSumTarget.Array(3)}[u]";
        string[] sum = !gru.ResetAfter ? [.. candidate.Lines("b", $"({input} + {recurrent})")]
            : reset.IsBounded
            ?
            [
                // |a| is at most 2^15, and a sum's part too: all keeps within int.
                .. reset.Lines("a", $"{GateSumTarget.Array(1)}[u]"),
                .. candidate.Lines("b", $"({input} + {Rounded($"a * {recurrent}", -reset.ValueExponent)})"),
            ]
            :
            [
                .. reset.Lines("a", $"{GateSumTarget.Array(1)}[u]"),
                $"v = {Rounded($"(long)a * {recurrent}", -reset.ValueExponent)};",
                $"a = (int)(v > {1 << 15} ? {1 << 15} : (v < {short.MinValue} ? {short.MinValue} : v));",
                .. candidate.Lines("b", $"({input} + a)"),
            ];
        int one = 1 << -update.ValueExponent;

        // Between two numbers of 16 bits, where the gate keeps within 0..1.
        bool isBetween = candidate.IsBounded && ActivationFunctions.Bounds(gru.GateActivation) is { Min: >= 0 };
        string[] next = isBetween
            ? [$"state[u] = a = {Rounded($"a * state[u] + ({one} - a) * b", -update.ValueExponent)};"]
            :
            [
                $"v = {Rounded($"(long)a * state[u] + ({one}L - a) * b", -update.ValueExponent)};",
                $"state[u] = a = (int)(v > {Largest} ? {Largest} : (v < {-Largest} ? {-Largest} : v));",
            ];
        return Loop(gru, $"UpdateState{index}", index, hidden,
        [
            .. sum, .. update.Lines("a", $"{GateSumTarget.Array(0)}[u]"), .. next, .. rounding.Lines("h[u]", "(long)a"),
        ], new[] { update, reset, candidate }.Any(function => function.UsesTables));
    }

    private static IEnumerable<string> Loop(QuantizedGru gru, string name, int index, string hidden, string[] body, bool usesTables) =>
    [
        $"private void {name}()", "{",
        .. usesTables
            ? ["    int[] offset = GateTables.Offset;", "    short[] slope = GateTables.Slope;"]
            : Array.Empty<string>(),
        $"    int[] state = state{index};", $"    short[] h = {hidden};", "    long v;",
        $"    int {string.Join(", ", GateFunction.Locals(body))};", $"    for (int u = 0; u < {gru.Units}; u++)", "    {",
        .. body.Select(line => line.Length == 0 ? line : "        " + line), "    }", "}",
    ];

    private static string Rounded(string product, int shift) =>
        shift == 0 ? $"({product})" : $"(({product} + {Requantizer.Text(1L << (shift - 1))}) >> {shift})";
}
