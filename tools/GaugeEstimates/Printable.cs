using System.Globalization;

namespace NanoBms.GaugeEstimates;

/// <summary>Other people's text as it may be shown and logged.</summary>
public static class Printable
{
    /// <summary>
    /// The text with a question mark for each character that would control a terminal, begin a line, or turn the direction of what stands
    /// beside it.
    /// </summary>
    public static string Of(string text) =>
        text.All(IsPrintable) ? text : new string([.. text.Select(letter => IsPrintable(letter) ? letter : '?')]);

    private static bool IsPrintable(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
