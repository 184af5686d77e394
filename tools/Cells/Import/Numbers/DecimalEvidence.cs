namespace NanoBms.Cells.Import.Numbers;

/// <summary>Tells the decimal sign of a file from its cells: one cell that can be read in one way only settles it.</summary>
internal sealed class DecimalEvidence
{
    private int points, commas, openPoints, openCommas;

    /// <summary>Whether cells speak for both signs.</summary>
    public bool Contradicts => points > 0 && commas > 0;

    /// <summary>Takes a cell; texts that are no number are passed over.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length == 0 || !text.ContainsAnyInRange('0', '9') || text.Contains(':') || text.Contains('/'))
        {
            return;
        }

        int lastPoint = text.LastIndexOf('.'), lastComma = text.LastIndexOf(',');
        if (lastPoint >= 0 && lastComma >= 0)
        {
            _ = lastPoint > lastComma ? points++ : commas++;
        }
        else if (lastPoint >= 0)
        {
            Single(text, '.', lastPoint, ref points, ref openPoints, ref commas);
        }
        else if (lastComma >= 0)
        {
            Single(text, ',', lastComma, ref commas, ref openCommas, ref points);
        }
    }

    /// <summary>The sign; null where the cells leave it open.</summary>
    /// <param name="delimiter">What stands between the columns: "3,900" in a file with semicolons is 3.9.</param>
    public DecimalSign? Decide(char delimiter)
    {
        if (Contradicts)
        {
            return null;
        }

        if (points > 0 || commas > 0)
        {
            return points > 0 ? DecimalSign.Point : DecimalSign.Comma;
        }

        if (openCommas == 0)
        {
            return DecimalSign.Point;
        }

        return openPoints == 0 && delimiter != ',' ? DecimalSign.Comma : null;
    }

    private static void Single(ReadOnlySpan<char> text, char sign, int last, ref int own, ref int open, ref int other)
    {
        int first = text.IndexOf(sign);
        if (first != last)
        {
            // 1.234.567 sets thousands apart; 31.01.2026 is a date and says nothing.
            if (text.Length - last == 4 && last - first == 4)
            {
                other++;
            }

            return;
        }

        int after = 0, before = 0;
        while (last + 1 + after < text.Length && char.IsAsciiDigit(text[last + 1 + after]))
        {
            after++;
        }

        while (last - 1 - before >= 0 && char.IsAsciiDigit(text[last - 1 - before]))
        {
            before++;
        }

        bool decides = after != 3 || before is 0 or > 3 || text[last - before] == '0';
        _ = decides ? own++ : open++;
    }
}
