namespace NanoBms.Cells.Import.Time;

/// <summary>Reads clocks and durations: 9:05:07.5, 100:00:00, 0d 00:11:30.88, 1.02:03:04, 2 days 03:04:05, 11:50:00 PM, 12:05.</summary>
internal static class ClockText
{
    /// <summary>Reads a clock.</summary>
    /// <param name="text">A cell, or the part of it behind a date.</param>
    /// <param name="seconds">Seconds.</param>
    /// <param name="isTwoPart">Whether it has two fields only: hours and minutes, or minutes and seconds; read as hours and
    /// minutes.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out double seconds, out bool isTwoPart)
    {
        seconds = 0;
        isTwoPart = false;
        text = text.Trim();
        int colon = text.IndexOf(':');
        if (colon <= 0)
        {
            return false;
        }

        if (!TryDays(ref text, out double days) || !TryHalf(ref text, out int half))
        {
            return false;
        }

        Span<double> fields = stackalloc double[3];
        int count = 0;
        while (count < fields.Length)
        {
            int end = text.IndexOf(':');
            bool last = end < 0 || count == 2;
            ReadOnlySpan<char> field = last ? text : text[..end];
            if (!TryField(field, count, out fields[count]))
            {
                return false;
            }

            count++;
            if (last)
            {
                break;
            }

            text = text[(end + 1)..];
        }

        isTwoPart = count == 2;
        if (count < 2 || fields[1] >= 60 || fields[2] >= 61 || (half >= 0 && fields[0] > 12))
        {
            return false;
        }

        double hours = half < 0 ? fields[0] : fields[0] % 12 + half;
        seconds = days * 86400 + hours * 3600 + fields[1] * 60 + fields[2];
        return true;
    }

    /// <summary>"1d ", "2 days ", "1." before the hours.</summary>
    private static bool TryDays(ref ReadOnlySpan<char> text, out double days)
    {
        days = 0;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        ReadOnlySpan<char> rest = text[digits..].TrimStart();
        int skip = rest.StartsWith("days", StringComparison.OrdinalIgnoreCase) ? 4
            : rest.StartsWith("day", StringComparison.OrdinalIgnoreCase) ? 3
            : rest.StartsWith("d", StringComparison.OrdinalIgnoreCase) ? 1
            : rest.StartsWith(".", StringComparison.Ordinal) && rest.IndexOf(':') > 1 ? 1
            : 0;
        if (skip == 0)
        {
            return true;
        }

        if (digits is 0 or > 5 || !int.TryParse(text[..digits], System.Globalization.CultureInfo.InvariantCulture, out int whole))
        {
            return false;
        }

        days = whole;
        text = rest[skip..].TrimStart().TrimStart(',').TrimStart();
        return true;
    }

    /// <summary>AM and PM behind the clock: 0 or 12 hours; -1 where there is neither.</summary>
    private static bool TryHalf(ref ReadOnlySpan<char> text, out int half)
    {
        half = -1;
        ReadOnlySpan<char> letters = text.TrimEnd();
        bool afternoon = letters.EndsWith("PM", StringComparison.OrdinalIgnoreCase)
            || letters.EndsWith("P.M.", StringComparison.OrdinalIgnoreCase);
        bool morning = letters.EndsWith("AM", StringComparison.OrdinalIgnoreCase)
            || letters.EndsWith("A.M.", StringComparison.OrdinalIgnoreCase);
        if (afternoon || morning)
        {
            half = afternoon ? 12 : 0;
            text = letters[..(letters.LastIndexOfAnyInRange('0', '9') + 1)];
        }

        return text.Length > 0;
    }

    /// <summary>A field: whole, or with a fraction behind point, comma or (for milliseconds) a colon in the last.</summary>
    private static bool TryField(ReadOnlySpan<char> field, int place, out double value)
    {
        value = 0;
        double scale = 0;
        int digits = 0;
        foreach (char letter in field)
        {
            if (char.IsAsciiDigit(letter))
            {
                digits++;
                value = scale == 0 ? value * 10 + (letter - '0') : value + (letter - '0') * scale;
                scale /= 10;
            }
            else if (letter is '.' or ',' or ':' && place == 2 && scale == 0 && digits > 0)
            {
                scale = 0.1;
            }
            else
            {
                return false;
            }
        }

        return digits is > 0 and < 24;
    }
}
