using System.Reflection;
using System.Text.Json;
using NanoBms.ChannelServer.Api;
using NanoBms.ChannelServer.Feeds;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;
using NanoBms.ThingSpeakContract;

namespace NanoBms.ChannelServer.Page;

/// <summary>The page, its data in a compact form, and its stream of new entries.</summary>
/// <param name="door">The channels and who may read them.</param>
/// <param name="reader">Their entries.</param>
/// <param name="signals">News of them.</param>
/// <param name="options">What is let through.</param>
/// <param name="truthPercent">True state of charge at a time, where something knows it.</param>
/// <param name="hourReader">Reads whole hours, which long spans are drawn from; null: from their entries.</param>
internal sealed class PageEndpoints(
    ChannelDoor door, IEntryReader reader, IEntrySignals signals, ChannelRules options, Func<long, double?>? truthPercent = null,
    IHourReader? hourReader = null)
{
    /// <summary>More entries than this in a span are given as averages: a day at one each 15 s is still given whole.</summary>
    private const int MaxPoints = 6000;

    private const int MaxInOneMessage = 2000;

    // Of a span that is drawn from whole hours, gaps of numbers are told for so many of its newest entries; /gaps.json has all.
    private const int MaxOfGaps = 8000;

    // What the newest values are told from where the charts show averages: power and time to go by the mean current of so long.
    private const long RecentMs = 600_000;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5), ShortestPause = TimeSpan.FromMilliseconds(250);

    private static readonly Dictionary<string, (string ContentType, byte[] Bytes)> Assets = ReadAssets();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", context => AssetAsync(context, "index.html"));
        routes.MapGet("/page/{name}", context => AssetAsync(context, (string)context.Request.RouteValues["name"]!));
        new FleetEndpoints(door, reader, options).Map(routes);
        if (hourReader is not null)
        {
            new HourEndpoints(door, hourReader, options).Map(routes);
        }

        MapChannel(routes, "/channels/{id:long}", door.ReadableFromRouteAsync);
    }

    /// <summary>Serves the page of one channel.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="path">Its address.</param>
    /// <param name="find">The channel of a request; throws where there is none, or who asks may not see it.</param>
    public void MapChannel(
        IEndpointRouteBuilder routes, string path, Func<HttpContext, RequestParameters, ValueTask<IServedChannel>> find)
    {
        // Of a channel that is not there too: the page says so.
        routes.MapGet(path, context => AssetAsync(context, "index.html"));
        routes.MapGet(path + "/page.json", context => DataAsync(context, find));
        routes.MapGet(path + "/live", context => LiveAsync(context, find));
        routes.MapGet(path + "/gaps.json", context => GapsAsync(context, find));
    }

    private static async Task AssetAsync(HttpContext context, string name)
    {
        if (!Assets.TryGetValue(name, out (string ContentType, byte[] Bytes) asset))
        {
            throw new ApiException(ApiError.FromStatus(StatusCodes.Status404NotFound));
        }

        context.Response.ContentType = asset.ContentType;
        context.Response.GuardPage();
        await context.Response.Body.WriteAsync(asset.Bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task DataAsync(HttpContext context, Func<HttpContext, RequestParameters, ValueTask<IServedChannel>> find)
    {
        RequestParameters parameters = RequestParameters.FromQuery(context.Request);
        IServedChannel channel = await find(context, parameters).ConfigureAwait(false);
        long hours = long.TryParse(parameters["hours"], out long wanted) && wanted is > 0 and < 1000000 ? wanted : 24;

        // The span ends at the newest entry, so that a channel whose device stopped, or whose clock is a simulator's, still shows
        // something.
        long lastEntryId = await reader.LastEntryIdAsync(channel.Id).ConfigureAwait(false);
        Entry? newest = await NewestEntry.OfAsync(reader, channel.Id, options).ConfigureAwait(false);
        List<Entry> ahead = newest is null
            ? []
            : await reader.NewestAsync(channel.Id, newest.CreatedAtMs + 1, long.MaxValue, MaxPoints).ConfigureAwait(false);
        long toMs = newest?.CreatedAtMs ?? 0, fromMs = toMs - (hours * 3600000);
        long spanMs = 0;
        List<HourSummary> summaries = await SummariesAsync(newest, channel.Id, fromMs, toMs).ConfigureAwait(false);
        IReadOnlyList<Entry> entries = newest == null
            ? []
            : await reader.NewestAsync(channel.Id, fromMs, toMs, summaries.Count > 0 ? MaxOfGaps : int.MaxValue).ConfigureAwait(false);
        List<NumberGap> gaps = Gaps(entries);
        IReadOnlyList<Entry> recent = [];
        if (summaries.Count > 0)
        {
            recent = [.. entries.Where(entry => entry.CreatedAtMs > toMs - RecentMs)];
            spanMs = SpanFor(summaries[^1].StartMs - summaries[0].StartMs);
            entries = Aggregation.Apply(summaries, field => AggregateOf(channel, field), spanMs);
        }
        else if (entries.Count > MaxPoints)
        {
            recent = [.. entries.Where(entry => entry.CreatedAtMs > toMs - RecentMs)];
            spanMs = SpanFor(entries[^1].CreatedAtMs - entries[0].CreatedAtMs);
            entries = Aggregation.Apply(entries, field => AggregateOf(channel, field), spanMs);
        }

        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("id", channel.Id);
            json.WriteString("name", channel.Settings.Name);
            json.WriteString("description", channel.Settings.Description);
            json.WriteBoolean("public", channel.Settings.IsPublic);
            json.WriteNumber("now", options.NowMs());
            json.WriteNumber("lastEntryId", lastEntryId);
            json.WriteNumber("averageMs", spanMs);
            json.WriteStartArray("ahead");
            ahead.ForEach(entry => json.WriteNumberValue(entry.Id));
            json.WriteEndArray();
            json.WriteStartArray("gaps");
            foreach (NumberGap gap in gaps)
            {
                json.WriteStartObject();
                json.WriteNumber("before", gap.Before.ToUnixTimeMilliseconds());
                json.WriteNumber("first", gap.First);
                json.WriteNumber("last", gap.Last);
                json.WriteString("reason", gap.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("numbered", entries.Count > 0 && EntryNumber.Parse(newest!.Place.Status) is not null);
            json.WriteStartArray("fields");
            foreach (FieldSettings field in channel.Settings.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("unit", field.Unit);
                json.WriteString("role", field.Role.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteRow(json, "newest", newest);
            WriteRows(json, entries);
            json.WriteStartArray("recent");
            foreach (Entry entry in recent)
            {
                WriteValues(json, entry);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    // None where the span is to be read entry by entry: for it is short, or holds few.
    private async Task<List<HourSummary>> SummariesAsync(Entry? newest, long channelId, long fromMs, long toMs)
    {
        if (hourReader is null || newest is null || SpanFor(toMs - fromMs) < HourSummary.LengthMs)
        {
            return [];
        }

        List<HourSummary> hours = await hourReader.HoursAsync(channelId, fromMs, toMs).ConfigureAwait(false);
        return hours.Count > 0 && SpanFor(hours[^1].StartMs - hours[0].StartMs) >= HourSummary.LengthMs
            && hours.Sum(hour => (long)hour.Entries) > MaxPoints
            ? hours
            : [];
    }

    private async Task GapsAsync(HttpContext context, Func<HttpContext, RequestParameters, ValueTask<IServedChannel>> find)
    {
        IServedChannel channel = await find(context, RequestParameters.FromQuery(context.Request)).ConfigureAwait(false);
        List<NumberGap> gaps = Gaps(
            await reader.NewestAsync(channel.Id, long.MinValue, long.MaxValue, int.MaxValue).ConfigureAwait(false));
        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (NumberGap gap in gaps)
            {
                json.WriteStartObject();
                json.WriteString("before", Timestamps.Iso(gap.Before.ToUnixTimeMilliseconds(), TimeZoneInfo.Utc));
                json.WriteNumber("first", gap.First);
                json.WriteNumber("last", gap.Last);
                json.WriteString("reason", gap.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private static List<NumberGap> Gaps(IReadOnlyList<Entry> entries)
    {
        var ledger = new NumberLedger();
        return [.. entries.Select(entry => ledger.Take(entry.Place.Status, DateTimeOffset.FromUnixTimeMilliseconds(entry.CreatedAtMs)))
            .Where(gap => gap is not null).Select(gap => gap!)];
    }

    private async Task LiveAsync(HttpContext context, Func<HttpContext, RequestParameters, ValueTask<IServedChannel>> find)
    {
        RequestParameters parameters = RequestParameters.FromQuery(context.Request);
        IServedChannel channel = await find(context, parameters).ConfigureAwait(false);
        long lastId = long.TryParse(parameters["after"], out long after)
            ? after
            : await reader.LastEntryIdAsync(channel.Id).ConfigureAwait(false);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                Task next = signals.Next(channel.Id);
                List<Entry> entries = await reader.AfterAsync(channel.Id, lastId, MaxInOneMessage).ConfigureAwait(false);
                lastId = entries.Count > 0 ? entries[^1].Id : lastId;
                await context.Response.WriteAsync("data: ", stop.Token).ConfigureAwait(false);
                using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
                {
                    json.WriteStartObject();
                    json.WriteNumber("now", options.NowMs());
                    WriteRows(json, entries);
                    json.WriteEndObject();
                    json.Flush();
                }

                await context.Response.WriteAsync("\n\n", stop.Token).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
                if (entries.Count < MaxInOneMessage)
                {
                    await Task.WhenAny(next, Task.Delay(Heartbeat, stop.Token)).ConfigureAwait(false);
                    await Task.Delay(ShortestPause, stop.Token).ConfigureAwait(false);

                    // A key that was renewed meanwhile, or a link that was taken back, shows nothing more.
                    channel = await find(context, parameters).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed or the server stops.
        }
        catch (Exception exception) when (context.Response.HasStarted && exception is ApiException or StorageBusyException)
        {
            // Asked again, the page is told why.
        }
    }

    private static Aggregate AggregateOf(IServedChannel channel, int field) =>
        field < channel.Settings.Fields.Count && channel.Settings.Fields[field].Role == FieldRole.StatusBits
            ? Aggregate.Bits
            : Aggregate.Average;

    private void WriteRows(Utf8JsonWriter json, IReadOnlyList<Entry> entries)
    {
        if (truthPercent is not null)
        {
            json.WriteStartArray("truth");
            foreach (Entry entry in entries)
            {
                if (truthPercent(entry.CreatedAtMs) is { } percent)
                {
                    json.WriteNumberValue(Math.Round(percent, 2));
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("rows");
        foreach (Entry entry in entries)
        {
            WriteValues(json, entry);
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, string name, Entry? entry)
    {
        json.WritePropertyName(name);
        if (entry == null)
        {
            json.WriteNullValue();
        }
        else
        {
            WriteValues(json, entry);
        }
    }

    private static void WriteValues(Utf8JsonWriter json, Entry entry)
    {
        json.WriteStartArray();
        json.WriteNumberValue(entry.Id);
        json.WriteNumberValue(entry.CreatedAtMs);
        foreach (string? field in entry.Fields)
        {
            json.WriteStringValue(field);
        }

        json.WriteEndArray();
    }

    /// <summary>A round span that leaves at most 2,000 averages.</summary>
    private static long SpanFor(long lengthMs)
    {
        ReadOnlySpan<int> seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
        foreach (int span in seconds)
        {
            if (lengthMs / (span * 1000L) < 2000)
            {
                return span * 1000L;
            }
        }

        return 7 * 86400000L;
    }

    private static Dictionary<string, (string ContentType, byte[] Bytes)> ReadAssets()
    {
        Assembly assembly = typeof(PageEndpoints).Assembly;
        var assets = new Dictionary<string, (string, byte[])>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("page/", StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            assets.Add(resource["page/".Length..], (ContentType(resource), bytes));
        }

        return assets;
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
