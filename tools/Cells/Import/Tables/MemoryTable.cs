using NanoBms.Cells.Import.Columns;

namespace NanoBms.Cells.Import.Tables;

/// <summary>A table whose rows stand in memory: of a file whose size was limited before.</summary>
internal sealed class MemoryTable : ITable
{
    private readonly IReadOnlyList<(long Line, Cell[] Cells)> rows;

    /// <summary>A table.</summary>
    public MemoryTable(string source, IReadOnlyList<Heading> headings, IReadOnlyList<(long Line, Cell[] Cells)> rows, string layout,
        bool isOfChanges)
    {
        Source = source;
        Headings = headings;
        this.rows = rows;
        Layout = layout;
        IsOfChanges = isOfChanges;
    }

    public string Source { get; }

    public IReadOnlyList<Heading> Headings { get; }

    public string Layout { get; }

    public char Delimiter => ',';

    public bool IsOfChanges { get; }

    public IRowReader Open() => new Reader(rows);

    private sealed class Reader(IReadOnlyList<(long Line, Cell[] Cells)> rows) : IRowReader
    {
        private int place = -1;

        public long Line => rows[place].Line;

        public int Width => rows[place].Cells.Length;

        public bool IsLastRowCut => false;

        public Cell this[int column] => rows[place].Cells[column];

        public bool Read() => ++place < rows.Count;

        public void Dispose()
        {
        }
    }
}
