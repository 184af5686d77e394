using System.Globalization;
using NanoBms.Core;

namespace NanoBms.ModelConverter.Packing;

/// <summary>
/// Brings a row's sum to the scale of its result, as one line of C#: the constants of the reference's multiplication and rounding folded with
/// a lane's offset. int8 activations: rounded twice, ties away from zero. int16: rounded once.
/// </summary>
public sealed record Requantizer
{
    private readonly long multiplier;
    private readonly int highShift;
    private readonly int lowShift;
    private readonly long low;

    /// <summary>A requantiser for a real multiplier.</summary>
    /// <param name="real">Scale of the sums divided by the scale of the results.</param>
    /// <param name="wide">False: int8 activations; true: int16.</param>
    /// <param name="zeroPoint">Added to the result.</param>
    public Requantizer(double real, bool wide, int zeroPoint)
    {
        FixedPoint.QuantizeMultiplier(real, out int fraction, out int shift);
        if (wide)
        {
            multiplier = FixedPoint.ReduceMultiplier(fraction);
            highShift = 15 - shift;
            Rounding = (1L << (14 - shift)) + ((long)zeroPoint << highShift);
        }
        else
        {
            multiplier = (long)fraction << Math.Max(shift, 0);
            highShift = 31;
            lowShift = Math.Max(-shift, 0);
            low = (lowShift > 0 ? 1L << (lowShift - 1) : 0) + ((long)zeroPoint << lowShift);
            Rounding = 1L << 30;
        }
    }

    private long Rounding { get; }

    /// <summary>What each sum is multiplied by.</summary>
    public long Multiplier => multiplier;

    /// <summary>What is added to lane * <see cref="Multiplier"/>: rounding, less the lane's offset.</summary>
    public long Addend(long laneOffset) => Rounding - laneOffset * multiplier;

    /// <summary>The result of a sum, computed as the generated code does.</summary>
    public long Apply(long sum)
    {
        long value = (sum * multiplier + Rounding) >> highShift;
        return lowShift == 0 ? value + low : (value + low + (value >> 63)) >> lowShift;
    }

    /// <summary>C# for the result as a long; <c>v</c> is a long local that may be overwritten.</summary>
    /// <param name="lane">C# of the lane, its offset still in it.</param>
    /// <param name="multiplierText">C# of <see cref="Multiplier"/>.</param>
    /// <param name="addendText">C# of <see cref="Addend"/>.</param>
    public string Code(string lane, string multiplierText, string addendText)
    {
        string high = $"({lane} * {multiplierText} + {addendText}) >> {highShift}";
        if (lowShift == 0)
        {
            return low == 0 ? $"({high})" : $"(({high}) + {Text(low)})";
        }

        return $"(((v = {high}) + {Text(low)} + (v >> 63)) >> {lowShift})";
    }

    /// <summary>A number as C#.</summary>
    public static string Text(long value) =>
        value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + (value is >= int.MinValue and <= int.MaxValue ? "" : "L");
}
