using System.Globalization;
using NanoBms.LocalChannel.Feeds;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Api;

/// <summary>The addresses that read.</summary>
internal sealed class ReadEndpoints(ChannelRegistry channels, EntryReader reader, LocalChannelOptions options)
{
    private static readonly int[] NoFields = [];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/channels/{id:long}/feeds.json", context => JsonAsync(context, AllFields));
        routes.MapGet("/channels/{id:long}/feeds.csv", context => CsvAsync(context, AllFields, "feeds"));
        routes.MapGet("/channels/{id:long}/feeds/last.json", context => LastJsonAsync(context, AllFields));
        routes.MapGet("/channels/{id:long}/fields/{field:int:range(1,8)}.json", context => JsonAsync(context, _ => OneField(context)));
        routes.MapGet(
            "/channels/{id:long}/fields/{field:int:range(1,8)}.csv",
            context => CsvAsync(context, _ => OneField(context), FieldName(context)));
        routes.MapGet(
            "/channels/{id:long}/fields/{field:int:range(1,8)}/last.json", context => LastJsonAsync(context, _ => OneField(context)));
        routes.MapGet("/channels/{id:long}/fields/{field:int:range(1,8)}/last.txt", LastTextAsync);
        routes.MapGet("/channels/{id:long}/status.json", StatusAsync);
    }

    private async Task JsonAsync(HttpContext context, Func<ChannelAccess, IReadOnlyList<int>> fields)
    {
        (ChannelAccess channel, FeedQuery query) = Read(context, fields);
        await WriteFeedAsync(context, channel, query.Run(reader, channel.Id), query.Layout).ConfigureAwait(false);
    }

    private async Task CsvAsync(HttpContext context, Func<ChannelAccess, IReadOnlyList<int>> fields, string name)
    {
        (ChannelAccess channel, FeedQuery query) = Read(context, fields);
        string csv = FeedCsv.Write(query.Run(reader, channel.Id), query.Layout);
        await context.Response.WriteCsvAsync(csv, FormattableString.Invariant($"channel{channel.Id}-{name}.csv")).ConfigureAwait(false);
    }

    private async Task LastJsonAsync(HttpContext context, Func<ChannelAccess, IReadOnlyList<int>> fields)
    {
        (ChannelAccess channel, FeedQuery query) = Read(context, fields);
        Entry? last = reader.Last(channel.Id);
        await context.Response.WriteJsonAsync(json =>
        {
            if (last == null)
            {
                // What ThingSpeak says of a channel without entries.
                json.WriteStringValue("-1");
            }
            else
            {
                FeedJson.WriteEntry(json, last, query.Layout with { HasEntryId = true });
            }
        }).ConfigureAwait(false);
    }

    private async Task LastTextAsync(HttpContext context)
    {
        (ChannelAccess channel, _) = Read(context, _ => OneField(context));
        await context.Response.WriteTextAsync(reader.Last(channel.Id) is { } last ? last.Fields[OneField(context)[0]] ?? "" : "-1")
            .ConfigureAwait(false);
    }

    private async Task StatusAsync(HttpContext context)
    {
        (ChannelAccess channel, FeedQuery query) = Read(context, _ => NoFields);
        IReadOnlyList<Entry> entries = [.. query.Run(reader, channel.Id).Where(entry => entry.Place.Status != null)];
        await WriteFeedAsync(context, channel, entries, query.Layout with { HasStatus = true }).ConfigureAwait(false);
    }

    private async Task WriteFeedAsync(HttpContext context, ChannelAccess channel, IReadOnlyList<Entry> entries, FeedLayout layout)
    {
        long lastEntryId = reader.LastEntryId(channel.Id);
        long updatedAtMs = reader.Last(channel.Id)?.CreatedAtMs ?? channel.CreatedAtMs;
        await context.Response.WriteJsonAsync(json => FeedJson.Write(json, channel, entries, layout, lastEntryId, updatedAtMs))
            .ConfigureAwait(false);
    }

    private (ChannelAccess Channel, FeedQuery Query) Read(HttpContext context, Func<ChannelAccess, IReadOnlyList<int>> fields)
    {
        RequestParameters parameters = RequestParameters.FromQuery(context.Request);
        ChannelAccess channel = channels.ReadableFromRoute(context, parameters);
        return (channel, FeedQuery.Read(parameters, fields(channel), options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private static IReadOnlyList<int> AllFields(ChannelAccess channel) => [.. Enumerable.Range(0, channel.Settings.Fields.Count)];

    private static IReadOnlyList<int> OneField(HttpContext context) =>
        [int.Parse((string)context.Request.RouteValues["field"]!, CultureInfo.InvariantCulture) - 1];

    private static string FieldName(HttpContext context) => DraftReader.FieldName(OneField(context)[0]);
}
