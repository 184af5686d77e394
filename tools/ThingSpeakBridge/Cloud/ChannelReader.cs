using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>What reading a channel gave.</summary>
/// <param name="Entries">Entries not taken before, oldest first.</param>
/// <param name="WarmUp">Entries taken by an earlier run, oldest first: they only fill the window.</param>
/// <param name="Problem">What went wrong, in words; null: nothing.</param>
/// <param name="IsFinal">Whether trying again is of no use.</param>
/// <param name="RetryAfter">Pause that the server asks for.</param>
/// <param name="Remark">What is to be said although nothing went wrong.</param>
internal sealed record ChannelNews(
    IReadOnlyList<FeedEntry> Entries, IReadOnlyList<FeedEntry> WarmUp, string? Problem = null, bool IsFinal = false,
    TimeSpan? RetryAfter = null, string? Remark = null);

/// <summary>Reads what is new in a channel, all of it or nothing.</summary>
internal sealed class ChannelReader(ChannelHttp http, long channelId, string? readKey, SeenEntries seen, int history)
{
    /// <summary>Most entries that one answer holds.</summary>
    public const int MostResults = 8000;

    // Enough for the quarter of an hour of the longest pause.
    private const int UsualResults = 100;

    private bool isFirst = true;
    private long incompleteAt = -1;

    public async Task<ChannelNews> ReadAsync(CancellationToken ct)
    {
        bool resumes = isFirst && !seen.IsEmpty;
        int results = !isFirst ? UsualResults : resumes ? MostResults : Math.Max(history, 1);
        (FeedPage? page, HttpAnswer answer) = await PageAsync($"results={results}", ct).ConfigureAwait(false);
        if (page is null)
        {
            return Failed(answer);
        }

        var entries = new Dictionary<(long, DateTimeOffset), FeedEntry>();
        Collect(page, entries);
        long highest = page.Entries.Count == 0 ? 0 : page.Entries.Max(entry => entry.Id), newest = Math.Max(page.LastEntryId ?? 0, highest);
        string? remark = page.Unreadable is null ? null : $"{page.Unreadable}; passed over.";
        if (newest < seen.HighestId && entries.Values.Any(seen.IsNew))
        {
            remark = "The channel was cleared; its entries start anew.";
            seen.NumbersStartAnew();
        }

        if ((!isFirst || resumes) && IsIncomplete(entries.Values, newest) && incompleteAt != newest)
        {
            (FeedPage? failed, answer) = await CatchUpAsync(entries, newest, ct).ConfigureAwait(false);
            if (failed is null && answer.Status != 200)
            {
                return Failed(answer);
            }

            // What is not there now was deleted: not looked for again until there is more.
            incompleteAt = IsIncomplete(entries.Values, newest) ? newest : -1;
        }

        FeedEntry[] sorted = [.. entries.Values.OrderBy(entry => entry.CreatedAt).ThenBy(entry => entry.Id)];
        FeedEntry[] fresh = [.. sorted.Where(seen.IsNew)];
        FeedEntry[] warmUp = resumes ? [.. sorted.Where(entry => !seen.IsNew(entry))] : [];
        if (isFirst && !resumes && sorted.Length > 0)
        {
            fresh = history == 0 ? [] : fresh;
            seen.IgnoreUpTo(sorted[0].Id - 1, sorted[0].CreatedAt.ToUnixTimeMilliseconds() - 1);
            if (history == 0)
            {
                seen.Add(sorted[^1]);
            }
        }

        isFirst = false;
        return new ChannelNews(fresh, warmUp, Remark: remark);
    }

    private bool IsIncomplete(IEnumerable<FeedEntry> entries, long newest) =>
        newest > seen.HighestId && entries.Count(entry => entry.Id > seen.HighestId && seen.IsNew(entry)) < newest - seen.HighestId;

    // From the newest back, until everything is there or the channel ends.
    private async Task<(FeedPage? Page, HttpAnswer Answer)> CatchUpAsync(
        Dictionary<(long, DateTimeOffset), FeedEntry> entries, long newest, CancellationToken ct)
    {
        string query = $"results={MostResults}";
        while (true)
        {
            (FeedPage? page, HttpAnswer answer) = await PageAsync(query, ct).ConfigureAwait(false);
            if (page is null)
            {
                return (null, answer with { Status = answer.Status == 200 ? -1 : answer.Status });
            }

            int before = entries.Count;
            Collect(page, entries);
            if (page.Count < MostResults || page.Entries.Count == 0 || !IsIncomplete(entries.Values, newest) || entries.Count == before)
            {
                return (page, answer);
            }

            query = $"results={MostResults}&end={Uri.EscapeDataString(FeedTime.Iso(page.Entries.Min(entry => entry.CreatedAt)))}";
        }
    }

    private static void Collect(FeedPage page, Dictionary<(long, DateTimeOffset), FeedEntry> entries)
    {
        foreach (FeedEntry entry in page.Entries)
        {
            entries[(entry.Id, entry.CreatedAt)] = entry;
        }
    }

    private async Task<(FeedPage? Page, HttpAnswer Answer)> PageAsync(string query, CancellationToken ct)
    {
        string key = readKey is null ? "" : "&api_key=" + Uri.EscapeDataString(readKey);
        HttpAnswer answer = await http.GetAsync($"channels/{channelId}/feeds.json?{query}{key}", ct).ConfigureAwait(false);
        return (answer.Status == 200 ? FeedReader.ParseJson(answer.Body) : null, answer);
    }

    private static ChannelNews Failed(HttpAnswer answer)
    {
        string problem = answer.Status is 200 or -1 ? $"the answer is no feed ({Start(answer.Body)})" : answer.Words;
        return new ChannelNews([], [], problem, answer.Status > 0 && !answer.MayPass, answer.RetryAfter);
    }

    private static string Start(string body)
    {
        string line = new([.. body.Trim().Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return line.Length == 0 ? "empty" : line.Length > 40 ? $"'{line[..40]}...'" : $"'{line}'";
    }
}
