namespace NanoBms.Cells.Import.Text;

/// <summary>How a text file holds its table.</summary>
/// <param name="Delimiter">What stands between cells.</param>
/// <param name="Quotes">Whether cells may stand in quotation marks.</param>
/// <param name="HeadingLine">Line of the headings, 1-based; 0 for none.</param>
/// <param name="FirstDataLine">First line behind headings and units.</param>
/// <param name="Names">The headings.</param>
/// <param name="Units">What the line of units says; empty texts where there is none.</param>
internal sealed record TextLayout(char Delimiter, bool Quotes, int HeadingLine, int FirstDataLine, string[] Names, string[] Units)
{
    /// <summary>Leading columns without a name: lines that have something there belong to another level of a nested export.</summary>
    public int LevelColumns => Array.FindIndex(Names, name => name.Length > 0) is > 0 and int named && HeadingLine > 0 ? named : 0;

    /// <summary>The delimiter's name for the user.</summary>
    public string DelimiterName => Delimiter == '\t' ? "tab" : $"'{Delimiter}'";
}
