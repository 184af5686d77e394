using System.Globalization;
using NanoBms.ChannelServer.Feeds;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;
using NanoBms.ThingSpeakContract;

namespace NanoBms.ChannelServer.Api;

/// <summary>The addresses that read.</summary>
internal sealed class ReadEndpoints(ChannelDoor door, IEntryReader reader, ChannelRules options)
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
        routes.MapAsked(ContractRequest.LastField, GetMethod, LastFieldAsync);
        routes.MapAsked(ContractRequest.LastFieldText, GetMethod, LastValueAsync);
        routes.MapAsked(ContractRequest.Entry, GetMethod, OneEntryAsync);
        routes.MapGet("/channels/{id:long}/status.json", StatusAsync).WithMetadata(new AskedFor(ContractRequest.Feeds));
    }

    private async Task JsonAsync(HttpContext context, Func<IServedChannel, IReadOnlyList<int>> fields)
    {
        (IServedChannel channel, FeedQuery query) = await ReadAsync(context, fields);
        await WriteFeedAsync(context, channel, await query.RunAsync(reader, channel.Id).ConfigureAwait(false), query.Layout)
            .ConfigureAwait(false);
    }

    private async Task CsvAsync(HttpContext context, Func<IServedChannel, IReadOnlyList<int>> fields, string name)
    {
        (IServedChannel channel, FeedQuery query) = await ReadAsync(context, fields);
        string csv = FeedCsv.Write(await query.RunAsync(reader, channel.Id).ConfigureAwait(false), query.Layout);
        await context.Response.WriteCsvAsync(csv, FormattableString.Invariant($"channel{channel.Id}-{name}.csv")).ConfigureAwait(false);
    }

    private async Task EntryAsync(
        HttpContext context, Func<IServedChannel, IReadOnlyList<int>> fields, Func<IServedChannel, Task<Entry?>> find, bool isText = false)
    {
        (IServedChannel channel, FeedQuery query) = await ReadAsync(context, fields);
        if (await find(channel).ConfigureAwait(false) is { } entry)
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

    private Task LastFieldAsync(HttpContext context) => EntryAsync(
        context, _ => OneField(context), channel => reader.LastOfFieldAsync(channel.Id, OneField(context)[0]));

    private Task OneEntryAsync(HttpContext context) =>
        EntryAsync(context, AllFields, channel => reader.EntryAsync(channel.Id, EntryId(context)));

    private async Task LastValueAsync(HttpContext context)
    {
        int field = OneField(context)[0];
        (IServedChannel channel, _) = await ReadAsync(context, _ => OneField(context));
        await (await reader.LastOfFieldAsync(channel.Id, field).ConfigureAwait(false) is { } last
            ? context.Response.WriteTextAsync(last.Fields[field]!)
            : context.AnswerAsync(Contract.Of(ContractRequest.LastFieldText, ChannelState.Empty))).ConfigureAwait(false);
    }

    private async Task StatusAsync(HttpContext context)
    {
        (IServedChannel channel, FeedQuery query) = await ReadAsync(context, _ => NoFields);
        IReadOnlyList<Entry> entries =
            [.. (await query.RunAsync(reader, channel.Id).ConfigureAwait(false)).Where(entry => entry.Place.Status != null)];
        await WriteFeedAsync(context, channel, entries, query.Layout with { HasStatus = true }).ConfigureAwait(false);
    }

    private async Task WriteFeedAsync(HttpContext context, IServedChannel channel, IReadOnlyList<Entry> entries, FeedLayout layout)
    {
        long lastEntryId = await reader.LastEntryIdAsync(channel.Id).ConfigureAwait(false);
        long updatedAtMs = (await reader.LastAsync(channel.Id).ConfigureAwait(false))?.CreatedAtMs ?? channel.CreatedAtMs;
        await context.Response.WriteJsonAsync(json => FeedJson.Write(json, channel, entries, layout, lastEntryId, updatedAtMs))
            .ConfigureAwait(false);
    }

    private async Task<(IServedChannel Channel, FeedQuery Query)> ReadAsync(
        HttpContext context, Func<IServedChannel, IReadOnlyList<int>> fields)
    {
        RequestParameters parameters = RequestParameters.FromQuery(context.Request);
        IServedChannel channel = await door.ReadableFromRouteAsync(context, parameters).ConfigureAwait(false);
        return (channel, FeedQuery.Read(parameters, fields(channel), options.NowMs()));
    }

    // The one that came last, as in the published server (feed_controller.rb, show): an entry dated ahead does not stand before all later
    // ones.
    private Task<Entry?> LastOf(IServedChannel channel) => reader.LastAsync(channel.Id);

    private static IReadOnlyList<int> AllFields(IServedChannel channel) => [.. Enumerable.Range(0, channel.Settings.Fields.Count)];

    private static IReadOnlyList<int> OneField(HttpContext context) =>
        [int.Parse((string)context.Request.RouteValues["field"]!, CultureInfo.InvariantCulture) - 1];

    private static long EntryId(HttpContext context) =>
        long.Parse((string)context.Request.RouteValues["entry"]!, CultureInfo.InvariantCulture);

    private static string FieldName(HttpContext context) => DraftReader.FieldName(OneField(context)[0]);
}
