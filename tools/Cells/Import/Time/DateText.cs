namespace NanoBms.Cells.Import.Time;

/// <summary>
/// Reads dates with or without a clock: 2026-01-31T09:00:00.5+01:00, 31.01.2026 09:00:00, 1/31/2026 9:00:00 PM, 2026/01/31 09:00:01:007,
/// 31-Jan-26 09:00, Jan 31, 2026 09:00:00, 2016-11-17-17:20:04, 20260131T090000.
/// </summary>
internal static class DateText
{
    private const double DayS = 86400;
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>Reads a date.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateReading reading)
    {
        reading = default;
        text = text.Trim();
        if (!TryDate(ref text, out double dayFirst, out double monthFirst, out bool dotted))
        {
            return false;
        }

        text = text.TrimStart(" T,-_\u00A0\u202F").TrimEnd();
        double seconds = 0, ahead = 0;
        bool zone = false;
        if (text.Length > 0)
        {
            int end = ClockEnd(text);
            ReadOnlySpan<char> rest = text[end..].Trim();
            if (rest.StartsWith("AM", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("PM", StringComparison.OrdinalIgnoreCase))
            {
                rest = rest[2..].Trim();
                end = text.Length - rest.Length;
            }

            if (!ClockText.TryRead(text[..end], out seconds, out _) && !TryCompactClock(text[..end], out seconds))
            {
                return false;
            }

            if (rest.Length > 0)
            {
                // A zone nobody knows shifts all rows alike; it is only read over where it is a word.
                zone = ZoneNames.TryFind(rest, out ahead);
                if (!zone && (!char.IsLetter(rest[0]) || rest.ContainsAnyInRange('0', '9')))
                {
                    return false;
                }
            }
        }

        reading = new DateReading(dayFirst * DayS + seconds - ahead, monthFirst * DayS + seconds - ahead, text.Length > 0, zone, dotted);
        return true;
    }

    private static int ClockEnd(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ':' or '.' || text[end] == ',' && end > 5))
        {
            end++;
        }

        return end;
    }

    private static bool TryCompactClock(ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0;
        if (text.Length is not (4 or 6) || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int hours = Two(text), minutes = Two(text[2..]), rest = text.Length == 6 ? Two(text[4..]) : 0;
        seconds = hours * 3600 + minutes * 60 + rest;
        return hours < 24 && minutes < 60 && rest < 61;
    }

    private static int Two(ReadOnlySpan<char> text) => (text[0] - '0') * 10 + text[1] - '0';

    private static bool TryDate(ref ReadOnlySpan<char> text, out double dayFirst, out double monthFirst, out bool dotted)
    {
        dayFirst = monthFirst = double.NaN;
        dotted = false;
        int first = Part(ref text, out bool firstIsMonth);
        char separator = text.Length > 0 ? text[0] : '\0';
        if (first >= 19000101 && !firstIsMonth)
        {
            dayFirst = monthFirst = Days(first / 10000, first / 100 % 100, first % 100);
            return !double.IsNaN(dayFirst);
        }

        if (first < 0 || separator is not ('-' or '/' or '.' or ' '))
        {
            return false;
        }

        text = text[1..].TrimStart();
        int second = Part(ref text, out bool secondIsMonth);
        if (second < 0 || text.Length == 0 || text[0] is not ('-' or '/' or '.' or ' ' or ','))
        {
            return false;
        }

        if (separator == ' ' && !firstIsMonth && !secondIsMonth)
        {
            return false;
        }

        text = text[1..].TrimStart();
        int third = Part(ref text, out bool thirdIsMonth);
        if (third < 0 || thirdIsMonth)
        {
            return false;
        }

        dotted = separator == '.';
        if (first > 31 && !firstIsMonth)
        {
            dayFirst = monthFirst = Days(first, second, third);
        }
        else if (firstIsMonth || secondIsMonth)
        {
            dayFirst = monthFirst = firstIsMonth ? Days(Century(third), first, second) : Days(Century(third), second, first);
        }
        else
        {
            dayFirst = Days(Century(third), second, first);
            monthFirst = Days(Century(third), first, second);
        }

        return !double.IsNaN(dayFirst) || !double.IsNaN(monthFirst);
    }

    private static int Century(int year) => year < 100 ? 2000 + year : year;

    /// <summary>A number of at most 8 digits, or a month by its name, taken off the start; -1 for neither.</summary>
    private static int Part(ref ReadOnlySpan<char> text, out bool isMonth)
    {
        isMonth = false;
        int end = 0, value = 0;
        while (end < text.Length && end < 8 && char.IsAsciiDigit(text[end]))
        {
            value = value * 10 + text[end++] - '0';
        }

        if (end > 0)
        {
            text = text[end..];
            return value;
        }

        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        int month = end >= 3 ? Month(text[..3]) : 0;
        isMonth = month > 0;
        text = text[end..];
        return isMonth ? month : -1;
    }

    private static int Month(ReadOnlySpan<char> name)
    {
        for (int k = 0; k < Months.Length; k++)
        {
            if (name.Equals(Months[k], StringComparison.OrdinalIgnoreCase))
            {
                return k + 1;
            }
        }

        return 0;
    }

    /// <summary>Days from 1970-01-01; NaN where there is no such date.</summary>
    private static double Days(int year, int month, int day) =>
        year is >= 1900 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day).DayNumber - 719162
            : double.NaN;
}
