using System.Globalization;

namespace NanoBms.ThingSpeakBridge.Feeds;

/// <summary>Times as channels write them: 2026-01-31T08:00:00Z, 2026-01-31T08:00:00+01:00, 2026-01-31 08:00:00 UTC.</summary>
internal static class FeedTime
{
    private const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        text = text?.Trim() ?? "";
        if (text.EndsWith(" UTC", StringComparison.Ordinal))
        {
            text = text[..^4] + "Z";
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Style, out time);
    }

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static string Line(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
