namespace NanoBms.Models.Packing;

/// <summary>
/// Assigns rows to groups of four that are multiplied with one constant a column: by their requantisers, and in order of size, for a chunk
/// ends where the widest row of a group is full.
/// </summary>
internal static class FourRowGrouping
{
    // Counted on the compiler's output: load, constant, multiply, add. What a chunk takes beside its products: load of the offset, copy and
    // store of the sum; width, shift, load of the mask, and, add for its odd lanes; load and add for all four.
    private const int InstructionsPerProduct = 4;
    private const int InstructionsPerChunk = 10;

    // Each is a local of a method, beside the columns.
    private const int MaxChunksOfMethod = 12;

    /// <summary>Groups of four and, in lanes, what does not fit; all in lanes where that takes fewer instructions.</summary>
    /// <param name="parts">Matrices with the same rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="maxColumns">Columns that a method has: no chunk is of two.</param>
    /// <param name="kind">What rows of a group should have in common.</param>
    public static IReadOnlyList<RowGroup> Create(
        IReadOnlyList<RowMatrix> parts, IReadOnlyList<int> rows, int maxColumns, Func<int, int> kind)
    {
        RowGroup[] fours =
        [
            .. rows.OrderBy(kind).ThenBy(row => parts.Sum(part => Width(part, row))).ThenBy(row => row).Chunk(ColumnChunks.Rows)
                .Select(four => Fit(parts, four, maxColumns)).OfType<RowGroup>(),
        ];
        IReadOnlyList<RowGroup> inLanes = RowGrouping.Lanes(parts, rows, RowGrouping.NarrowLanes);
        int[] others = [.. rows.Except(fours.SelectMany(group => group.Rows))];
        RowGroup[] groups = [.. fours, .. RowGrouping.Lanes(parts, others, RowGrouping.NarrowLanes)];
        return Instructions(parts, groups) < Instructions(parts, inLanes) ? groups : inLanes;
    }

    /// <summary>Instructions of the products of groups, however they are made.</summary>
    private static int Instructions(IReadOnlyList<RowMatrix> parts, IEnumerable<RowGroup> groups) => groups.Sum(group =>
        parts.Select((part, k) => group.Layouts[k].Sum(layout =>
            Enumerable.Range(layout.From, layout.To - layout.From)
                .Count(column => group.Rows.Any(row => part.Weights[row][column] != 0)) * InstructionsPerProduct
            + layout.Chunks.Count * InstructionsPerChunk)).Sum());

    private static RowGroup? Fit(IReadOnlyList<RowMatrix> parts, int[] rows, int maxColumns)
    {
        if (rows.Length < ColumnChunks.Rows)
        {
            return null;
        }

        IReadOnlyList<SliceLayout>?[] layouts = [.. parts.Select((part, k) => Fit(part, k, rows, maxColumns))];
        return layouts.All(layout => layout is not null) ? new RowGroup(rows, layouts!) : null;
    }

    private static IReadOnlyList<SliceLayout>? Fit(RowMatrix part, int index, int[] rows, int maxColumns)
    {
        if (rows.All(part.IsEmpty))
        {
            return [];
        }

        int[] bits = [.. rows.Select(part.LaneBits)];
        IReadOnlyList<IReadOnlyList<int>>[] chunks =
        [
            .. KernelSlice.Of(index, part.Columns, maxColumns).Select(slice => ColumnChunks.Of(part, rows, slice.From, slice.To)),
        ];
        return chunks.All(slice => slice.Count <= MaxChunksOfMethod)
            && LaneLayout.Halves(bits[0], bits[2], RowGrouping.NarrowBits) is { } even
            && LaneLayout.Halves(bits[1], bits[3], RowGrouping.NarrowBits) is { } odd
            ? [new SliceLayout(0, part.Columns, [even, odd], [.. chunks.SelectMany(slice => slice)])] : null;
    }

    private static long Width(RowMatrix part, int row)
    {
        (long low, long high) = part.Range(row);
        return high - low;
    }
}
