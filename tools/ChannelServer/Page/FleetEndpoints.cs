using NanoBms.ChannelServer.Api;
using NanoBms.ChannelServer.Requests;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Page;

/// <summary>What the list of batteries shows.</summary>
/// <param name="door">The channels and who may read them.</param>
/// <param name="reader">Their entries.</param>
/// <param name="rules">What is let through.</param>
internal sealed class FleetEndpoints(ChannelDoor door, IEntryReader reader, ChannelRules rules)
{
    /// <summary>Most channels in the list.</summary>
    private const int MaxInList = 1000;

    /// <summary>Most channels whose newest values are told at once.</summary>
    private const int MaxAtOnce = 100;

    private static readonly (FieldRole Role, string Name)[] Shown =
    [
        (FieldRole.StateOfCharge, "soc"), (FieldRole.ErrorBar, "bar"), (FieldRole.Voltage, "voltage"), (FieldRole.Current, "current"),
        (FieldRole.StatusBits, "status"),
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/page/channels.json", ChannelsAsync);
        routes.MapGet("/page/newest.json", NewestAsync);
    }

    private async Task ChannelsAsync(HttpContext context)
    {
        IReadOnlyList<IServedChannel> channels = await door.FirstAsync(MaxInList).ConfigureAwait(false);
        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (IServedChannel channel in channels)
            {
                json.WriteStartObject();
                json.WriteNumber("id", channel.Id);

                // The name of a private channel is its own.
                json.WriteString("name", channel.Settings.IsPublic ? channel.Settings.Name : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private async Task NewestAsync(HttpContext context)
    {
        string[] ids = (RequestParameters.FromQuery(context.Request)["ids"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length > MaxAtOnce)
        {
            throw new ApiException(ApiError.BadRequest($"{ids.Length} channels were asked for; at most {MaxAtOnce} are told at once."));
        }

        var batteries = new List<(IServedChannel Channel, Entry? Newest)>();
        foreach (string text in ids)
        {
            IServedChannel channel = await door.FindAsync(text).ConfigureAwait(false);
            batteries.Add((
                channel, channel.Settings.IsPublic ? await NewestEntry.OfAsync(reader, channel.Id, rules).ConfigureAwait(false) : null));
        }

        await context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("now", rules.NowMs());
            json.WriteStartArray("channels");
            batteries.ForEach(battery => Write(json, battery.Channel, battery.Newest));
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, IServedChannel channel, Entry? newest)
    {
        json.WriteStartObject();
        json.WriteNumber("id", channel.Id);
        json.WriteString("name", channel.Settings.IsPublic ? channel.Settings.Name : null);
        if (newest is not null)
        {
            json.WriteNumber("at", newest.CreatedAtMs);
            foreach ((FieldRole role, string name) in Shown)
            {
                int field = channel.Settings.Fields.ToList().FindIndex(one => one.Role == role);
                json.WriteString(name, field < 0 ? null : newest.Fields[field]);
            }
        }

        json.WriteEndObject();
    }
}
