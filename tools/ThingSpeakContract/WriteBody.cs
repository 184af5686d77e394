using System.Globalization;
using System.Text.Json;

namespace NanoBms.ThingSpeakContract;

/// <summary>Bodies of writes as the gauge makes them.</summary>
internal static class WriteBody
{
    private const int Fields = 8;

    /// <summary>Reads a body; false where it is none, or holds what the interface does not know.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isBulk">Whether it is JSON of many entries, not a form of one.</param>
    /// <param name="key">The key in it.</param>
    /// <param name="entries">The entries in it.</param>
    public static bool TryRead(string body, bool isBulk, out string? key, out List<WrittenEntry> entries)
    {
        entries = [];
        key = null;
        return isBulk ? TryReadBulk(body, ref key, entries) : TryReadForm(body, ref key, entries);
    }

    /// <summary>Names and texts of a form or a query.</summary>
    public static Dictionary<string, string> Pairs(string encoded) => encoded.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));

    private static bool TryReadForm(string body, ref string? key, List<WrittenEntry> entries)
    {
        Dictionary<string, string> pairs = Pairs(body);
        pairs.Remove("api_key", out key);
        return TryAdd(entries, pairs);
    }

    private static bool TryReadBulk(string body, ref string? key, List<WrittenEntry> entries)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            key = document.RootElement.GetProperty("write_api_key").GetString();
            foreach (JsonElement update in document.RootElement.GetProperty("updates").EnumerateArray())
            {
                Dictionary<string, string> members =
                    update.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString());
                if (!TryAdd(entries, members))
                {
                    return false;
                }
            }

            return entries.Count > 0;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryAdd(List<WrittenEntry> entries, Dictionary<string, string> members)
    {
        members.Remove("created_at", out string? createdAt);
        string?[] fields =
            [.. Enumerable.Range(1, Fields).Select(field => members.Remove($"field{field}", out string? text) ? text : null)];
        EntryNumber? number = members.Remove("status", out string? status) ? EntryNumber.Parse(status) : null;
        bool isTime = DateTimeOffset.TryParseExact(
            createdAt, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        entries.Add(new WrittenEntry(time.ToUnixTimeSeconds(), fields, number));
        return isTime && members.Count == 0 && (status is null || number is not null);
    }
}
