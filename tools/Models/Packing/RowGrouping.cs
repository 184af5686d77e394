using NanoBms.Foundation;

namespace NanoBms.Models.Packing;

/// <summary>Rows that share accumulators, with one layout for each slice of columns.</summary>
/// <param name="Rows">Row numbers, lane 0 first.</param>
/// <param name="Layouts">
/// One layout a slice: where a slice's lanes do not fit, its columns are split and it has several; where the rows have no weights, none.
/// </param>
public sealed record RowGroup(IReadOnlyList<int> Rows, IReadOnlyList<IReadOnlyList<SliceLayout>> Layouts);

/// <summary>
/// Assigns rows to accumulators: as many rows as possible share one, for each product then does that many multiply-accumulates. Every
/// assignment is proven for all inputs by the rows' exact ranges.
/// </summary>
public static class RowGrouping
{
    /// <summary>Rows that share an accumulator's lanes with int8 activations.</summary>
    internal const int NarrowLanes = 3;

    /// <summary>Width that lanes of int8 activations get if it is enough.</summary>
    internal const int NarrowBits = LaneLayout.AccumulatorBits / NarrowLanes;

    private const int WideLanes = 2;

    /// <summary>
    /// Groups the rows of parts the way that takes the fewest instructions: in lanes, or, with int8 activations, four to a product. Rows
    /// that lack weights in a part keep among themselves: a group of them needs no accumulator there, where beside others they would take
    /// their place.
    /// </summary>
    /// <param name="parts">Matrices with the same rows.</param>
    /// <param name="wide">False: int8 activations; true: int16.</param>
    /// <param name="maxColumns">Columns that a method has.</param>
    /// <param name="kind">What rows of a group should have in common: their requantiser.</param>
    public static IReadOnlyList<RowGroup> Best(IReadOnlyList<RowMatrix> parts, bool wide, int maxColumns, Func<int, int> kind) =>
    [
        .. Enumerable.Range(0, parts[0].Rows)
            .GroupBy(row => string.Concat(parts.Select(part => part.IsEmpty(row) ? '0' : '1')))
            .SelectMany(alike => wide ? Lanes(parts, [.. alike], WideLanes) : FourRowGrouping.Create(parts, [.. alike], maxColumns, kind))
            .OrderBy(group => group.Rows.Min()),
    ];

    /// <summary>Groups rows so that several share the lanes of an accumulator.</summary>
    /// <param name="slices">Stretches of columns with the same rows, each with an accumulator of its own.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="lanes">Rows that shall share an accumulator.</param>
    public static IReadOnlyList<RowGroup> Lanes(IReadOnlyList<RowMatrix> slices, IReadOnlyList<int> rows, int lanes)
    {
        int common = LaneLayout.AccumulatorBits / lanes;
        var need = rows.ToDictionary(row => row, row => slices.Max(slice => slice.LaneBits(row)));
        var groups = new List<RowGroup>();

        // Wide rows first: each takes the narrowest rows with it, so that the sum of their widths fits.
        var wide = new Queue<int>(rows.Where(row => need[row] > common).OrderByDescending(row => need[row]).ThenBy(row => row));
        var narrow = new LinkedList<int>(rows.Where(row => need[row] <= common));
        while (wide.TryDequeue(out int row))
        {
            int[] partners = [.. narrow.OrderBy(other => need[other]).ThenBy(other => other).Take(lanes - 1)];
            foreach (int partner in partners)
            {
                narrow.Remove(partner);
            }

            // The widest on top, where the common layout leaves most room.
            var members = new List<int>(partners) { row };
            while (members.Count < lanes && wide.TryDequeue(out int other))
            {
                members.Insert(members.Count - 1, other);
            }

            groups.AddRange(Fit(slices, members, common));
        }

        int[] rest = [.. narrow];
        for (int k = 0; k < rest.Length; k += lanes)
        {
            groups.AddRange(Fit(slices, [.. rest.Skip(k).Take(lanes)], common));
        }

        return groups;
    }

    /// <summary>One group of the rows, or, where large biases leave no room for so many, several of fewer rows.</summary>
    private static IEnumerable<RowGroup> Fit(IReadOnlyList<RowMatrix> slices, IReadOnlyList<int> rows, int common)
    {
        IReadOnlyList<SliceLayout>?[] layouts = [.. slices.Select(slice =>
            rows.All(slice.IsEmpty) ? [] : Fit(slice, rows, common, 0, slice.Columns))];
        if (layouts.All(layout => layout is not null))
        {
            return [new RowGroup(rows, layouts!)];
        }

        if (rows.Count == 1)
        {
            throw new UserError("A bias of this model needs more than 64 bits; the model is damaged.");
        }

        return Fit(slices, [.. rows.Take(rows.Count / 2)], common).Concat(Fit(slices, [.. rows.Skip(rows.Count / 2)], common));
    }

    /// <summary>Halves the columns until the lanes fit side by side; null where one column is too much.</summary>
    private static IReadOnlyList<SliceLayout>? Fit(RowMatrix slice, IReadOnlyList<int> rows, int common, int from, int to)
    {
        RowMatrix part = slice.Slice(from, to);
        LaneLayout? layout = LaneLayout.Create([.. rows.Select(part.LaneBits)], common);
        if (layout is not null)
        {
            return [new SliceLayout(from, to, [layout], [])];
        }

        if (to - from < 2)
        {
            return null;
        }

        int middle = (from + to) / 2;
        return Fit(slice, rows, common, from, middle) is { } first && Fit(slice, rows, common, middle, to) is { } second
            ? [.. first, .. second] : null;
    }
}
