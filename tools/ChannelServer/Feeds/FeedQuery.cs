using System.Globalization;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Feeds;

/// <summary>What a reader asks for: span of time, number of entries, averages, rounding, members.</summary>
internal sealed class FeedQuery
{
    /// <summary>Most entries that one read considers, as in ThingSpeak.</summary>
    public const int MaxResults = 8000;

    private const int DefaultResults = 100;
    private const string SpanLengths = "10, 15, 20, 30, 60, 240, 720, 1440, daily";

    private long fromMs = long.MinValue, toMs = long.MaxValue, spanMs;
    private int results, decimals = -1;
    private Aggregate aggregate;

    private FeedQuery(FeedLayout layout) => Layout = layout;

    /// <summary>Members that the reader gets.</summary>
    public FeedLayout Layout { get; private set; }

    /// <summary>Reads the parameters.</summary>
    /// <param name="fields">Indices of the fields that the address names.</param>
    /// <exception cref="ApiException">A parameter cannot be.</exception>
    public static FeedQuery Read(RequestParameters parameters, IReadOnlyList<int> fields, long nowMs)
    {
        TimeZoneInfo zone = Timestamps.Zone(parameters["timezone"], parameters["offset"]);
        var query = new FeedQuery(new FeedLayout(fields, true, IsTrue(parameters["location"]), IsTrue(parameters["status"]), zone));
        query.ReadSpan(parameters, zone, nowMs);
        query.ReadAggregate(parameters);
        if (parameters["round"] is { } round)
        {
            query.decimals = Whole(round, "round", 0, 15);
        }

        return query;
    }

    /// <summary>The entries, oldest first.</summary>
    public async Task<IReadOnlyList<Entry>> RunAsync(IEntryReader reader, long channelId)
    {
        IReadOnlyList<Entry> entries = results == 0
            ? []
            : await reader.NewestAsync(channelId, fromMs, toMs, results).ConfigureAwait(false);
        if (aggregate != Aggregate.None)
        {
            entries = Aggregation.Apply(entries, _ => aggregate, spanMs);
        }

        return decimals < 0 ? entries : [.. entries.Select(Rounded)];
    }

    private void ReadSpan(RequestParameters parameters, TimeZoneInfo zone, long nowMs)
    {
        if (parameters["start"] is { } start)
        {
            fromMs = DraftReader.Time(start, zone);
        }

        if (parameters["end"] is { } end)
        {
            toMs = DraftReader.Time(end, zone);
        }

        if (parameters["days"] is { } days)
        {
            fromMs = Math.Max(fromMs, nowMs - (Whole(days, "days", 0, 36500) * 86400000L));
        }

        if (parameters["minutes"] is { } minutes)
        {
            fromMs = Math.Max(fromMs, nowMs - (Whole(minutes, "minutes", 0, 52560000) * 60000L));
        }

        bool isBounded = fromMs != long.MinValue || toMs != long.MaxValue;
        results = parameters["results"] is { } most
            ? Math.Min(Whole(most, "results", 0, int.MaxValue), MaxResults)
            : isBounded ? MaxResults : DefaultResults;
        if (parameters["results"] == null && !isBounded
            && (parameters["average"] ?? parameters["median"] ?? parameters["sum"] ?? parameters["timescale"]) != null)
        {
            results = MaxResults;
        }
    }

    private void ReadAggregate(RequestParameters parameters)
    {
        (string Name, Aggregate Aggregate)[] kinds =
            [("average", Aggregate.Average), ("median", Aggregate.Median), ("sum", Aggregate.Sum), ("timescale", Aggregate.First)];
        foreach ((string name, Aggregate kind) in kinds.Where(kind => parameters[kind.Name] != null))
        {
            if (aggregate != Aggregate.None)
            {
                throw new ApiException(ApiError.BadRequest("Only one of average, median, sum and timescale can be asked for."));
            }

            aggregate = kind;
            spanMs = parameters[name] switch
            {
                "10" or "15" or "20" or "30" or "60" or "240" or "720" or "1440" =>
                    int.Parse(parameters[name]!, CultureInfo.InvariantCulture) * 60000L,
                "daily" => 86400000L,
                _ => throw new ApiException(ApiError.BadRequest($"{name} is not one of {SpanLengths} (minutes).")),
            };
            Layout = Layout with { HasEntryId = false, HasLocation = false, HasStatus = false };
        }
    }

    private Entry Rounded(Entry entry) => entry with
    {
        Fields = [.. entry.Fields.Select(text => Aggregation.TryNumber(text, out double value)
            ? Math.Round(value, decimals, MidpointRounding.AwayFromZero)
                .ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : text)],
    };

    private static bool IsTrue(string? text) => text is "true" or "1";

    private static int Whole(string text, string name, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw new ApiException(ApiError.BadRequest($"{name} is not a whole number from {min} to {max}."));
}
