using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.Foundation;
using NanoBms.GaugeEstimates;

namespace NanoBms.ThingSpeakBridge.Feeds;

/// <summary>Reads the feed of a channel, JSON or CSV, as the interface or an export gives it.</summary>
public static class FeedReader
{
    /// <summary>Reads an export, by what it holds rather than by its name.</summary>
    /// <exception cref="UserError">The file is no feed; one sentence says why.</exception>
    public static FeedPage ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        string text = File.ReadAllText(path);
        FeedPage? page = text.AsSpan().TrimStart().StartsWith("{") ? ParseJson(text) : ParseCsv(text);
        return page
            ?? throw new UserError(
                $"'{path}' is no export of a channel; it is CSV with the columns created_at, entry_id, field1.., or JSON with a list "
                    + "\"feeds\".");
    }

    /// <summary>Reads an answer of feeds.json; null where it is none.</summary>
    public static FeedPage? ParseJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("feeds", out JsonElement feeds) || feeds.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            long? last = document.RootElement.TryGetProperty("channel", out JsonElement channel)
                && channel.ValueKind == JsonValueKind.Object
                && channel.TryGetProperty("last_entry_id", out JsonElement id)
                && long.TryParse(Text(id), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? number
                : null;
            return Page([.. feeds.EnumerateArray().Select(Values)], last);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads an export or an answer of feeds.csv; null where it is none.</summary>
    public static FeedPage? ParseCsv(string text)
    {
        using var csv = new CsvReader(
            new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            return null;
        }

        int[] places =
        [
            Place(csv, "entry_id"), Place(csv, "created_at"),
            .. Enumerable.Range(1, FeedEntry.FieldCount).Select(field => Place(csv, FieldName(field))), Place(csv, "status")
        ];
        if (places[0] < 0 || places[1] < 0)
        {
            return null;
        }

        var rows = new List<string?[]>();
        while (csv.Read())
        {
            rows.Add([.. places.Select(place => place < 0 || csv.GetField(place) is not { Length: > 0 } value ? null : value)]);
        }

        return Page(rows, null);
    }

    // A row is entry_id, created_at, field1.. field8, status.
    private static FeedPage Page(List<string?[]> rows, long? lastEntryId)
    {
        var entries = new List<FeedEntry>(rows.Count);
        string? unreadable = null;
        foreach (string?[] row in rows)
        {
            bool hasId = long.TryParse(row[0], NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0;
            if (hasId && FeedTime.TryParse(row[1], out DateTimeOffset time))
            {
                entries.Add(new FeedEntry(id, time, row[2..^1], row[^1]));
            }
            else
            {
                unreadable ??= hasId ? $"entry {id} has no time that can be read" : "an entry has no number";
            }
        }

        return new FeedPage(entries, rows.Count, lastEntryId, unreadable);
    }

    private static string?[] Values(JsonElement entry)
    {
        var values = new string?[3 + FeedEntry.FieldCount];
        if (entry.ValueKind == JsonValueKind.Object)
        {
            values[0] = Member(entry, "entry_id");
            values[1] = Member(entry, "created_at");
            for (int field = 1; field <= FeedEntry.FieldCount; field++)
            {
                values[field + 1] = Member(entry, FieldName(field));
            }

            values[^1] = Member(entry, "status");
        }

        return values;
    }

    private static string? Member(JsonElement entry, string name) => entry.TryGetProperty(name, out JsonElement value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => ForeignText.Of(value),
        _ => value.GetRawText(),
    };

    private static string FieldName(int field) => "field" + field.ToString(CultureInfo.InvariantCulture);

    private static int Place(CsvReader csv, string column) =>
        Array.FindIndex(csv.HeaderRecord!, heading => heading.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
}
