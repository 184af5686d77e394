using NanoBms.ChannelServer.Feeds;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;
using NanoBms.ThingSpeakContract;

namespace NanoBms.ChannelServer.Api;

/// <summary>The addresses that write and delete.</summary>
internal sealed class WriteEndpoints(ChannelDoor door, IEntryWriter writer, ChannelRules options)
{
    private static readonly string[] UpdateMethods = ["GET", "POST"], BulkMethods = ["POST"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapAsked(ContractRequest.Update, UpdateMethods, UpdateAsync);
        routes.MapAsked(ContractRequest.UpdateJson, UpdateMethods, UpdateJsonAsync);
        routes.MapAsked(ContractRequest.Bulk, BulkMethods, context => BulkAsync(context, DraftReader.Bulk));
        routes.MapPost("/channels/{id:long}/bulk_update.csv", context => BulkAsync(context, DraftReader.BulkCsv))
            .WithMetadata(new AskedFor(ContractRequest.Bulk));
        routes.MapDelete("/channels/{id:long}/feeds/{entry:long}.json", DeleteAsync);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        (_, Entry entry) = await StoreOneAsync(context).ConfigureAwait(false);
        await context.AnswerAsync(Contract.Of(ContractRequest.Update, ChannelState.Ready), entry.Id).ConfigureAwait(false);
    }

    private async Task UpdateJsonAsync(HttpContext context)
    {
        (IServedChannel channel, Entry entry) = await StoreOneAsync(context).ConfigureAwait(false);
        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("channel_id", channel.Id);
            FeedJson.WriteMembers(json, entry, FeedLayout.Everything(TimeZoneInfo.Utc));
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task BulkAsync(HttpContext context, Func<RequestParameters, int, long, IReadOnlyList<EntryDraft>> read)
    {
        await door.FromRouteAsync(context).ConfigureAwait(false);
        (IServedChannel channel, RequestParameters parameters) = await WriteBody.ReadAsync(
            context.Request, isLong: true, options.BodyTimeout, key => door.WritableFromRouteAsync(context, key)).ConfigureAwait(false);
        long nowMs = options.NowMs();
        IReadOnlyList<EntryDraft> drafts = read(parameters, options.BulkLimit, nowMs);
        DraftReader.CheckTimes(drafts, options.MaxAhead, nowMs);
        WriteResult result = await writer.WriteAsync(channel.Id, nowMs, drafts).ConfigureAwait(false);
        ThrowIfRefused(result);
        await context.AnswerAsync(Contract.Of(ContractRequest.Bulk, ChannelState.Ready)).ConfigureAwait(false);
    }

    private async Task<(IServedChannel Channel, Entry Entry)> StoreOneAsync(HttpContext context)
    {
        (IServedChannel channel, RequestParameters parameters) = await WriteBody.ReadAsync(
            context.Request, isLong: false, options.BodyTimeout, key => door.ByWriteKeyAsync(context, key)).ConfigureAwait(false);
        long nowMs = options.NowMs();
        EntryDraft draft = DraftReader.Single(parameters, nowMs);
        DraftReader.CheckTimes([draft], options.MaxAhead, nowMs);
        WriteResult result = await writer.WriteAsync(channel.Id, nowMs, [draft]).ConfigureAwait(false);
        ThrowIfRefused(result);
        return (channel, result.Stored[0]);
    }

    // ThingSpeak deletes a channel's entries all at once only, and by its user's key.
    private async Task DeleteAsync(HttpContext context)
    {
        IServedChannel channel = await door.WritableFromRouteAsync(context, RequestParameters.FromQuery(context.Request)["api_key"])
            .ConfigureAwait(false);
        string number = (string)context.Request.RouteValues["entry"]!;
        if (!await writer.DeleteAsync(channel.Id, long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
            .ConfigureAwait(false))
        {
            throw new ApiException(ApiError.NotFound($"Channel {channel.Id} has no entry {number}."));
        }

        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success", true);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private void ThrowIfRefused(WriteResult result)
    {
        switch (result.Outcome)
        {
            case WriteOutcome.TooFast:
                throw new ApiException(ApiError.TooFast(options.RateLimit));
            case WriteOutcome.TimeTaken:
                throw new ApiException(ApiError.TimeTaken());
            default:
                break;
        }
    }
}
