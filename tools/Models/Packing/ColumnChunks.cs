namespace NanoBms.Models.Packing;

/// <summary>
/// Packs columns into chunks: over the columns of a chunk four rows' sums fit into 16 bits each, whatever the input, so that one product
/// with a 64-bit constant makes four multiply-accumulates. See docs/packed-kernels.md.
/// </summary>
public static class ColumnChunks
{
    /// <summary>Rows whose sums stand side by side.</summary>
    public const int Rows = 4;

    /// <summary>Bits of each sum.</summary>
    public const int LaneBits = 16;

    /// <summary>The constants' layout.</summary>
    public static LaneLayout Lanes { get; } = LaneLayout.Create([.. Enumerable.Repeat(LaneBits, Rows)], LaneBits)!;

    /// <summary>Half of a lane's range in each lane: what a chunk starts with, so that no lane falls below 0.</summary>
    public const long Offset = unchecked((long)0x8000_8000_8000_8000);

    /// <summary>The even lanes; after a shift by <see cref="LaneBits"/> the odd ones.</summary>
    public const long EvenLanes = 0x0000_FFFF_0000_FFFF;

    /// <summary>
    /// Divides columns among as few chunks as it finds: each is filled with the column whose weights are large where most room is left.
    /// Columns in which all rows have weight 0 are in none.
    /// </summary>
    /// <param name="matrix">The rows; its constants do not count.</param>
    /// <param name="rows">Numbers of four rows.</param>
    /// <param name="from">First column.</param>
    /// <param name="to">First column after them.</param>
    /// <returns>Column numbers of each chunk, ascending.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(RowMatrix matrix, IReadOnlyList<int> rows, int from, int to)
    {
        var left = Enumerable.Range(from, to - from).Where(column => rows.Any(row => matrix.Weights[row][column] != 0)).ToList();
        var chunks = new List<IReadOnlyList<int>>();
        while (left.Count > 0)
        {
            var room = new ChunkRoom(matrix, rows);
            while (left.Where(room.Fits).OrderByDescending(room.Score).Cast<int?>().FirstOrDefault() is { } column)
            {
                room.Add(column);
                left.Remove(column);
            }

            chunks.Add([.. room.Columns.Order()]);
        }

        return chunks;
    }

    /// <summary>A chunk while it is filled.</summary>
    private sealed class ChunkRoom(RowMatrix matrix, IReadOnlyList<int> rows)
    {
        private const long Half = 1L << (LaneBits - 1);

        private readonly long[] low = new long[rows.Count];
        private readonly long[] high = new long[rows.Count];

        public List<int> Columns { get; } = [];

        public bool Fits(int column) => Enumerable.Range(0, rows.Count).All(lane =>
            low[lane] + Low(lane, column) >= -Half && high[lane] + High(lane, column) < Half);

        public long Score(int column) => Enumerable.Range(0, rows.Count).Sum(lane =>
            (2 * Half - high[lane] + low[lane]) * (High(lane, column) - Low(lane, column)));

        public void Add(int column)
        {
            Columns.Add(column);
            for (int lane = 0; lane < rows.Count; lane++)
            {
                low[lane] += Low(lane, column);
                high[lane] += High(lane, column);
            }
        }

        private long Low(int lane, int column) => matrix.Product(rows[lane], column).Low;

        private long High(int lane, int column) => matrix.Product(rows[lane], column).High;
    }
}
