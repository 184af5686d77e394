using System.Globalization;

namespace NanoBms.ChannelServer.Requests;

/// <summary>Times as clients write them (ISO 8601, "2026-01-31 08:00:00", seconds since 1970) and as the interface gives them.</summary>
internal static class Timestamps
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
    ];

    /// <summary>Milliseconds since 1970 in UTC; a time without a zone is in the one given.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out long timeMs)
    {
        text = text.Trim();
        if (text.EndsWith(" UTC", StringComparison.Ordinal))
        {
            text = text[..^4] + "Z";
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds is > 9999 and < 253402300800)
        {
            timeMs = seconds * 1000;
            return true;
        }

        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            timeMs = 0;
            return false;
        }

        if (time.Kind == DateTimeKind.Unspecified)
        {
            if (zone.IsInvalidTime(time))
            {
                timeMs = 0;
                return false;
            }

            time = TimeZoneInfo.ConvertTimeToUtc(time, zone);
        }

        timeMs = new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>As in JSON: 2026-01-31T08:00:00Z, or with the zone's offset.</summary>
    public static string Iso(long timeMs, TimeZoneInfo zone) => zone == TimeZoneInfo.Utc
        ? DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(timeMs), zone)
            .ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>As in CSV: 2026-01-31 08:00:00 UTC, or as in JSON where another zone is asked for.</summary>
    public static string Csv(long timeMs, TimeZoneInfo zone) => zone == TimeZoneInfo.Utc
        ? DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd HH:mm:ss UTC", CultureInfo.InvariantCulture)
        : Iso(timeMs, zone);

    /// <summary>
    /// The zone of an IANA name such as Europe/Berlin, else the one so many whole hours ahead of UTC; UTC where neither is given.
    /// </summary>
    /// <exception cref="ApiException">There is no such zone.</exception>
    public static TimeZoneInfo Zone(string? name, string? offset = null)
    {
        if (name is null && offset is not null)
        {
            return int.TryParse(offset, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int hours)
                && hours is >= -14 and <= 14
                ? hours == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.CreateCustomTimeZone("offset", TimeSpan.FromHours(hours), null, null)
                : throw new ApiException(ApiError.BadRequest("offset is not a whole number of hours from -14 to 14."));
        }

        // Only the one object stands for UTC, so that comparing with it is enough.
        if (name is null or "UTC" or "Etc/UTC")
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? zone
            : throw new ApiException(ApiError.BadRequest($"There is no time zone '{name}'; name one as in Europe/Berlin."));
    }
}
