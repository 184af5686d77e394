using System.Globalization;

namespace NanoBms.ThingSpeakContract;

/// <summary>A request as an address names it.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="ChannelId">Number of the channel; null where the key tells it.</param>
/// <param name="Number">Number of the field or entry; null: none is named.</param>
public sealed record ContractAddress(ContractRequest Request, long? ChannelId, long? Number);

/// <summary>The addresses of the requests.</summary>
/// <remarks>
/// Sources: the interface's reference; config/routes.rb of the published server; src/ThingSpeak.h of the official client, which reads
/// "/fields/F/last" (readStringField) and "/feeds/last.txt" (readStatus, readCreatedAt, readMultipleFields), and writes "/update".
/// </remarks>
public static class ContractPaths
{
    private static readonly (ContractRequest Request, string Pattern)[] Patterns =
    [
        (ContractRequest.Update, "/update"),
        (ContractRequest.UpdateJson, "/update.json"),
        (ContractRequest.Bulk, "/channels/{id}/bulk_update.json"),
        (ContractRequest.Feeds, "/channels/{id}/feeds.json"),
        (ContractRequest.FeedsCsv, "/channels/{id}/feeds.csv"),
        (ContractRequest.Field, "/channels/{id}/fields/{n}.json"),
        (ContractRequest.FieldCsv, "/channels/{id}/fields/{n}.csv"),
        (ContractRequest.Last, "/channels/{id}/feeds/last.json"),
        (ContractRequest.LastText, "/channels/{id}/feeds/last"),
        (ContractRequest.LastText, "/channels/{id}/feeds/last.txt"),
        (ContractRequest.LastField, "/channels/{id}/fields/{n}/last.json"),
        (ContractRequest.LastFieldText, "/channels/{id}/fields/{n}/last"),
        (ContractRequest.LastFieldText, "/channels/{id}/fields/{n}/last.txt"),
        (ContractRequest.Entry, "/channels/{id}/feeds/{n}.json"),
        (ContractRequest.Entry, "/channels/{id}/feeds/entry/{n}.json"),
    ];

    /// <summary>All addresses of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="number">Number of the field or entry.</param>
    public static IReadOnlyList<string> Of(ContractRequest request, long channelId, long number) =>
        Of(request, channelId.ToString(CultureInfo.InvariantCulture), number.ToString(CultureInfo.InvariantCulture));

    /// <summary>All addresses of a request, with other texts in the places of the numbers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channelId">What stands for the channel's number.</param>
    /// <param name="number">What stands for the number of the field or entry.</param>
    public static IReadOnlyList<string> Of(ContractRequest request, string channelId, string number) =>
    [
        .. Patterns.Where(one => one.Request == request).Select(one => one.Pattern
            .Replace("{id}", channelId, StringComparison.Ordinal).Replace("{n}", number, StringComparison.Ordinal)),
    ];

    /// <summary>What an address asks; null: it is none of the interface.</summary>
    /// <param name="path">Path without its query.</param>
    public static ContractAddress? Find(string path)
    {
        foreach ((ContractRequest request, string pattern) in Patterns)
        {
            if (Match(pattern, path) is { } numbers)
            {
                return new ContractAddress(request, numbers.ChannelId, numbers.Number);
            }
        }

        return null;
    }

    private static (long? ChannelId, long? Number)? Match(string pattern, string path)
    {
        long? channelId = null, number = null;
        int at = 0;
        for (int k = 0; k < pattern.Length; k++)
        {
            if (pattern[k] != '{')
            {
                if (at >= path.Length || path[at++] != pattern[k])
                {
                    return null;
                }

                continue;
            }

            int end = at;
            while (end < path.Length && char.IsAsciiDigit(path[end]))
            {
                end++;
            }

            if (!long.TryParse(path[at..end], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                return null;
            }

            if (pattern[k + 1] == 'i')
            {
                channelId = value;
            }
            else
            {
                number = value;
            }

            at = end;
            k = pattern.IndexOf('}', k);
        }

        return at == path.Length ? (channelId, number) : null;
    }
}
