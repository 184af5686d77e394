using NanoBms.Cells.Import.Columns;

namespace NanoBms.Cells.Import.Text;

/// <summary>What a cell looks like, before anything is known of the table.</summary>
internal static class CellLook
{
    private static readonly string[] NoValues =
        ["nan", "inf", "-inf", "infinity", "unavailable", "unknown", "none", "null", "n/a", "na", "-", "--", "---", "nil", "invalid",
            "error", "#n/a"];

    /// <summary>Whether a cell says that nothing was measured.</summary>
    public static bool IsNoValue(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            return true;
        }

        foreach (string word in NoValues)
        {
            if (text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a cell is a number, a clock, a date, or says that there is none.</summary>
    public static bool IsValue(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed.Length == 0)
        {
            return false;
        }

        ReadOnlySpan<char> digits = trimmed[0] is '+' or '-' or '\u2212' or '.' or ',' ? trimmed[1..] : trimmed;
        return (digits.Length > 0 && char.IsAsciiDigit(digits[0])) || IsNoValue(trimmed);
    }

    /// <summary>Whether a cell is a unit, bare or in brackets.</summary>
    public static bool IsUnit(string text) => UnitTable.IsUnit(text.Trim().Trim('[', ']', '(', ')'));

    /// <summary>Whether a line is a remark.</summary>
    public static bool IsRemark(string firstCell) =>
        firstCell.Length > 0 && (firstCell[0] is '#' or '~' or '%' || firstCell.StartsWith("//", StringComparison.Ordinal));
}
