using NanoBms.ChannelServer.Api;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Page;

/// <summary>Whole hours of a channel: count, mean, least and greatest value of each field.</summary>
internal sealed class HourEndpoints(ChannelDoor door, IHourReader reader, ChannelRules rules)
{
    // Without a start.
    private const long DefaultMs = 7 * 86_400_000L;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/channels/{id:long}/hours.json", HoursAsync);

    private async Task HoursAsync(HttpContext context)
    {
        RequestParameters parameters = RequestParameters.FromQuery(context.Request);
        IServedChannel channel = await door.ReadableFromRouteAsync(context, parameters).ConfigureAwait(false);
        long toMs = parameters["end"] is { } end ? DraftReader.Time(end, TimeZoneInfo.Utc) : rules.NowMs();
        long fromMs = parameters["start"] is { } start ? DraftReader.Time(start, TimeZoneInfo.Utc) : toMs - DefaultMs;
        List<HourSummary> hours = await reader.HoursAsync(channel.Id, fromMs, toMs).ConfigureAwait(false);
        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (HourSummary hour in hours)
            {
                json.WriteStartObject();
                json.WriteString("hour", Timestamps.Iso(hour.StartMs, TimeZoneInfo.Utc));
                json.WriteNumber("entries", hour.Entries);
                for (int field = 0; field < channel.Settings.Fields.Count; field++)
                {
                    if (hour.Fields[field] is { } values)
                    {
                        json.WriteStartObject(FormattableString.Invariant($"field{field + 1}"));
                        json.WriteNumber("count", values.Count);
                        json.WriteNumber("mean", values.Mean);
                        json.WriteNumber("min", values.Min);
                        json.WriteNumber("max", values.Max);
                        json.WriteEndObject();
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }
}
