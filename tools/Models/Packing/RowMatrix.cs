
namespace NanoBms.Models.Packing;

/// <summary>
/// Rows of an integer matrix over a stretch of columns that are known together: sum[r] = Constants[r] + sum over k of Weights[r][k] * q[k].
/// </summary>
/// <param name="Columns">Number of columns.</param>
/// <param name="Weights">One array of <paramref name="Columns"/> int8 weights a row.</param>
/// <param name="Constants">What is added to each row's sum: bias and folded zero point.</param>
/// <param name="InputMin">Lowest value of q.</param>
/// <param name="InputMax">Highest value of q.</param>
public sealed record RowMatrix(int Columns, sbyte[][] Weights, long[] Constants, int InputMin, int InputMax)
{
    /// <summary>Number of rows.</summary>
    public int Rows => Weights.Length;

    /// <summary>Whether a row's sum is its constant.</summary>
    public bool IsEmpty(int row) => Array.TrueForAll(Weights[row], weight => weight == 0);

    /// <summary>Lowest and highest value that a row's sum can take, whatever the input.</summary>
    public (long Low, long High) Range(int row)
    {
        long low = Constants[row], high = Constants[row];
        for (int column = 0; column < Columns; column++)
        {
            (long lowest, long highest) = Product(row, column);
            low += lowest;
            high += highest;
        }

        return (low, high);
    }

    /// <summary>Lowest and highest product of a weight, whatever the input.</summary>
    public (long Low, long High) Product(int row, int column)
    {
        long weight = Weights[row][column];
        return weight >= 0 ? (weight * InputMin, weight * InputMax) : (weight * InputMax, weight * InputMin);
    }

    /// <summary>Bits of a two's complement lane that holds every value of a row's sum.</summary>
    public int LaneBits(int row)
    {
        (long low, long high) = Range(row);
        int bits = 1;
        while (low < -(1L << (bits - 1)) || high > (1L << (bits - 1)) - 1)
        {
            bits++;
        }

        return bits;
    }

    /// <summary>Columns <paramref name="from"/> up to <paramref name="to"/> alone; the constants stay with the first column.</summary>
    public RowMatrix Slice(int from, int to) => new(
        to - from,
        [.. Weights.Select(row => row[from..to])],
        from == 0 ? Constants : new long[Constants.Length],
        InputMin, InputMax);
}
