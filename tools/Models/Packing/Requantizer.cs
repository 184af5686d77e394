using System.Globalization;
using NanoBms.Core.Arithmetic;

namespace NanoBms.Models.Packing;

/// <summary>What is known of the long that stands for a row's sum.</summary>
/// <param name="Offset">It is the sum plus this.</param>
/// <param name="SignBit">The bit of it that is 1 where the sum is not negative and 0 where it is; -1: there is no such bit.</param>
/// <param name="IsNarrow">The sum has at most <see cref="NarrowBits"/> bits.</param>
public sealed record SumForm(long Offset, int SignBit, bool IsNarrow)
{
    /// <summary>Bits of a sum that can be multiplied by 2^32 with room left.</summary>
    public const int NarrowBits = 29;

    /// <summary>The sum itself.</summary>
    public static SumForm Plain { get; } = new(0, -1, true);

    /// <summary>A lane of so many bits, which holds the sum and half of its range.</summary>
    public static SumForm Lane(int width) => new(1L << (width - 1), width - 1, width <= NarrowBits);

    /// <summary>Any sum with something added, several lanes perhaps.</summary>
    public static SumForm Any(long offset) => new(offset, -1, false);
}

/// <summary>
/// Brings a row's sum to the scale of its result, as one line of C#: the constants of the reference's multiplication and rounding folded
/// with a lane's offset. int8 activations: rounded twice, ties away from zero. int16: rounded once.
/// </summary>
/// <remarks>
/// With h = 2^(n-1) the reference's two roundings, of x * m / 2^31 and then of that by 2^n, are one shift:
/// (x * m + 2^30 + (h - (x is negative)) * 2^31) >> (31 + n). The sign chooses between two constants: it is that of the accumulator where
/// the sum stands in the top lane, and the inverse of the lane's top bit where an offset keeps a lane above 0. For other forms both shifts
/// are made, with the product's own sign.
/// </remarks>
public sealed record Requantizer
{
    private readonly int highShift;
    private readonly int lowShift;
    private readonly long half;
    private readonly int zeroPoint;

    /// <summary>A requantiser for a real multiplier.</summary>
    /// <param name="real">Scale of the sums divided by the scale of the results.</param>
    /// <param name="wide">False: int8 activations; true: int16.</param>
    /// <param name="zeroPoint">Added to the result.</param>
    public Requantizer(double real, bool wide, int zeroPoint)
    {
        this.zeroPoint = zeroPoint;
        FixedPoint.QuantizeMultiplier(real, out int fraction, out int shift);
        if (wide)
        {
            Multiplier = FixedPoint.ReduceMultiplier(fraction);
            highShift = 15 - shift;
            Rounding = (1L << (14 - shift)) + ((long)zeroPoint << highShift);
        }
        else
        {
            Multiplier = (long)fraction << Math.Max(shift, 0);
            highShift = 31;
            lowShift = Math.Max(-shift, 0);
            half = lowShift > 0 ? 1L << (lowShift - 1) : 0;
            Rounding = (1L << 30) + (lowShift > 0 ? 0 : (long)zeroPoint << highShift);
        }
    }

    private long Rounding { get; }

    /// <summary>One shift is enough: with the zero point folded, constants stay below 2^60, as narrow products do.</summary>
    private bool IsFoldable => lowShift is > 0 and < 29 && Math.Abs((long)zeroPoint) < 1L << (29 - lowShift);

    /// <summary>The result of a sum.</summary>
    public long Apply(long sum)
    {
        long value = (sum * Multiplier + Rounding) >> highShift;
        return lowShift == 0 ? value : (value + half + ((long)zeroPoint << lowShift) + (value >> 63)) >> lowShift;
    }

    /// <summary>The result as the generated code computes it.</summary>
    /// <param name="value">The sum in the given form.</param>
    public long Apply(long value, SumForm form)
    {
        bool negative = form.SignBit >= 0 ? (value >> form.SignBit & 1) == 0 : value < 0;
        long product = unchecked(value * Multiplier + (ChoosesBySign(form) && negative ? NegativeAddend(form) : Addend(form)));
        if (lowShift == 0)
        {
            return product >> highShift;
        }

        return ChoosesBySign(form) ? product >> (highShift + lowShift) : ((product >> highShift) + Low + (product >> 63)) >> lowShift;
    }

    /// <summary>Whether there is a second rounding, ties away from zero.</summary>
    public bool RoundsTwice => lowShift > 0;

    /// <summary>Whether one of two constants is added, which the sum's sign chooses.</summary>
    public bool ChoosesBySign(SumForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return IsFoldable && form.IsNarrow && (form.Offset == 0 || form.SignBit >= 0);
    }

    /// <summary>C# for the result as a long; <c>v</c> is a long local that may be overwritten.</summary>
    /// <param name="value">C# of the sum in the given form.</param>
    /// <param name="form">Its form.</param>
    /// <param name="multiplierText">C# of <see cref="Multiplier"/>.</param>
    /// <param name="addendText">
    /// C# of <see cref="Addend"/>; where the sign chooses, C# that chooses between it and <see cref="NegativeAddend"/>.
    /// </param>
    public string Code(string value, SumForm form, string multiplierText, string addendText)
    {
        if (lowShift == 0)
        {
            return $"(({value} * {multiplierText} + {addendText}) >> {highShift})";
        }

        return ChoosesBySign(form)
            ? $"(({value} * {multiplierText} + ({addendText})) >> {highShift + lowShift})"
            : $"(((v = ({value} * {multiplierText} + {addendText}) >> {highShift}) + {Text(Low)} + (v >> 63)) >> {lowShift})";
    }

    /// <summary>What a sum is multiplied by.</summary>
    public long Multiplier { get; }

    /// <summary>What is added to the product; where the sign chooses, to that of a sum that is not negative.</summary>
    public long Addend(SumForm form) =>
        unchecked((ChoosesBySign(form) ? Rounding + (Low << highShift) : Rounding) - form.Offset * Multiplier);

    /// <summary>What is added to the product of a negative sum where the sign chooses.</summary>
    public long NegativeAddend(SumForm form) => unchecked(Addend(form) - (1L << highShift));

    /// <summary>A number as C#.</summary>
    public static string Text(long value) =>
        value == long.MinValue ? "long.MinValue"
            : value.ToString(CultureInfo.InvariantCulture) + (value is >= int.MinValue and <= int.MaxValue ? "" : "L");

    private long Low => half + ((long)zeroPoint << lowShift);
}
