using CsvHelper;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Text;

/// <summary>A line from the start of a file, cut into cells.</summary>
/// <param name="Line">Line in the file, 1-based.</param>
/// <param name="Cells">Trimmed texts.</param>
internal sealed record HeadRow(int Line, string[] Cells)
{
    /// <summary>Cells up to the last that is not blank.</summary>
    public int Width => Array.FindLastIndex(Cells, cell => cell.Length > 0) + 1;

    /// <summary>Whether nothing stands in the line.</summary>
    public bool IsBlank => Width == 0;

    /// <summary>Whether it is a remark and not a heading that begins with '#': those have more cells.</summary>
    public bool IsRemark => CellLook.IsRemark(Cells[0]) && !CanBeHeading;

    /// <summary>Whether names stand in it.</summary>
    public bool CanBeHeading
    {
        get
        {
            int named = Cells.Count(cell => cell.Length > 0), values = Cells.Count(CellLook.IsValue);
            return named >= 2 && values * 4 <= named && !IsUnits;
        }
    }

    /// <summary>Whether units stand in it, and nothing else.</summary>
    public bool IsUnits
    {
        get
        {
            string[] named = [.. Cells.Where(cell => cell.Length > 0)];
            int units = named.Count(CellLook.IsUnit);
            return units >= 2 && Array.TrueForAll(named,
                cell => CellLook.IsUnit(cell) || cell.StartsWith('[') || cell is "-" or "W" or "Wh" or "Hz" or "Ohm");
        }
    }

    /// <summary>Whether values stand in it.</summary>
    public bool IsData
    {
        get
        {
            int values = Cells.Count(CellLook.IsValue), named = Cells.Count(cell => cell.Length > 0);
            return values >= 2 && values * 10 >= named * 3;
        }
    }

    /// <summary>Whether the line belongs to another level of a nested export: something stands left of its columns.</summary>
    public bool IsOfOtherLevel(int levelColumns) => Cells.Take(levelColumns).Any(cell => cell.Length > 0);

    /// <summary>Cuts the start of a file into lines and cells.</summary>
    /// <exception cref="UserError">A quotation mark that nothing closes.</exception>
    public static List<HeadRow> Read(string path, string head, char delimiter, bool quotes)
    {
        var rows = new List<HeadRow>();
        using var reader = new StringReader(head);
        using CsvParser parser = RowSplitter.Open(reader, delimiter, quotes);
        try
        {
            while (parser.Read())
            {
                string[] cells = [.. parser.Record!.Select(cell => cell.Trim('\0', ' '))];
                rows.Add(new HeadRow(parser.RawRow, cells.Length > 0 ? cells : [""]));
            }
        }
        catch (CsvHelperException exception) when (exception is MaxFieldSizeException or BadDataException)
        {
            throw new UserError($"'{path}', line {parser.RawRow}: a quotation mark is opened that nothing closes; mend the line.",
                exception);
        }

        if (rows.Count > 0 && head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            rows.RemoveAt(0);
        }

        return rows;
    }
}
