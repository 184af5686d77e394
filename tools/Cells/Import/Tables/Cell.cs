using System.Globalization;

namespace NanoBms.Cells.Import.Tables;

/// <summary>A cell of a table: a text, or a number where the file keeps numbers.</summary>
internal readonly struct Cell
{
    private readonly string? text;

    /// <summary>A cell with a text.</summary>
    public Cell(string text)
    {
        this.text = text;
        Number = double.NaN;
    }

    /// <summary>A cell with a number; NaN for none.</summary>
    public Cell(double number)
    {
        text = null;
        Number = number;
    }

    /// <summary>Whether the file keeps a number here, so that nothing is to be parsed.</summary>
    public bool IsNumber => text is null;

    /// <summary>The number; NaN for a text.</summary>
    public double Number { get; }

    /// <summary>The text; a number in its shortest form.</summary>
    public string Text => text ?? (double.IsNaN(Number) ? "" : Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether nothing was recorded.</summary>
    public bool IsBlank => IsNumber ? double.IsNaN(Number) : string.IsNullOrWhiteSpace(text);
}
