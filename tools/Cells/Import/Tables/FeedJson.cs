using System.Text.Json;
using NanoBms.Cells.Import.Columns;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Tables;

/// <summary>
/// The JSON that a ThingSpeak channel gives: "feeds" with created_at and field1 to field8, and the channel's names of the fields.
/// </summary>
internal static class FeedJson
{
    /// <summary>A channel's largest answer has 8,000 entries, about 2 MB; this is far more.</summary>
    private const long LargestBytes = 64 << 20;

    private static readonly string[] Fields =
        ["created_at", "entry_id", "field1", "field2", "field3", "field4", "field5", "field6", "field7", "field8"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">Not such JSON, or too much of it.</exception>
    public static ITable Open(string path)
    {
        if (new FileInfo(path).Length > LargestBytes)
        {
            throw new UserError(
                $"'{path}' is larger than {LargestBytes >> 20} MB; get the channel's entries as CSV, which is read row by row.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Number)
            {
                throw new UserError($"'{path}' is ThingSpeak's answer {root}: the channel is not there, or its read key was not given.");
            }

            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("feeds", out JsonElement feeds)
                || feeds.ValueKind != JsonValueKind.Array)
            {
                throw new UserError(
                    $"'{path}' has no 'feeds'; of JSON, import reads what a ThingSpeak channel gives: export other logs as CSV.");
            }

            var rows = new List<(long, Cell[])>();
            foreach (JsonElement feed in feeds.EnumerateArray())
            {
                rows.Add((rows.Count + 1, [.. Fields.Select(field => Text(feed, field))]));
            }

            Heading[] headings = [.. Fields.Select(field => Heading.Parse(Name(root, field)))];
            return rows.Count > 0
                ? new MemoryTable(path, headings, rows, "ThingSpeak's JSON", isOfChanges: false)
                : throw new UserError($"'{path}' has no entries.");
        }
        catch (JsonException exception)
        {
            throw new UserError(
                $"'{path}' is not one JSON text, such as a ThingSpeak channel gives ({exception.Message.TrimEnd('.')}); get that again, or "
                    + "export other logs as CSV.", exception);
        }
    }

    private static Cell Text(JsonElement feed, string field) =>
        new(
            feed.ValueKind == JsonValueKind.Object && feed.TryGetProperty(field, out JsonElement value)
                && value.ValueKind != JsonValueKind.Null
            ? ForeignText.Of(value) : "");

    /// <summary>The name that the channel gives a field, where import knows it: "field3" may be "SOC" there.</summary>
    private static string Name(JsonElement root, string field) =>
        root.TryGetProperty("channel", out JsonElement channel) && channel.ValueKind == JsonValueKind.Object
        && channel.TryGetProperty(field, out JsonElement name) && name.ValueKind == JsonValueKind.String
        && ForeignText.Of(name) is { Length: > 0 } given
            ? given : field;
}
