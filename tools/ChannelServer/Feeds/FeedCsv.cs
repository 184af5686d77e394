using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.ChannelServer.Requests;

namespace NanoBms.ChannelServer.Feeds;

/// <summary>Entries as CSV with a heading; null is an empty value.</summary>
internal static class FeedCsv
{
    public static string Write(IReadOnlyList<Entry> entries, FeedLayout layout)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            WriteRow(csv, Heading(layout));
            foreach (Entry entry in entries)
            {
                WriteRow(csv, Values(entry, layout));
            }
        }

        return text.ToString();
    }

    private static void WriteRow(CsvWriter csv, IEnumerable<string?> values)
    {
        foreach (string? value in values)
        {
            csv.WriteField(value);
        }

        csv.NextRecord();
    }

    private static IEnumerable<string> Heading(FeedLayout layout)
    {
        yield return "created_at";
        if (layout.HasEntryId)
        {
            yield return "entry_id";
        }

        foreach (int field in layout.Fields)
        {
            yield return DraftReader.FieldName(field);
        }

        if (layout.HasLocation)
        {
            yield return "latitude";
            yield return "longitude";
            yield return "elevation";
        }

        if (layout.HasStatus)
        {
            yield return "status";
        }
    }

    private static IEnumerable<string?> Values(Entry entry, FeedLayout layout)
    {
        yield return Timestamps.Csv(entry.CreatedAtMs, layout.Zone);
        if (layout.HasEntryId)
        {
            yield return entry.Id.ToString(CultureInfo.InvariantCulture);
        }

        foreach (int field in layout.Fields)
        {
            yield return entry.Fields[field];
        }

        if (layout.HasLocation)
        {
            yield return entry.Place.Latitude;
            yield return entry.Place.Longitude;
            yield return entry.Place.Elevation;
        }

        if (layout.HasStatus)
        {
            yield return entry.Place.Status;
        }
    }
}
