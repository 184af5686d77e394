using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Text;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>A table in text, with any delimiter.</summary>
internal sealed class CsvTable : ITable
{
    private const int HeadLength = 1 << 18;
    private readonly TextLayout layout;

    private CsvTable(string path, TextLayout layout)
    {
        Source = path;
        this.layout = layout;
        Headings = [.. layout.Names.Select((name, k) => Heading.Parse(name, layout.Units[k]))];
    }

    public string Source { get; }

    public IReadOnlyList<Heading> Headings { get; }

    public char Delimiter => layout.Delimiter;

    public bool IsOfChanges => false;

    public string Layout => layout.HeadingLine == 0
        ? $"{layout.DelimiterName} between columns, no headings"
        : $"{layout.DelimiterName} between columns, headings in line {layout.HeadingLine}";

    /// <summary>Opens a file.</summary>
    /// <exception cref="UserError">No table in it.</exception>
    public static CsvTable Open(string path, IReadOnlyDictionary<Quantity, string> given)
    {
        string head = Head(path);
        return string.IsNullOrWhiteSpace(head.Trim('\0'))
            ? throw new UserError($"'{path}' is empty.")
            : new CsvTable(path, LayoutFinder.Find(path, head, given));
    }

    public IRowReader Open() => new CsvRowReader(Source, layout);

    private static string Head(string path)
    {
        using StreamReader reader = TextFile.Open(path);
        var buffer = new char[HeadLength];
        int length = reader.ReadBlock(buffer);
        var head = buffer.AsSpan(0, length);
        int end = reader.Peek() < 0 ? length : head.LastIndexOfAny('\r', '\n');
        return head[..(end > 0 ? end : length)].ToString();
    }
}
