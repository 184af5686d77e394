using NanoBms.Cells.Import.Columns;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>Several files of one log as one table, one after another.</summary>
internal sealed class JoinedTable : ITable
{
    private readonly IReadOnlyList<ITable> parts;

    private JoinedTable(IReadOnlyList<ITable> parts)
    {
        this.parts = parts;
    }

    public string Source => $"{parts[0].Source} and {parts.Count - 1} more";

    public IReadOnlyList<Heading> Headings => parts[0].Headings;

    public string Layout => $"{parts[0].Layout}, {parts.Count} files";

    public char Delimiter => parts[0].Delimiter;

    public bool IsOfChanges => parts[0].IsOfChanges;

    /// <summary>Joins tables; one is left as it is.</summary>
    /// <exception cref="UserError">Files with other headings.</exception>
    public static ITable Join(IReadOnlyList<ITable> parts)
    {
        ITable? other = parts.FirstOrDefault(
            part => !part.Headings.Select(heading => heading.Text).SequenceEqual(parts[0].Headings.Select(heading => heading.Text)));
        return other is null
            ? parts.Count == 1 ? parts[0] : new JoinedTable(parts)
            : throw new UserError(
                $"'{other.Source}' has other headings ({ColumnFinder.List(other.Headings)}) than '{parts[0].Source}' "
                    + $"({ColumnFinder.List(parts[0].Headings)}); "
                + "only files of one log can be joined.");
    }

    public IRowReader Open() => new Reader(parts);

    private sealed class Reader(IReadOnlyList<ITable> parts) : IRowReader
    {
        private IRowReader rows = parts[0].Open();
        private int part;

        public long Line => rows.Line;

        public int Width => rows.Width;

        public bool IsLastRowCut => part == parts.Count - 1 && rows.IsLastRowCut;

        public Cell this[int column] => rows[column];

        public bool Read()
        {
            while (!rows.Read())
            {
                if (part == parts.Count - 1)
                {
                    return false;
                }

                rows.Dispose();
                rows = parts[++part].Open();
            }

            return true;
        }

        public void Dispose() => rows.Dispose();
    }
}
