using System.Text;
using System.Text.RegularExpressions;

namespace NanoBms.Cells.Import.Columns;

/// <summary>
/// A column's heading taken apart: "Test_Time(s)", "Voltage [mV]", "I/mA", "Current / A", "AhCha#Ah", "temperature_c", "Total Time
/// (Seconds)".
/// </summary>
internal sealed partial record Heading
{
    private Heading(string text, string name, string unit)
    {
        Text = text;
        Name = name;
        Unit = unit;
    }

    /// <summary>As it stands in the file.</summary>
    public string Text { get; }

    /// <summary>Lower-case words with single spaces, without the unit: "test time".</summary>
    public string Name { get; }

    /// <summary>The unit's words, lower case; empty where the heading has none.</summary>
    public string Unit { get; }

    /// <summary>The heading of a cell; a unit that stands in a line of its own wins over the heading's.</summary>
    public static Heading Parse(string text, string unitCell = "")
    {
        string trimmed = text.Trim().TrimStart('#', '~').Trim();
        (string name, string unit) = Split(trimmed);
        string given = unitCell.Trim().Trim('[', ']', '(', ')').Trim().ToLowerInvariant();
        return new Heading(trimmed, Words(name), given.Length > 0 ? given : unit);
    }

    /// <summary>Lower-case words with single spaces: what two spellings of one name have in common.</summary>
    public static string Words(string text)
    {
        var words = new StringBuilder(text.Length);
        bool gap = false;
        char before = ' ';
        foreach (char letter in text)
        {
            // "TestTime" and "DPtTime" are two words; "mA" and "AhAccu" keep together what a lower-case letter began.
            gap |= char.IsUpper(letter) && char.IsLower(before) && words.Length > 2;
            before = letter;
            if (!char.IsLetterOrDigit(letter) && letter != '%')
            {
                gap = true;
                continue;
            }

            if (gap && words.Length > 0)
            {
                words.Append(' ');
            }

            gap = false;
            words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }

    private static (string Name, string Unit) Split(string text)
    {
        if (Bracket().Match(text) is { Success: true } bracket && IsUnit(bracket.Groups["unit"].Value))
        {
            return (text.Remove(bracket.Index, bracket.Length), bracket.Groups["unit"].Value.Trim().ToLowerInvariant());
        }

        foreach (char sign in "/#,")
        {
            int place = text.LastIndexOf(sign);
            if (place > 0 && IsUnit(text[(place + 1)..]))
            {
                return (text[..place], text[(place + 1)..].Trim().ToLowerInvariant());
            }
        }

        int end = text.LastIndexOfAny(['_', ' ', '.']);
        return end > 0 && IsUnit(text[(end + 1)..])
            ? (Preposition().Replace(text[..end], ""), text[(end + 1)..].ToLowerInvariant())
            : (text, "");
    }

    private static bool IsUnit(string word) => UnitTable.IsUnit(word) || ClockUnit().IsMatch(word);

    [GeneratedRegex(@"[\(\[\{](?<unit>[^\(\[\{\)\]\}]*)[\)\]\}]", RegexOptions.RightToLeft)]
    private static partial Regex Bracket();

    /// <summary>Between name and unit: "U in V", "Courant en A".</summary>
    [GeneratedRegex(@"\s(in|en)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Preposition();

    /// <summary>"h:min:s.ms", "hh:mm:ss": the form of a clock in place of a unit.</summary>
    [GeneratedRegex(@"^\s*(hours in )?h+:m\w*(:s+[\.\w]*)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex ClockUnit();
}
