
namespace NanoBms.Models.Packing;

/// <summary>
/// How several row sums share one 64-bit accumulator. Lane n holds its sum in Widths[n] bits from Shifts[n] on. In all lanes but the top
/// one half of the range is added, which keeps the lane at or above 0, so that it is cut out with shift and mask and borrows nothing from
/// the lane above; the top lane needs neither offset nor mask.
/// </summary>
public sealed class LaneLayout
{
    /// <summary>Bits of an accumulator.</summary>
    public const int AccumulatorBits = 64;

    private LaneLayout(int[] widths, int[] shifts, bool isCommon)
    {
        Widths = widths;
        Shifts = shifts;
        IsCommon = isCommon;
    }

    /// <summary>Bits of each lane.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>All lanes below the top one have the width that most groups use.</summary>
    public bool IsCommon { get; }

    /// <summary>First bit of each lane.</summary>
    public int[] Shifts { get; }

    /// <summary>How a lane stands for its sum, once it is cut out.</summary>
    public SumForm Form(int lane) => lane == Widths.Count - 1 ? SumForm.Plain : SumForm.Lane(Widths[lane]);

    /// <summary>The layout for lanes of the given needs, the top lane last, or null where they do not fit together.</summary>
    /// <param name="bits">Bits that each lane needs.</param>
    /// <param name="common">Width that the lower lanes get if that fits, so that many groups share their constants.</param>
    public static LaneLayout? Create(IReadOnlyList<int> bits, int common)
    {
        int top = bits[^1], lower = bits.Count - 1;
        if (bits.Take(lower).All(need => need <= common) && lower * common + top <= AccumulatorBits)
        {
            return Close([.. Enumerable.Repeat(common, lower), AccumulatorBits - lower * common], true);
        }

        return bits.Sum() <= AccumulatorBits ? Close([.. bits], false) : null;
    }

    /// <summary>Two lanes of which each has half of the accumulator, or null where one needs more.</summary>
    /// <param name="lower">Bits that the lower lane needs.</param>
    /// <param name="top">Bits that the top lane needs.</param>
    /// <param name="common">Width that the lower lane gets if that is enough.</param>
    public static LaneLayout? Halves(int lower, int top, int common)
    {
        const int Half = AccumulatorBits / 2;
        return Math.Max(lower, top) <= Half ? new LaneLayout([Math.Max(lower, common), Half], [0, Half], lower <= common) : null;
    }

    private static LaneLayout Close(int[] widths, bool isCommon) =>
        new(widths, [.. widths.Select((_, lane) => widths.Take(lane).Sum())], isCommon);

    /// <summary>The constant that a column's value is multiplied by: the rows' weights side by side.</summary>
    public long Column(IReadOnlyList<sbyte> weights)
    {
        long constant = 0;
        for (int lane = 0; lane < weights.Count; lane++)
        {
            constant = unchecked(constant + ((long)weights[lane] << Shifts[lane]));
        }

        return constant;
    }

    /// <summary>The accumulator's start: offsets and row constants.</summary>
    public long Start(IReadOnlyList<long> constants)
    {
        long start = 0;
        for (int lane = 0; lane < constants.Count; lane++)
        {
            start = unchecked(start + ((constants[lane] + Form(lane).Offset) << Shifts[lane]));
        }

        return start;
    }

    /// <summary>A lane cut out of a finished accumulator, in its <see cref="Form"/>: what the generated code computes.</summary>
    public long Extract(long accumulator, int lane) =>
        lane == Widths.Count - 1 ? accumulator >> Shifts[lane] : (accumulator >> Shifts[lane]) & ((1L << Widths[lane]) - 1);
}
