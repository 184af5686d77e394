using System.Text.Json;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.ChannelServer.Feeds;

/// <summary>Entries and channels as JSON.</summary>
internal static class FeedJson
{
    /// <summary>The channel and its entries.</summary>
    public static void Write(
        Utf8JsonWriter json, IServedChannel channel, IReadOnlyList<Entry> entries, FeedLayout layout, long lastEntryId, long updatedAtMs)
    {
        json.WriteStartObject();
        json.WriteStartObject("channel");
        json.WriteNumber("id", channel.Id);
        json.WriteString("name", channel.Settings.Name);
        if (channel.Settings.Description.Length > 0)
        {
            json.WriteString("description", channel.Settings.Description);
        }

        foreach (int field in layout.Fields.Where(field => field < channel.Settings.Fields.Count))
        {
            json.WriteString(DraftReader.FieldName(field), channel.Settings.Fields[field].Name);
        }

        json.WriteString("created_at", Timestamps.Iso(channel.CreatedAtMs, layout.Zone));
        json.WriteString("updated_at", Timestamps.Iso(updatedAtMs, layout.Zone));
        json.WriteNumber("last_entry_id", lastEntryId);
        json.WriteEndObject();
        json.WriteStartArray("feeds");
        foreach (Entry entry in entries)
        {
            WriteEntry(json, entry, layout);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>An entry as an object.</summary>
    public static void WriteEntry(Utf8JsonWriter json, Entry entry, FeedLayout layout)
    {
        json.WriteStartObject();
        WriteMembers(json, entry, layout);
        json.WriteEndObject();
    }

    /// <summary>The members of an entry, inside of an object.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Entry entry, FeedLayout layout)
    {
        json.WriteString("created_at", Timestamps.Iso(entry.CreatedAtMs, layout.Zone));
        if (layout.HasEntryId)
        {
            json.WriteNumber("entry_id", entry.Id);
        }

        foreach (int field in layout.Fields)
        {
            json.WriteString(DraftReader.FieldName(field), entry.Fields[field]);
        }

        if (layout.HasLocation)
        {
            json.WriteString("latitude", entry.Place.Latitude);
            json.WriteString("longitude", entry.Place.Longitude);
            json.WriteString("elevation", entry.Place.Elevation);
        }

        if (layout.HasStatus)
        {
            json.WriteString("status", entry.Place.Status);
        }
    }
}
