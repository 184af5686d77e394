namespace NanoBms.ModelConverter.Packing;

/// <summary>
/// How several row sums share one 64-bit accumulator. Lane n holds sum + Offset(n) in Widths[n] bits from Shifts[n] on; the offset keeps each
/// lane at or above 0, so that lanes are cut out with shift and mask, without borrow from their neighbours.
/// </summary>
public sealed class LaneLayout
{
    /// <summary>Usable bits of an accumulator: the sign bit stays free, so that the top lane needs no mask.</summary>
    public const int AccumulatorBits = 63;

    private LaneLayout(int[] widths, bool isCommon)
    {
        Widths = widths;
        IsCommon = isCommon;
        Shifts = new int[widths.Length];
        for (int lane = 1; lane < widths.Length; lane++)
        {
            Shifts[lane] = Shifts[lane - 1] + widths[lane - 1];
        }
    }

    /// <summary>Bits of each lane.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>All lanes have the width that most groups use.</summary>
    public bool IsCommon { get; }

    /// <summary>First bit of each lane.</summary>
    public int[] Shifts { get; }

    /// <summary>What is added to a lane's sum.</summary>
    public long Offset(int lane) => 1L << (Widths[lane] - 1);

    /// <summary>The layout for lanes of the given needs, or null where they do not fit together.</summary>
    /// <param name="bits">Bits that each lane needs.</param>
    /// <param name="common">Width that all lanes get if that fits, so that many groups share their constants.</param>
    public static LaneLayout? Create(IReadOnlyList<int> bits, int common)
    {
        if (bits.All(need => need <= common) && bits.Count * common <= AccumulatorBits)
        {
            return new LaneLayout([.. bits.Select(_ => common)], true);
        }

        return bits.Sum() <= AccumulatorBits ? new LaneLayout([.. bits], false) : null;
    }

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
            start = unchecked(start + ((constants[lane] + Offset(lane)) << Shifts[lane]));
        }

        return start;
    }

    /// <summary>A lane of a finished accumulator, its offset removed: what the generated code computes.</summary>
    public long Extract(long accumulator, int lane) =>
        ((accumulator >> Shifts[lane]) & ((1L << Widths[lane]) - 1)) - Offset(lane);
}
