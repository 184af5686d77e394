using NanoBms.Core;
using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelConverter.Generation;

/// <summary>
/// The cell update of one LSTM layer as a loop without calls: the arithmetic of <see cref="LstmCell"/> with the layer's constants in the code
/// and the clamps left out that its weights prove unnecessary.
/// </summary>
internal sealed class CellCode
{
    // Cell scales that the short form is written for. Others occur in no trained network; LstmCell takes them.
    private const int MinExponent = -15, MaxExponent = -9;

    private const int HiddenMax = 32767 * 32757;

    private readonly QuantizedLstm lstm;
    private readonly bool wide;
    private readonly bool[] saturates;
    private readonly int exponent;

    /// <param name="lstm">The layer.</param>
    /// <param name="wide">False: int8 hidden values; true: int16.</param>
    /// <param name="saturates">For each gate whether a sum may leave the range of int16.</param>
    public CellCode(QuantizedLstm lstm, bool wide, bool[] saturates)
    {
        this.lstm = lstm;
        this.wide = wide;
        this.saturates = saturates;
        exponent = FixedPoint.PowerOfTwoExponent(lstm.CellScale);
    }

    /// <summary>Whether the layer's scales are such as the short form is written for.</summary>
    public static bool Supports(QuantizedLstm lstm)
    {
        FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / lstm.Output.Scale, out _, out int shift);
        return FixedPoint.PowerOfTwoExponent(lstm.CellScale) is >= MinExponent and <= MaxExponent && shift is > -30 and < 0;
    }

    /// <summary>What the kernel adds to a gate's sums, so that three times a sum (six times for the cell gate) points into the tables.</summary>
    public static int Bias(int gate) => GateTables.Bias / Factor(gate);

    /// <summary>Lines of a method that updates the arrays <paramref name="cell"/> and <paramref name="hidden"/> from g0 to g3.</summary>
    public IEnumerable<string> Method(string name, string cell, string hidden)
    {
        FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / lstm.Output.Scale, out int multiplier, out int shift);
        List<string> body =
        [
            .. Gate(1, "f"),
            // Halved and rounded twice, ties away from zero the second time.
            $"v = {Sigmoid(1, "f")} * state[u];",
            "c = (v + 16385 + ((v >> 31) << 1)) >> 15;",
            .. Gate(2, "g"),
            .. Gate(0, "i"),
            $"v = {Tanh($"(w = {Sum(2, "g")} * 6)")} * {Sigmoid(0, "i")};",
            $"c += (v + {1 + (1 << (exponent + 29))} + ((v >> 31) << 1)) >> {exponent + 30};",
            .. Clip(),
            "state[u] = (short)c;",
            .. Gate(3, "o"),
            $"p = {Tanh("w")} * {Sigmoid(3, "o")};",
            .. Hidden(multiplier, -shift),
        ];
        return
        [
            $"private void {name}()",
            "{",
            "    int[] offset = GateTables.Offset, i = g0, f = g1, g = g2, o = g3;",
            $"    short[] slope = GateTables.Slope, state = {cell}, h = {hidden};",
            saturates.Any(gate => gate) ? "    int a, w, s, v, c;" : "    int w, s, v, c;",
            "    long p;",
            $"    for (int u = 0; u < {lstm.Units}; u++)",
            "    {",
            .. body.Select(line => line.Length == 0 ? line : "        " + line),
            "    }",
            "}",
        ];
    }

    private static int Factor(int gate) => gate == 2 ? 6 : 3;

    private string Sum(int gate, string array) => saturates[gate] ? "a" : $"{array}[u]";

    /// <summary>Saturates a gate's sum where it is not proven to keep within int16 (cell gate: within the table, beyond which tanh is constant).</summary>
    private IEnumerable<string> Gate(int gate, string array)
    {
        if (!saturates[gate])
        {
            return [];
        }

        int low = gate == 2 ? 0 : Bias(gate) + short.MinValue, high = gate == 2 ? 2 * Bias(gate) : Bias(gate) + short.MaxValue;
        string test = low == 0 ? $"(uint)(a = {array}[u]) > {high}" : $"(uint)((a = {array}[u]) - {low}) > {high - low}";
        return [$"if ({test})", "{", $"    a = a < {low} ? {low} : {high};", "}", ""];
    }

    private string Sigmoid(int gate, string array) =>
        $"((offset[s = (w = {Sum(gate, array)} * 3) >> {GateTables.SegmentBits}] + w * slope[s]) >> {GateTables.SigmoidShift})";

    private static string Tanh(string w) =>
        $"((offset[s = {w} >> {GateTables.SegmentBits}] + w * slope[s] - {GateTables.TanhOffset}) >> {GateTables.TanhShift})";

    /// <summary>Clips the cell and finds its place in the tanh's table; in one test where the table ends before the clip.</summary>
    private IEnumerable<string> Clip()
    {
        int clip = LstmCell.CellClipSteps(lstm.CellClip, lstm.CellScale), e = 12 + exponent;
        int high = clip > 0 ? clip : short.MaxValue, low = clip > 0 ? -clip : short.MinValue;
        string place = e >= 0
            ? $"w = c * {6 << e} + {GateTables.Bias};"
            : $"w = (((c * 3 + {1 << (-e - 1)}) >> {-e}) << 1) + {GateTables.Bias};";
        string[] clamp = [$"if (c > {high})", "{", $"    c = {high};", "}", $"else if (c < {low})", "{", $"    c = {low};", "}"];
        string[] table = ["{", $"    w = w < 0 ? 0 : {GateTables.Limit};", "}"];
        string outside = $"if ((uint)w > {GateTables.Limit})";
        if (e >= 0 && GateTables.Bias / (6 << e) <= high)
        {
            return [place, outside, "{", .. clamp.Select(line => "    " + line), "", $"    w = w < 0 ? 0 : {GateTables.Limit};", "}", ""];
        }

        return [.. clamp, "", place, .. e >= 0 ? new[] { outside }.Concat(table) : [], ""];
    }

    /// <summary>o * tanh(c) brought to the hidden state's scale; see <see cref="Packing.Requantizer"/> for the one shift.</summary>
    private IEnumerable<string> Hidden(int multiplier, int shift)
    {
        int zeroPoint = lstm.Output.ZeroPoint;
        long doubled = 2L * multiplier, addend = 2 * ((1L << 30) + (1L << (shift - 1 + 31)));
        string value = $"(p * {doubled}L + {addend}L - (long)((ulong)p >> 32)) >> {32 + shift}";
        if (zeroPoint != 0)
        {
            value = $"({value}) + {zeroPoint}";
        }

        long largest = (HiddenMax * doubled + addend) >> (32 + shift);
        (int min, int max) = wide ? (short.MinValue, short.MaxValue) : ((int)sbyte.MinValue, (int)sbyte.MaxValue);
        if (largest + zeroPoint <= max && -largest + zeroPoint >= min)
        {
            return [$"h[u] = (short)({value});"];
        }

        return
        [
            $"if ((v = (int)({value})) > {max})", "{", $"    v = {max};", "}", $"else if (v < {min})", "{", $"    v = {min};", "}", "",
            "h[u] = (short)v;",
        ];
    }
}
