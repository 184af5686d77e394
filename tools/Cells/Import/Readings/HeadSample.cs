using NanoBms.Cells.Import.Tables;

namespace NanoBms.Cells.Import.Readings;

/// <summary>The first rows of a table, from which its forms of time and numbers are told.</summary>
internal sealed class HeadSample
{
    private const int Rows = 1000;
    private readonly List<Cell[]> rows = [];

    /// <summary>Rows in the sample.</summary>
    public int Count => rows.Count;

    /// <summary>The cells of a column.</summary>
    public IEnumerable<Cell> Column(int index) => rows.Where(row => index < row.Length).Select(row => row[index]);

    /// <summary>Reads the first rows.</summary>
    public static HeadSample Read(ITable table)
    {
        var sample = new HeadSample();
        using IRowReader reader = table.Open();
        while (sample.rows.Count < Rows && reader.Read())
        {
            var cells = new Cell[Math.Min(reader.Width, table.Headings.Count)];
            for (int k = 0; k < cells.Length; k++)
            {
                cells[k] = reader[k];
            }

            sample.rows.Add(cells);
        }

        return sample;
    }
}
