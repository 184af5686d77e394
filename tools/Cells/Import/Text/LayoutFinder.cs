using NanoBms.Cells.Import.Columns;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Text;

/// <summary>Finds delimiter, headings and units of a table from the start of its file.</summary>
internal static class LayoutFinder
{
    private const int EnoughRows = 50;
    private static readonly char[] Delimiters = ['\t', ';', '|', ','];

    /// <summary>Finds the layout.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="head">Its first lines.</param>
    /// <param name="given">Columns that the user named.</param>
    /// <exception cref="UserError">No table that import can see.</exception>
    public static TextLayout Find(string path, string head, IReadOnlyDictionary<Quantity, string> given)
    {
        char? said = head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && head.Length > 4 && CanDelimit(head[4]) ? head[4] : null;
        bool quotes = head.Contains('"', StringComparison.Ordinal);
        (TextLayout? Layout, int Score) best = (null, 0);
        foreach (char delimiter in said is { } only ? [only] : Delimiters)
        {
            List<HeadRow> rows = HeadRow.Read(path, head, delimiter, quotes);
            for (int k = 0; k < rows.Count; k++)
            {
                if (rows[k].CanBeHeading && Candidate(rows, k, delimiter, quotes, given) is { } candidate && candidate.Score > best.Score)
                {
                    best = candidate;
                }
            }
        }

        return best.Layout ?? Headless(path, head, said, quotes, given);
    }

    // The line may say nothing, and end behind the sign.
    private static bool CanDelimit(char letter) =>
        letter == '\t' || (letter is not ('"' or ' ') && !char.IsControl(letter) && !char.IsLetterOrDigit(letter));

    private static (TextLayout? Layout, int Score)? Candidate(
        List<HeadRow> rows, int place, char delimiter, bool quotes, IReadOnlyDictionary<Quantity, string> given)
    {
        string[] names = Joined(rows, place), units = [.. names.Select(_ => "")];
        int next = place + 1;
        while (next < rows.Count && rows[next].IsBlank)
        {
            next++;
        }

        if (next < rows.Count && rows[next].IsUnits && rows[next].Cells.Length <= names.Length + 1)
        {
            units = [.. names.Select((_, k) => k < rows[next].Cells.Length ? rows[next].Cells[k] : "")];
            next++;
        }

        var layout = new TextLayout(delimiter, quotes, rows[place].Line, next < rows.Count ? rows[next].Line : int.MaxValue, names, units);
        int data = DataRows(rows, next, layout);
        if (data == 0)
        {
            return null;
        }

        Heading[] headings = [.. names.Select((name, k) => Heading.Parse(name, units[k]))];
        return (layout, 1000 * Known(headings, given) + 10 * Math.Min(data, EnoughRows) + Math.Min(names.Length, 9));
    }

    /// <summary>How many of the quantities have a column with a name that somebody uses.</summary>
    private static int Known(Heading[] headings, IReadOnlyDictionary<Quantity, string> given)
    {
        int known = given.Values.Count(name => headings.Any(heading => heading.Text.Equals(name, StringComparison.OrdinalIgnoreCase)));
        foreach (Quantity quantity in (ReadOnlySpan<Quantity>)[Quantity.Time, Quantity.Voltage, Quantity.Current, Quantity.Temperature])
        {
            known += LogForms.Makers.Append(LogForms.Generic).Any(form => form.Names(quantity).Any(entry => headings.Any(entry.Name.Fits)))
                ? 1 : 0;
        }

        return known;
    }

    /// <summary>
    /// Headings of several lines ("Battery Monitor [258]" over "Voltage"): blank cells of the last stand below the names.
    /// </summary>
    private static string[] Joined(List<HeadRow> rows, int place)
    {
        string[] names = [.. rows[place].Cells];
        for (int above = place - 1; above >= 0 && rows[above].CanBeHeading && rows[above].Cells.Length == names.Length
            && names.Length > 2; above--)
        {
            string[] upper = rows[above].Cells;
            if (!names.Where((name, k) => name.Length == 0 && upper[k].Length > 0).Any())
            {
                break;
            }

            names = [.. names.Select((name, k) => $"{upper[k]} {name}".Trim())];
        }

        names[0] = names[0].TrimStart('#', '~', '%', ' ');
        return names;
    }

    private static int DataRows(List<HeadRow> rows, int first, TextLayout layout)
    {
        int count = 0;
        for (int k = first; k < rows.Count; k++)
        {
            HeadRow row = rows[k];
            if (row.IsBlank || row.IsRemark || row.IsOfOtherLevel(layout.LevelColumns))
            {
                continue;
            }

            int away = Math.Min(Math.Abs(row.Width - layout.Names.Length), Math.Abs(row.Cells.Length - layout.Names.Length));
            if (!row.IsData || away > 2)
            {
                // A heading once more, or a damaged line, ends nothing.
                if (count > 0 && k + 1 < rows.Count)
                {
                    continue;
                }

                break;
            }

            count++;
        }

        return count;
    }

    private static TextLayout Headless(string path, string head, char? said, bool quotes, IReadOnlyDictionary<Quantity, string> given)
    {
        foreach (char delimiter in said is { } only ? [only] : Delimiters)
        {
            HeadRow[] rows = [.. HeadRow.Read(path, head, delimiter, quotes).Where(row => !row.IsBlank && !row.IsRemark)];
            if (rows.Length > 0 && Array.TrueForAll(rows, row => row.IsData && row.Width == rows[0].Width && row.Width >= 3))
            {
                return given.Count > 0
                    ? new TextLayout(delimiter, quotes, 0, rows[0].Line, [.. rows[0].Cells.Select((_, k) => $"#{k + 1}")],
                        [.. rows[0].Cells.Select(_ => "")])
                    : throw new UserError(
                        $"'{path}' has no line of headings; say what its {rows[0].Width} columns hold: --columns "
                            + "time=#1,voltage=#2,current=#3,temperature=#4.");
            }
        }

        if (HasSplitDecimals(path, head, quotes))
        {
            throw new UserError(
                $"'{path}' has about twice as many cells in its rows as headings: decimal commas between commas cannot be told apart; "
                + "export it with semicolons or tabs between the columns.");
        }

        throw new UserError(
            $"'{path}' has no table that import can see: a line of headings and rows of numbers below it, with commas, semicolons, tabs "
                + "or '|' between them.");
    }

    private static bool HasSplitDecimals(string path, string head, bool quotes)
    {
        List<HeadRow> rows = HeadRow.Read(path, head, ',', quotes);
        int heading = rows.FindIndex(row => row.CanBeHeading);
        return heading >= 0 && heading + 1 < rows.Count && rows[heading + 1].IsData && rows[heading + 1].Width > rows[heading].Width + 1;
    }
}
