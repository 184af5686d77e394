using NanoBms.Core.Arithmetic;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>
/// The cell update of one LSTM layer as a loop without calls: the arithmetic of <see cref="LstmCell"/> with the layer's constants in the
/// code. Gate sums come with a bias and within <see cref="SumRange"/>, so that a multiple of them points into the tables.
/// </summary>
internal sealed class CellCode
{
    // Cell scales that the short form is written for. Others occur in no trained network; LstmCell takes them.
    private const int MinExponent = -15, MaxExponent = -9;

    // Most that tanh and sigmoid give.
    private const int LargestProduct = 32767 * 32757;

    private const int CellGate = 2;

    // Steps of the tables a step of a sum: tanh(x) = 2 sigmoid(2x) - 1.
    private const int SigmoidFactor = 3, TanhFactor = 6;

    private readonly QuantizedLstm lstm;
    private readonly bool wide;
    private readonly int exponent;

    /// <param name="lstm">The layer.</param>
    /// <param name="wide">False: int8 hidden values; true: int16.</param>
    public CellCode(QuantizedLstm lstm, bool wide)
    {
        this.lstm = lstm;
        this.wide = wide;
        exponent = FixedPoint.PowerOfTwoExponent(lstm.CellScale);
    }

    /// <summary>Whether the layer's scales are such as the short form is written for.</summary>
    public static bool Supports(QuantizedLstm lstm)
    {
        FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / lstm.Output.Scale, out _, out int shift);
        return FixedPoint.PowerOfTwoExponent(lstm.CellScale) is >= MinExponent and <= MaxExponent && shift is > -30 and < 0;
    }

    /// <summary>What the kernel adds to a gate's sums: none is below 0, so that they are stored as ushort.</summary>
    public static int Bias(int gate) => gate == CellGate ? GateTables.Bias / TanhFactor : -short.MinValue;

    /// <summary>
    /// What the kernel keeps a gate's biased sums within: int16, as the reference saturates them, or for the cell gate the part of it in
    /// which the tanh is not yet constant.
    /// </summary>
    public static (int Low, int High) SumRange(int gate) =>
        gate == CellGate ? (0, 2 * Bias(gate)) : (Bias(gate) + short.MinValue, Bias(gate) + short.MaxValue);

    // What a sigmoid's gate lacks to the table's bias: whole segments.
    private const int SigmoidBias = GateTables.Bias + (SigmoidFactor * short.MinValue);

    /// <summary>Lines of a method that updates the arrays <paramref name="cell"/> and <paramref name="hidden"/> from g0 to g3.</summary>
    public IEnumerable<string> Method(string name, string cell, string hidden)
    {
        // A product x is halved and rounded twice as the reference does, ties away from zero the second time:
        // (x + 1 + 2^n + (x < 0 ? -2 : 0)) >> (n + 1). A sigmoid is above 0, so that the sign is that of the other factor, which is at
        // hand. All in one expression, since what stays on the stack is neither stored nor loaded.
        string kept = $"(({Sigmoid("f")} * (c = state[u]) + {Rounding("c < 0", 14)}) >> 15)";
        string rounding = Rounding($"v < {GateTables.Bias}", exponent + 29);
        string added = $"(({Tanh($"(v = g[u] * {TanhFactor})", "v")} * {Sigmoid("i")} + {rounding}) >> {exponent + 30})";
        string[] store = [.. Hidden($"{Tanh("w", "w")} * {Sigmoid("o")}")];
        return
        [
            $"private void {name}()",
            "{",
            "    int[] offset = GateTables.Offset;",
            "    ushort[] i = g0, f = g1, g = g2, o = g3;",
            $"    short[] slope = GateTables.Slope, state = {cell}, h = {hidden};",
            $"    long m = {HiddenMultiplier};",
            "    int w, s, v, c;",
            .. store[0].Contains("(r = ", StringComparison.Ordinal) ? ["    short r;"] : Array.Empty<string>(),
            $"    for (int u = 0; u < {lstm.Units}; u++)",
            "    {",
            .. Indented([.. Clip($"{kept} + {added}"), "", "state[u] = (short)c;", .. store]),
            "    }",
            "}",
        ];
    }

    private static IEnumerable<string> Indented(IEnumerable<string> lines) =>
        lines.Select(line => line.Length == 0 ? line : "        " + line);

    private static string Sigmoid(string gate) =>
        $"((offset[s = (w = {gate}[u] * {SigmoidFactor} + {SigmoidBias}) >> {GateTables.SegmentBits}] + w * slope[s]) "
            + $">> {GateTables.SigmoidShift})";

    /// <summary>C# of what is added to a product before the shift by a bit more than <paramref name="bits"/>.</summary>
    private static string Rounding(string isNegative, int bits) => $"({isNegative} ? {(1 << bits) - 1} : {(1 << bits) + 1})";

    /// <param name="place">C# of the place in the tables.</param>
    /// <param name="w">The local that holds it then.</param>
    private static string Tanh(string place, string w) =>
        $"((offset[s = {place} >> {GateTables.SegmentBits}] + {w} * slope[s] - {GateTables.TanhOffset}) >> {GateTables.TanhShift})";

    /// <summary>Sets c, clipped, and w, its place in the tanh's table; with one test where the table ends before the clip.</summary>
    private IEnumerable<string> Clip(string sum)
    {
        int clip = LstmCell.CellClipSteps(lstm.CellClip, lstm.CellScale), e = 12 + exponent;
        int high = clip > 0 ? clip : short.MaxValue, low = clip > 0 ? -clip : short.MinValue;
        string[] clipped = [$"c = c < {low} ? {low} : {high};"];
        string outside = $"if ((uint)((c = {sum}) + {-low}) > {high - low})";
        if (e < 0)
        {
            // No cell value reaches the table's end.
            string sum3 = $"(c * 3 + {(GateTables.Bias << (-e - 1)) + (1 << (-e - 1))})";
            return [outside, "{", .. clipped.Select(line => "    " + line), "}", "",
                e == -1 ? $"w = {sum3} & -2;" : $"w = ({sum3} >> {-e}) << 1;"];
        }

        string place = $"(uint)(w = (c = {sum}) * {6 << e} + {GateTables.Bias}) > {GateTables.Limit}";
        string[] end = [$"w = w < 0 ? 0 : {GateTables.Limit};"];
        if (GateTables.Bias / (6 << e) <= high)
        {
            return [$"if ({place})", "{", $"    if (c > {high} || c < {low})", "    {", .. clipped.Select(line => "        " + line),
                "    }", "", .. end.Select(line => "    " + line), "}"];
        }

        return
        [
            outside, "{", .. clipped.Select(line => "    " + line), "}", "",
            $"if ({place.Replace($"(c = {sum})", "c", StringComparison.Ordinal)})", "{", .. end.Select(line => "    " + line), "}",
        ];
    }

    private long HiddenMultiplier
    {
        get
        {
            FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / lstm.Output.Scale, out int multiplier, out _);
            return multiplier;
        }
    }

    /// <summary>o * tanh(c) brought to the hidden state's scale; see <see cref="Requantizer"/> for the one shift.</summary>
    private IEnumerable<string> Hidden(string product)
    {
        FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / lstm.Output.Scale, out _, out int negativeShift);
        int shift = 31 - negativeShift, zeroPoint = lstm.Output.ZeroPoint;
        long rounding = (1L << 30) + (1L << (shift - 1));
        var folded = rounding + ((Int128)zeroPoint << shift);
        Int128 largest = (Int128)LargestProduct * HiddenMultiplier;
        bool folds = Int128.Abs(folded) + (1L << 31) + largest < long.MaxValue;
        long added = folds ? (long)folded : rounding;
        string value = $"({product} * m + (c < 0 ? {Requantizer.Text(added - (1L << 31))} : {Requantizer.Text(added)})) >> {shift}";
        value = folds ? $"({value})" : $"(({value}) + {zeroPoint})";
        Int128 most = (largest + rounding) >> shift;
        (int min, int max) = wide ? (short.MinValue, short.MaxValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
        if (most + zeroPoint <= max && -most + zeroPoint >= min)
        {
            return [$"h[u] = (short){value};"];
        }

        // A narrowing that changes nothing is a test of the range; a short is stored without one.
        return most + Math.Abs(zeroPoint) <= short.MaxValue && !wide
            ? [$"if ((sbyte)(r = (short){value}) != r)", "{", $"    r = (short)(r < {min} ? {min} : {max});", "}", "", "h[u] = r;"]
            : [$"if ((uint)((v = (int){value}) + {-min}) > {max - min})", "{", $"    v = v < {min} ? {min} : {max};", "}", "",
                "h[u] = (short)v;"];
    }
}
