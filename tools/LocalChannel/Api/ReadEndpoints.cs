using System.Globalization;
using NanoBms.LocalChannel.Feeds;
using NanoBms.LocalChannel.Requests;
using NanoBms.LocalChannel.Storage;
using NanoBms.ThingSpeakContract;

namespace NanoBms.LocalChannel.Api;

/// <summary>The addresses that read.</summary>
internal sealed class ReadEndpoints(ChannelDoor door, EntryReader reader, LocalChannelOptions options)
{
    private static readonly int[] NoFields = [];
    private static readonly string[] GetMethod = ["GET"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapAsked(ContractRequest.Feeds, GetMethod, context => JsonAsync(context, AllFields));
        routes.MapAsked(ContractRequest.FeedsCsv, GetMethod, context => CsvAsync(context, AllFields, "feeds"));
        routes.MapAsked(ContractRequest.Field, GetMethod, context => JsonAsync(context, _ => OneField(context)));
        routes.MapAsked(ContractRequest.FieldCsv, GetMethod, context => CsvAsync(context, _ => OneField(context), FieldName(context)));
        routes.MapAsked(ContractRequest.Last, GetMethod, context => EntryAsync(context, AllFields, LastOf));
        routes.MapAsked(ContractRequest.LastText, GetMethod, context => EntryAsync(context, AllFields, LastOf, isText: true));
        routes.MapAsked(
            ContractRequest.LastField, GetMethod,
            context => EntryAsync(context, _ => OneField(context), channel => reader.LastOfField(channel.Id, OneField(context)[0])));
        routes.MapAsked(ContractRequest.LastFieldText, GetMethod, LastValueAsync);
        routes.MapAsked(
            ContractRequest.Entry, GetMethod,
            context => EntryAsync(context, AllFields, channel => reader.Entry(channel.Id, EntryId(context))));
        routes.MapGet("/channels/{id:long}/status.json", StatusAsync).WithMetadata(new AskedFor(ContractRequest.Feeds));
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

    private async Task EntryAsync(
        HttpContext context, Func<ChannelAccess, IReadOnlyList<int>> fields, Func<ChannelAccess, Entry?> find, bool isText = false)
    {
        (ChannelAccess channel, FeedQuery query) = Read(context, fields);
        if (find(channel) is { } entry)
        {
            await context.Response.WriteJsonAsync(
                json => FeedJson.WriteEntry(json, entry, query.Layout with { HasEntryId = true }),
                isText ? "text/plain" : "application/json")
                .ConfigureAwait(false);
        }
        else
        {
            await context.AnswerAsync(Contract.Of(isText ? ContractRequest.LastText : ContractRequest.Last, ChannelState.Empty))
                .ConfigureAwait(false);
        }
    }

    private async Task LastValueAsync(HttpContext context)
    {
        int field = OneField(context)[0];
        (ChannelAccess channel, _) = Read(context, _ => OneField(context));
        await (reader.LastOfField(channel.Id, field) is { } last
            ? context.Response.WriteTextAsync(last.Fields[field]!)
            : context.AnswerAsync(Contract.Of(ContractRequest.LastFieldText, ChannelState.Empty))).ConfigureAwait(false);
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
        ChannelAccess channel = door.ReadableFromRoute(context, parameters);
        return (channel, FeedQuery.Read(parameters, fields(channel), options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    // The one that came last, as in the published server (feed_controller.rb, show): an entry dated ahead does not stand before all later
    // ones.
    private Entry? LastOf(ChannelAccess channel) => reader.Last(channel.Id);

    private static IReadOnlyList<int> AllFields(ChannelAccess channel) => [.. Enumerable.Range(0, channel.Settings.Fields.Count)];

    private static IReadOnlyList<int> OneField(HttpContext context) =>
        [int.Parse((string)context.Request.RouteValues["field"]!, CultureInfo.InvariantCulture) - 1];

    private static long EntryId(HttpContext context) =>
        long.Parse((string)context.Request.RouteValues["entry"]!, CultureInfo.InvariantCulture);

    private static string FieldName(HttpContext context) => DraftReader.FieldName(OneField(context)[0]);
}
