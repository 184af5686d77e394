using System.Globalization;
using NanoBms.LocalChannel.Feeds;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Api;

/// <summary>The addresses that write.</summary>
internal sealed class WriteEndpoints(ChannelRegistry channels, EntryWriter writer, LocalChannelOptions options)
{
    private static readonly string[] UpdateMethods = ["GET", "POST"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/update", UpdateMethods, UpdateAsync);
        routes.MapMethods("/update.json", UpdateMethods, UpdateJsonAsync);
        routes.MapPost("/channels/{id:long}/bulk_update.json", context => BulkAsync(context, DraftReader.Bulk));
        routes.MapPost("/channels/{id:long}/bulk_update.csv", context => BulkAsync(context, DraftReader.BulkCsv));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        try
        {
            (_, WriteResult result) = await StoreOneAsync(context).ConfigureAwait(false);

            // Status 200 and "0" is how ThingSpeak says no in text.
            string reply = result.Outcome == WriteOutcome.Stored ? result.Stored[0].Id.ToString(CultureInfo.InvariantCulture) : "0";
            await context.Response.WriteTextAsync(reply).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            await exception.Error.WriteAsync(context, asText: true).ConfigureAwait(false);
        }
    }

    private async Task UpdateJsonAsync(HttpContext context)
    {
        (ChannelAccess channel, WriteResult result) = await StoreOneAsync(context).ConfigureAwait(false);
        ThrowIfRefused(result);
        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("channel_id", channel.Id);
            FeedJson.WriteMembers(json, result.Stored[0], FeedLayout.Everything(TimeZoneInfo.Utc));
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task BulkAsync(HttpContext context, Func<RequestParameters, int, long, IReadOnlyList<EntryDraft>> read)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context.Request).ConfigureAwait(false);
        ChannelAccess channel = channels.FromRoute(context);
        if ((parameters["write_api_key"] ?? parameters["api_key"]) != channel.WriteKey)
        {
            throw new ApiException(ApiError.AuthRequired("The write key is not the one of this channel."));
        }

        long nowMs = NowMs();
        WriteResult result = await writer.WriteAsync(channel.Id, nowMs, read(parameters, options.BulkLimit, nowMs)).ConfigureAwait(false);

        // A client that lost the answer sends the same entries again: they are there, once, and that is what it wants to hear.
        if (result.Outcome != WriteOutcome.TimeTaken)
        {
            ThrowIfRefused(result);
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success", true);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task<(ChannelAccess Channel, WriteResult Result)> StoreOneAsync(HttpContext context)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context.Request).ConfigureAwait(false);
        ChannelAccess channel = channels.FindByWriteKey(parameters["api_key"])
            ?? throw new ApiException(
                ApiError.AuthRequired("The write key (api_key or header THINGSPEAKAPIKEY) is missing or belongs to no channel."));
        long nowMs = NowMs();
        EntryDraft draft = DraftReader.Single(parameters, nowMs);
        return (channel, await writer.WriteAsync(channel.Id, nowMs, [draft]).ConfigureAwait(false));
    }

    private void ThrowIfRefused(WriteResult result)
    {
        switch (result.Outcome)
        {
            case WriteOutcome.TooFast:
                throw new ApiException(ApiError.TooManyRequests(options.RateLimit));
            case WriteOutcome.TimeTaken:
                throw new ApiException(ApiError.Conflict("The channel has an entry of this time already; times are unique in a channel."));
            default:
                break;
        }
    }

    private long NowMs() => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
