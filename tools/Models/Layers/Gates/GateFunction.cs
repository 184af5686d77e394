using System.Text.RegularExpressions;
using NanoBms.Core.Arithmetic;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Gates;

/// <summary>
/// An activation of a gate, or of a state, in integers: of x in steps of 2^n it makes values in steps of 2^k. With T for the straight lines
/// of the LSTM's tables, which take steps of 2^-12 (x is brought there first, rounded half up, and kept within +-8):
/// <code>
/// tanh, sigmoid    k = -15   T(x)
/// hard sigmoids    k = -15   (x m + 2^30 + 2^15) >> 16, m = round(slope 2^(31 + n)), kept within 0..2^15; slope 0.2 or 1/6
/// softsign         k = -15   2^15 x / (2^-n + |x|), towards zero
/// relu, linear     k = n     x, of relu not below 0
/// </code>
/// </summary>
internal sealed class GateFunction
{
    /// <summary>Exponent of values of functions that have bounds: 1 is 2^15.</summary>
    public const int BoundedExponent = -15;

    /// <summary>Largest magnitude of a sum of two int16.</summary>
    public const int LargestSum = 1 << 16;

    // The tables' steps; beyond 8 a sigmoid is taken as at 8, as the LSTM does it.
    private const int TableExponent = -12, TableRange = 1 << 15;
    private const int SigmoidFactor = 3, TanhFactor = 6;

    // Of the range of sums that pass on as they are: 15 bits below it are the finest step, 2^-24.
    private const int MinExponent = -9;

    private readonly Activation activation;
    private readonly int exponent;
    private readonly int largest;

    /// <summary>A function of numbers.</summary>
    /// <param name="activation">Tanh, Sigmoid, HardSigmoid, HardSigmoid6, Softsign, Relu or None.</param>
    /// <param name="exponent">n: numbers are in steps of 2^n, -24..0.</param>
    /// <param name="largest">Largest magnitude of a number, up to 2^24.</param>
    public GateFunction(Activation activation, int exponent, int largest)
    {
        this.activation = activation;
        this.exponent = exponent;
        this.largest = largest;
        IsBounded = ActivationFunctions.Bounds(activation) is not null;
        ValueExponent = IsBounded ? BoundedExponent : exponent;
        LargestValue = IsBounded ? 1 << -BoundedExponent : largest;
    }

    /// <summary>Activations that there is such a form of.</summary>
    public static bool Supports(Activation activation) => activation is Activation.Tanh or Activation.Sigmoid or Activation.HardSigmoid
        or Activation.HardSigmoid6 or Activation.Softsign or Activation.Relu or Activation.None;

    /// <summary>Whether its values have bounds.</summary>
    public bool IsBounded { get; }

    /// <summary>k: values are in steps of 2^k.</summary>
    public int ValueExponent { get; }

    /// <summary>Largest magnitude of a value.</summary>
    public int LargestValue { get; }

    /// <summary>Whether its code uses GateTables.</summary>
    public bool UsesTables => activation is Activation.Tanh or Activation.Sigmoid;

    private int Factor => activation == Activation.Tanh ? TanhFactor : SigmoidFactor;

    // Where a sigmoid's numbers end in the table, and where the tanh's table ends.
    private (int Low, int High) Places => activation == Activation.Tanh
        ? (0, GateTables.Limit)
        : (GateTables.Bias - (SigmoidFactor * TableRange), GateTables.Bias + (SigmoidFactor * TableRange));

    // Bounded functions are constant beyond it, but for the softsign.
    private int Range => 1 << (3 - exponent);

    private long Slope => (long)Math.Round(
        Math.ScaleB(ActivationFunctions.HardSigmoidSlope(activation), 31 + exponent), MidpointRounding.AwayFromZero);

    private bool MayOverflow => UsesTables
        ? (long)largest * (TanhFactor << Math.Max(0, exponent - TableExponent)) > 1L << 30
        : (long)largest << Math.Max(0, exponent - BoundedExponent) > 1L << 31;

    /// <summary>Step of the int16 sums that an activation is to be applied to.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="largest">Largest magnitude of a part of the sums.</param>
    public static float SumScale(Activation activation, float largest) => QuantizationGrids.PowerOfTwo(
        largest, ActivationFunctions.Bounds(activation) is null ? MinExponent : TableExponent + 15, 15);

    /// <summary>Which of the int locals a, b, c, w and s a method's lines use; the compiler refuses others.</summary>
    public static IEnumerable<string> Locals(IEnumerable<string> lines)
    {
        string text = string.Join('\n', lines);
        return new[] { "a", "b", "c", "w", "s" }.Where(name => Regex.IsMatch(text, $@"\b{name} = "));
    }

    /// <summary>Value of a number.</summary>
    public int Apply(int x)
    {
        switch (activation)
        {
            case Activation.Tanh or Activation.Sigmoid:
                int place = InTableSteps(Math.Clamp(x, -Range, Range));
                return activation == Activation.Tanh ? GateTables.Tanh(TanhFactor / 2 * place) : SigmoidOf(place);
            case Activation.HardSigmoid or Activation.HardSigmoid6:
                long line = ((Math.Clamp(x, -Range, Range) * Slope) + (1L << 30) + (1L << 15)) >> 16;
                return (int)Math.Clamp(line, 0, 1 << 15);
            case Activation.Softsign:
                return (int)(((long)x << 15) / ((1L << -exponent) + Math.Abs(x)));
            case Activation.Relu:
                return Math.Max(x, 0);
            default:
                return x;
        }
    }

    /// <summary>
    /// Statements that set an int local to the value of a number. They use the int locals <c>w</c> and <c>s</c> and, with
    /// <see cref="UsesTables"/>, the arrays <c>offset</c> and <c>slope</c>.
    /// </summary>
    /// <param name="target">The local; not w or s.</param>
    /// <param name="x">C# of the number, an int that may stand before an operator; evaluated once.</param>
    public IEnumerable<string> Lines(string target, string x)
    {
        if (activation is Activation.None or Activation.Relu)
        {
            return activation == Activation.None
                ? [$"{target} = {x};"]
                : [$"if (({target} = {x}) < 0)", "{", $"    {target} = 0;", "}", ""];
        }

        if (activation == Activation.Softsign)
        {
            return [$"w = {x};", $"{target} = (int)(w * 32768L / ({1L << -exponent}L + (w < 0 ? -w : w)));"];
        }

        var lines = new List<string>();
        if (MayOverflow)
        {
            lines.AddRange(Within("w", x, -Range, Range));
            x = "w";
        }

        if (!UsesTables)
        {
            lines.AddRange(Within(target, $"(int)(({x} * {Slope}L + {(1L << 30) + (1L << 15)}L) >> 16)", 0, 1 << 15));
            return lines;
        }

        int up = Math.Max(0, exponent - TableExponent), down = Math.Max(0, TableExponent - exponent);
        string steps = down > 0 ? $"(({x} + {1 << (down - 1)}) >> {down})" : x;
        (int low, int high) = Places;
        lines.AddRange(Within("w", $"{steps} * {Factor << up} + {GateTables.Bias}", low, high));
        string line = $"offset[s = w >> {GateTables.SegmentBits}] + w * slope[s]";
        lines.Add(activation == Activation.Tanh
            ? $"{target} = ({line} - {GateTables.TanhOffset}) >> {GateTables.TanhShift};"
            : $"{target} = ({line}) >> {GateTables.SigmoidShift};");
        return lines;
    }

    /// <summary>Sets a local to a number and keeps it within bounds.</summary>
    private static IEnumerable<string> Within(string target, string value, int low, int high) =>
    [
        $"if ((uint)(({target} = {value}){(low == 0 ? "" : low < 0 ? $" + {-low}" : $" - {low}")}) > {high - low})",
        "{", $"    {target} = {target} < {low} ? {low} : {high};", "}", "",
    ];

    private int InTableSteps(int x)
    {
        int down = TableExponent - exponent;
        return down > 0 ? (x + (1 << (down - 1))) >> down : x << -down;
    }

    private static int SigmoidOf(int steps)
    {
        int w = (SigmoidFactor * steps) + GateTables.Bias, segment = w >> GateTables.SegmentBits;
        return (GateTables.Offset[segment] + (w * GateTables.Slope[segment])) >> GateTables.SigmoidShift;
    }
}
