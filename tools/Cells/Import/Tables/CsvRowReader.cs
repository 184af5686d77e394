using CsvHelper;
using NanoBms.Cells.Import.Text;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>Reads the data lines of a table in text.</summary>
internal sealed class CsvRowReader : IRowReader
{
    private const int RowsToCompare = 20;
    private readonly string path;
    private readonly TextLayout layout;
    private readonly StreamReader text;
    private readonly CsvParser parser;
    private readonly int[] endLengths = new int[RowsToCompare];
    private long rows;
    private int usualWidth, lastWidth;

    public CsvRowReader(string path, TextLayout layout)
    {
        this.path = path;
        this.layout = layout;
        text = TextFile.Open(path);
        parser = RowSplitter.Open(text, layout.Delimiter, layout.Quotes);
    }

    public long Line { get; private set; }

    public int Width => parser.Count;

    public bool IsLastRowCut { get; private set; }

    public Cell this[int column] => new(column < parser.Count ? parser[column] : "");

    public bool Read()
    {
        while (Next())
        {
            if (parser.RawRow < layout.FirstDataLine || IsOfNoInterest())
            {
                continue;
            }

            Remember();
            return true;
        }

        IsLastRowCut = rows > 1 && LooksCut() && !TextFile.IsLastLineEnded(path);
        return false;
    }

    public void Dispose()
    {
        parser.Dispose();
        text.Dispose();
    }

    private bool Next()
    {
        try
        {
            return parser.Read();
        }
        catch (CsvHelperException exception) when (exception is MaxFieldSizeException or BadDataException)
        {
            throw new UserError($"'{path}', line {parser.RawRow}: a quotation mark is opened that nothing closes; mend the line.",
                exception);
        }
    }

    private bool IsOfNoInterest()
    {
        bool blank = true;
        for (int k = 0; k < parser.Count && blank; k++)
        {
            blank = parser[k].AsSpan().Trim(" \0").Length == 0;
        }

        if (blank || CellLook.IsRemark(parser[0]))
        {
            return true;
        }

        for (int k = 0; k < layout.LevelColumns; k++)
        {
            if (parser[k].Length > 0)
            {
                return true;
            }
        }

        return Repeats(layout.Names) || Repeats(layout.Units);
    }

    /// <summary>Whether the line is the headings (or the units) once more, as where logs were joined.</summary>
    private bool Repeats(string[] line)
    {
        int same = 0;
        for (int k = 0; k < parser.Count && k < line.Length; k++)
        {
            if (line[k].Length > 0)
            {
                if (parser[k].TrimStart('#', '~', ' ') != line[k])
                {
                    return false;
                }

                same++;
            }
        }

        return same >= 2;
    }

    private void Remember()
    {
        endLengths[rows % RowsToCompare] = parser.Count > 0 ? parser[parser.Count - 1].Length : 0;
        usualWidth = rows == 0 ? parser.Count : usualWidth;
        lastWidth = parser.Count;
        Line = parser.RawRow;
        rows++;
    }

    /// <summary>Whether the last line has fewer cells than the first, or a shorter last cell than all before it.</summary>
    private bool LooksCut()
    {
        int last = (int)((rows - 1) % RowsToCompare), compared = (int)Math.Min(rows, RowsToCompare);
        return lastWidth < usualWidth || !Enumerable.Range(0, compared).Any(k => k != last && endLengths[k] <= endLengths[last]);
    }
}
