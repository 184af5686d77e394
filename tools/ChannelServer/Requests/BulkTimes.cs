using System.Globalization;

namespace NanoBms.ChannelServer.Requests;

/// <summary>
/// Times of a bulk write: all absolute (created_at), or all as seconds since the entry before (delta_t), for devices without a clock. With
/// delta_t the last entry is dated when the write arrives and the others before it.
/// </summary>
internal sealed class BulkTimes(long nowMs)
{
    private readonly List<long> absoluteMs = [];
    private readonly List<long> deltaS = [];

    /// <summary>Takes the time of the next entry.</summary>
    /// <exception cref="ApiException">It has no time, or one that cannot be.</exception>
    public void Add(string? createdAt, string? deltaT, TimeZoneInfo zone)
    {
        int number = absoluteMs.Count + deltaS.Count + 1;
        if ((createdAt == null) == (deltaT == null))
        {
            throw new ApiException(ApiError.BadRequest($"Update {number} needs one of created_at and delta_t."));
        }

        if (createdAt != null)
        {
            absoluteMs.Add(DraftReader.Time(createdAt, zone));
        }
        else if (!long.TryParse(deltaT, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds > int.MaxValue)
        {
            throw new ApiException(ApiError.BadRequest($"delta_t of update {number} is not a whole number of seconds, 0 or more."));
        }
        else if (seconds == 0 && number > 1)
        {
            throw new ApiException(
                ApiError.BadRequest($"delta_t of update {number} is 0; only the first one may be, as times are unique."));
        }
        else
        {
            deltaS.Add(seconds);
        }

        if (absoluteMs.Count > 0 && deltaS.Count > 0)
        {
            throw new ApiException(ApiError.BadRequest($"Update {number} mixes created_at and delta_t; use one of them in a write."));
        }
    }

    /// <summary>The times in the order of the entries.</summary>
    /// <exception cref="ApiException">Two are the same.</exception>
    public (long TimeMs, bool IsGiven)[] Resolve()
    {
        if (absoluteMs.Count > 0)
        {
            var seen = new HashSet<long>();
            int second = absoluteMs.FindIndex(time => !seen.Add(time));
            return second < 0
                ? [.. absoluteMs.Select(time => (time, true))]
                : throw new ApiException(ApiError.BadRequest(
                    $"Update {second + 1} has the time of another one ({Timestamps.Iso(absoluteMs[second], TimeZoneInfo.Utc)}); times are "
                        + "unique in a channel."));
        }

        var times = new (long TimeMs, bool IsGiven)[deltaS.Count];
        long timeMs = nowMs;
        for (int k = deltaS.Count - 1; k >= 0; k--)
        {
            times[k] = (timeMs, false);
            timeMs -= deltaS[k] * 1000;
        }

        return times;
    }
}
