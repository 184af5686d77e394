namespace NanoBms.Models.Packing;

/// <summary>A matrix whose rows' sums are requantised together, and where the values it is multiplied by come from.</summary>
/// <param name="Matrix">Its weights.</param>
/// <param name="Array">The methods' array parameter that holds the values.</param>
/// <param name="OffsetName">The methods' parameter with the index of the first value, or null for 0.</param>
/// <param name="RecurrentStart">Not null: in the first step after a reset all values are this, and the sums are constants.</param>
public sealed record KernelPart(RowMatrix Matrix, string Array, string? OffsetName, int? RecurrentStart);

/// <summary>Columns <paramref name="From"/> up to <paramref name="To"/> of a part, which one method has in its locals.</summary>
public sealed record KernelSlice(int Part, int From, int To)
{
    /// <summary>Number of columns.</summary>
    public int Columns => To - From;

    /// <summary>As many slices of about equal width as keep to a number of columns each.</summary>
    public static IReadOnlyList<KernelSlice> Of(int part, int columns, int maxColumns)
    {
        int count = (columns + maxColumns - 1) / maxColumns;
        return [.. Enumerable.Range(0, count).Select(k => new KernelSlice(part, columns * k / count, columns * (k + 1) / count))];
    }
}
