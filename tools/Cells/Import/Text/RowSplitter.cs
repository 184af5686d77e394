using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace NanoBms.Cells.Import.Text;

/// <summary>Cuts lines into cells, with CsvHelper's parser.</summary>
internal static class RowSplitter
{
    private const int LongestCell = 20_000;

    /// <summary>A parser over a text.</summary>
    /// <param name="reader">The text; the parser leaves it open.</param>
    /// <param name="delimiter">What stands between cells.</param>
    /// <param name="quotes">Whether cells may stand in quotation marks.</param>
    public static CsvParser Open(TextReader reader, char delimiter, bool quotes) =>
        new(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            Mode = quotes ? CsvMode.RFC4180 : CsvMode.NoEscape,
            BadDataFound = null,
            IgnoreBlankLines = false,
            DetectColumnCountChanges = false,
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = LongestCell,
            BufferSize = 1 << 16,
        }, leaveOpen: true);
}
