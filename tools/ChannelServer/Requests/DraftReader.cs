using System.Globalization;
using System.Text.Json;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.ChannelServer.Requests;

/// <summary>Makes entries out of what clients send, and checks them.</summary>
internal static class DraftReader
{
    /// <summary>Most characters in a field, as in ThingSpeak.</summary>
    public const int LongestValue = 255;

    /// <summary>The entry of a single write.</summary>
    /// <exception cref="ApiException">A value cannot be.</exception>
    public static EntryDraft Single(RequestParameters parameters, long nowMs)
    {
        var fields = new string?[Entry.FieldCount];
        for (int k = 0; k < fields.Length; k++)
        {
            fields[k] = Checked(parameters[FieldName(k)], FieldName(k));
        }

        EntryPlace place = Place(parameters["lat"], parameters["long"], parameters["elevation"], parameters["status"]);
        if (place == EntryPlace.None && fields.All(field => field == null))
        {
            throw new ApiException(ApiError.NoAction("The write holds no field1 to field8, no place and no status."));
        }

        string? createdAt = parameters["created_at"];
        return createdAt == null
            ? new EntryDraft(nowMs, false, fields, place)
            : new EntryDraft(Time(createdAt, Timestamps.Zone(parameters["timezone"])), true, fields, place);
    }

    /// <summary>The entries of a JSON bulk write.</summary>
    /// <exception cref="ApiException">The list or a value in it cannot be.</exception>
    public static IReadOnlyList<EntryDraft> Bulk(RequestParameters parameters, int most, long nowMs)
    {
        if (parameters.Json is not { } json || !json.TryGetProperty("updates", out JsonElement updates)
            || updates.ValueKind != JsonValueKind.Array)
        {
            throw new ApiException(
                ApiError.BadRequest("The body is not {\"write_api_key\":\"..\",\"updates\":[..]} with content type application/json."));
        }

        CheckCount(updates.GetArrayLength(), most);
        TimeZoneInfo zone = Timestamps.Zone(parameters["timezone"]);
        var times = new BulkTimes(nowMs);
        var entries = new List<(string?[] Fields, EntryPlace Place)>();
        foreach (JsonElement update in updates.EnumerateArray())
        {
            if (update.ValueKind != JsonValueKind.Object)
            {
                throw new ApiException(ApiError.BadRequest($"Update {entries.Count + 1} is not a JSON object."));
            }

            var fields = new string?[Entry.FieldCount];
            for (int k = 0; k < fields.Length; k++)
            {
                fields[k] = Checked(Member(update, FieldName(k)), FieldName(k));
            }

            times.Add(Member(update, "created_at"), Member(update, "delta_t"), zone);
            entries.Add((fields, Place(
                Member(update, "latitude"), Member(update, "longitude"), Member(update, "elevation"), Member(update, "status"))));
        }

        return Join(entries, times);
    }

    /// <summary>
    /// The entries of a CSV bulk write: separated by |, each a time (absolute, or seconds since the one before), field1 to field8,
    /// latitude, longitude, elevation, status, separated by commas; those at the end may be left out.
    /// </summary>
    /// <exception cref="ApiException">The list or a value in it cannot be.</exception>
    public static IReadOnlyList<EntryDraft> BulkCsv(RequestParameters parameters, int most, long nowMs)
    {
        bool isRelative = parameters["time_format"] switch
        {
            "absolute" => false,
            "relative" => true,
            _ => throw new ApiException(ApiError.BadRequest("time_format is neither absolute nor relative.")),
        };
        string[] updates = (parameters["updates"] ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries);
        CheckCount(updates.Length, most);
        TimeZoneInfo zone = Timestamps.Zone(parameters["timezone"]);
        var times = new BulkTimes(nowMs);
        var entries = new List<(string?[] Fields, EntryPlace Place)>();
        foreach (string update in updates)
        {
            string[] parts = update.Split(',');
            if (parts.Length > 1 + Entry.FieldCount + 4)
            {
                throw new ApiException(
                    ApiError.BadRequest(
                        $"Update {entries.Count + 1} has {parts.Length} values; there are at most {1 + Entry.FieldCount + 4}."));
            }

            string? Part(int index) => index < parts.Length && parts[index].Trim() is { Length: > 0 } part ? part : null;
            var fields = new string?[Entry.FieldCount];
            for (int k = 0; k < fields.Length; k++)
            {
                fields[k] = Checked(Part(1 + k), FieldName(k));
            }

            times.Add(isRelative ? null : Part(0), isRelative ? Part(0) : null, zone);
            entries.Add((fields, Place(Part(9), Part(10), Part(11), Part(12))));
        }

        return Join(entries, times);
    }

    /// <summary>Refuses entries that would hide all later ones.</summary>
    /// <exception cref="ApiException">One is dated further ahead than the rules allow.</exception>
    public static void CheckTimes(IReadOnlyList<EntryDraft> drafts, TimeSpan? maxAhead, long nowMs)
    {
        if (maxAhead is not { } most)
        {
            return;
        }

        foreach (EntryDraft draft in drafts.Where(draft => draft.TimeMs > nowMs + most.TotalMilliseconds))
        {
            throw new ApiException(ApiError.TimeAhead(FormattableString.Invariant(
                $"{Timestamps.Iso(draft.TimeMs, TimeZoneInfo.Utc)} is more than {most.TotalSeconds:0} s ahead of this server's clock ")
                    + $"({Timestamps.Iso(nowMs, TimeZoneInfo.Utc)}); set the device's clock, or start the server with another "
                    + "--max-ahead."));
        }
    }

    /// <summary>field1 for index 0, and so on.</summary>
    public static string FieldName(int index) => "field" + (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <exception cref="ApiException">It is no time.</exception>
    internal static long Time(string text, TimeZoneInfo zone) => Timestamps.TryParse(text, zone, out long timeMs)
        ? timeMs
        : throw new ApiException(ApiError.BadRequest($"'{text}' is not a time; write it as 2026-01-31T08:00:00Z."));

    private static IReadOnlyList<EntryDraft> Join(List<(string?[] Fields, EntryPlace Place)> entries, BulkTimes times)
    {
        (long TimeMs, bool IsGiven)[] all = times.Resolve();
        return [.. entries.Select((entry, k) => new EntryDraft(all[k].TimeMs, all[k].IsGiven, entry.Fields, entry.Place))];
    }

    private static void CheckCount(int count, int most)
    {
        if (count == 0)
        {
            throw new ApiException(ApiError.NoAction("The list of updates is empty."));
        }

        if (count > most)
        {
            throw new ApiException(
                ApiError.TooLarge($"{count} updates are more than the {most} that one bulk write may hold; send them in parts."));
        }
    }

    private static string? Member(JsonElement update, string name) =>
        update.TryGetProperty(name, out JsonElement value) ? RequestParameters.TextOf(value, name) : null;

    private static string? Checked(string? value, string name) => value switch
    {
        { Length: > LongestValue } =>
            throw new ApiException(ApiError.BadRequest($"{name} has {value.Length} characters; a field holds at most {LongestValue}.")),

        // No database of texts holds it, and no gauge writes it.
        not null when value.Contains('\0', StringComparison.Ordinal) =>
            throw new ApiException(ApiError.BadRequest($"{name} holds a NUL character; a field is a text.")),
        _ => value,
    };

    private static EntryPlace Place(string? latitude, string? longitude, string? elevation, string? status)
    {
        CheckNumber(latitude, "The latitude", -90, 90);
        CheckNumber(longitude, "The longitude", -180, 180);
        CheckNumber(elevation, "The elevation", -100000, 1e9);
        var place = new EntryPlace(latitude, longitude, elevation, Checked(status, "status"));
        return place == EntryPlace.None ? EntryPlace.None : place;
    }

    private static void CheckNumber(string? text, string name, double min, double max)
    {
        if (text != null
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= min
                && value <= max))
        {
            throw new ApiException(ApiError.BadRequest(FormattableString.Invariant($"{name} is not a number within {min}..{max}.")));
        }
    }
}
