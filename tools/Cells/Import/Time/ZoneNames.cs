namespace NanoBms.Cells.Import.Time;

/// <summary>Zones by their abbreviations, hours ahead of UTC; what two zones share (IST, CST in Asia) is left out.</summary>
internal static class ZoneNames
{
    private static readonly Dictionary<string, double> Hours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = 0,
        ["UTC"] = 0,
        ["GMT"] = 0,
        ["UCT"] = 0,
        ["WET"] = 0,
        ["WEST"] = 1,
        ["BST"] = 1,
        ["CET"] = 1,
        ["CEST"] = 2,
        ["MEZ"] = 1,
        ["MESZ"] = 2,
        ["EET"] = 2,
        ["EEST"] = 3,
        ["MSK"] = 3,
        ["JST"] = 9,
        ["KST"] = 9,
        ["AWST"] = 8,
        ["ACST"] = 9.5,
        ["ACDT"] = 10.5,
        ["AEST"] = 10,
        ["AEDT"] = 11,
        ["NZST"] = 12,
        ["NZDT"] = 13,
        ["EST"] = -5,
        ["EDT"] = -4,
        ["CST"] = -6,
        ["CDT"] = -5,
        ["MST"] = -7,
        ["MDT"] = -6,
        ["PST"] = -8,
        ["PDT"] = -7,
        ["AKST"] = -9,
        ["AKDT"] = -8,
        ["HST"] = -10,
        ["BRT"] = -3,
        ["SAST"] = 2,
    };

    /// <summary>Seconds ahead of UTC of "Z", "CET", "+01:00", "+0100", "+1"; false for other words.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0;
        int bracket = text.IndexOf('[');
        text = (bracket >= 0 ? text[..bracket] : text).Trim();
        if (text.Length == 0)
        {
            return false;
        }

        if (text[0] is '+' or '-')
        {
            return TryOffset(text, out seconds);
        }

        if (!Hours.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out double hours))
        {
            // "UTC+1", "GMT+01:00"
            return (text.StartsWith("UTC", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("GMT", StringComparison.OrdinalIgnoreCase))
                && text.Length > 3 && text[3] is '+' or '-' && TryOffset(text[3..], out seconds);
        }

        seconds = hours * 3600;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0;
        int digits = 0, value = 0;
        foreach (char letter in text[1..])
        {
            if (char.IsAsciiDigit(letter))
            {
                digits++;
                value = value * 10 + (letter - '0');
            }
            else if (letter != ':' || digits is not (1 or 2))
            {
                return false;
            }
        }

        if (digits is 0 or > 4)
        {
            return false;
        }

        int minutes = digits <= 2 ? value * 60 : value / 100 * 60 + value % 100;
        seconds = (text[0] == '-' ? -60.0 : 60.0) * minutes;
        return minutes <= 15 * 60;
    }
}
