using NanoBms.Foundation;
using NanoBms.Models.Packing;

namespace NanoBms.Models.Layers.Gates;

/// <summary>
/// A number of up to 42 bits brought to the quantisation of a hidden state, in either width: clamp(((p m + 2^(s - 1)) >> s) + z), where
/// m 2^-s is the real factor with a fraction of 20 bits.
/// </summary>
internal readonly record struct HiddenRounding
{
    private const int FractionBits = 20, MaxShift = 62;

    private readonly long multiplier;
    private readonly int shift;
    private readonly int zeroPoint;
    private readonly (int Min, int Max) range;

    private HiddenRounding(double factor, int zeroPoint, (int Min, int Max) range)
    {
        shift = FractionBits - (Math.ILogB(factor) + 1);
        multiplier = (long)Math.Round(Math.ScaleB(factor, shift), MidpointRounding.AwayFromZero);
        this.zeroPoint = zeroPoint;
        this.range = range;
    }

    /// <summary>A rounding.</summary>
    /// <param name="factor">Step of the numbers divided by the scale of the hidden state.</param>
    /// <param name="zeroPoint">Zero point of the hidden state.</param>
    /// <param name="range">Lowest and highest value.</param>
    public static HiddenRounding Of(double factor, int zeroPoint, (int Min, int Max) range) => new(factor, zeroPoint, range);

    /// <summary>Refuses a layer whose factor has no such form.</summary>
    /// <exception cref="UserError">It has none.</exception>
    public static void Require(double factor, string name)
    {
        if (!(factor > 0) || FractionBits - (Math.ILogB(factor) + 1) is < 1 or > MaxShift)
        {
            throw new UserError(
                $"Layer '{name}' gives values so different in size from the sums they are made of that integers cannot hold both; train "
                    + "the model again, with regularised weights.");
        }
    }

    /// <summary>The hidden value.</summary>
    public short Apply(long number) =>
        (short)Math.Clamp((((number * multiplier) + (1L << (shift - 1))) >> shift) + zeroPoint, range.Min, range.Max);

    /// <summary>Statements that store the hidden value; they use the long local <c>v</c>.</summary>
    /// <param name="place">C# of a place for a short.</param>
    /// <param name="number">C# of the number, a long.</param>
    public IEnumerable<string> Lines(string place, string number)
    {
        string zero = zeroPoint == 0 ? "" : zeroPoint > 0 ? $" + {zeroPoint}" : $" - {-zeroPoint}";
        string half = Requantizer.Text(1L << (shift - 1));
        return
        [
            $"v = (({number} * {Requantizer.Text(multiplier)} + {half}) >> {shift}){zero};",
            $"{place} = (short)(v > {range.Max} ? {range.Max} : (v < {range.Min} ? {range.Min} : v));",
        ];
    }
}
