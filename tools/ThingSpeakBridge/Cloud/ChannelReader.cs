using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>What reading a channel gave.</summary>
/// <param name="Entries">Entries not taken before, oldest first.</param>
/// <param name="WarmUp">Entries taken by an earlier run, oldest first: they only fill the window.</param>
/// <param name="Problem">What went wrong, in words; null: nothing.</param>
/// <param name="IsRefused">Whether the server refuses, so that trying again soon is of no use.</param>
/// <param name="RetryAfter">Pause that the server asks for.</param>
/// <param name="Remark">What is to be said although nothing went wrong.</param>
internal sealed record ChannelNews(
    IReadOnlyList<FeedEntry> Entries, IReadOnlyList<FeedEntry> WarmUp, string? Problem = null, bool IsRefused = false,
    TimeSpan? RetryAfter = null, string? Remark = null);

/// <summary>Reads what is new in a channel, all of it or nothing.</summary>
/// <param name="http">The way to the server.</param>
/// <param name="channelId">Number of the channel.</param>
/// <param name="readKey">Its read key, as it is now; null: none.</param>
/// <param name="seen">Entries that were taken.</param>
/// <param name="history">Entries from before the first start that are taken.</param>
/// <param name="clock">Time.</param>
internal sealed class ChannelReader(
    ChannelHttp http, long channelId, Func<string?> readKey, SeenEntries seen, int history, TimeProvider clock)
{
    /// <summary>How far ahead of this machine's clock an entry may be dated.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromHours(1);

    /// <summary>Most entries that one answer holds.</summary>
    public const int MaxResults = 8000;

    // Enough for the quarter of an hour of the longest pause.
    private const int UsualResults = 100;

    // All the 8,000 of the gauge, which writes a quarter of a kilobyte an entry.
    private const int MaxBytesOfMany = 2500 << 10;

    private readonly HashSet<(long, DateTimeOffset)> aheadSaid = [];
    private bool isFirst = true;
    private int halvings;
    private long incompleteAt = -1;

    public async Task<ChannelNews> ReadAsync(CancellationToken ct)
    {
        bool resumes = isFirst && !seen.IsEmpty;
        int results = !isFirst ? UsualResults : resumes ? MaxResults : Math.Max(history, 1);
        (FeedPage? page, HttpAnswer answer) = await PageAsync(results, "", ct).ConfigureAwait(false);
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
            if (failed is null)
            {
                return Failed(answer);
            }

            // What is not there now was deleted: not looked for again until there is more.
            incompleteAt = IsIncomplete(entries.Values, newest) ? newest : -1;
        }

        FeedEntry[] sorted = [.. entries.Values.OrderBy(entry => entry.CreatedAt).ThenBy(entry => entry.Id)];
        remark = Joined(remark, SetAside(sorted));
        DateTimeOffset latest = clock.GetUtcNow() + MaxAhead;
        sorted = [.. sorted.Where(entry => entry.CreatedAt <= latest)];
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

    // They are not taken, and not forgotten either: it may be this machine's clock that is wrong, and time comes.
    private string? SetAside(FeedEntry[] entries)
    {
        DateTimeOffset latest = clock.GetUtcNow() + MaxAhead;
        FeedEntry[] ahead = [.. entries.Where(entry => entry.CreatedAt > latest && aheadSaid.Add((entry.Id, entry.CreatedAt)))];
        return ahead.Length switch
        {
            0 => null,
            1 => $"Entry {ahead[0].Id} is dated {FeedTime.Iso(ahead[0].CreatedAt)}, which is ahead of now: set aside.",
            _ => $"{ahead.Length} entries, {ahead[0].Id} the first, are dated {FeedTime.Iso(ahead[0].CreatedAt)} and later, which is ahead "
                + "of now: set aside.",
        };
    }

    private static string? Joined(string? first, string? second) => first is null ? second : second is null ? first : $"{first} {second}";

    private bool IsIncomplete(IEnumerable<FeedEntry> entries, long newest) =>
        newest > seen.HighestId && entries.Count(entry => entry.Id > seen.HighestId && seen.IsNew(entry)) < newest - seen.HighestId;

    // From the newest back, until everything is there or the channel ends.
    private async Task<(FeedPage? Page, HttpAnswer Answer)> CatchUpAsync(
        Dictionary<(long, DateTimeOffset), FeedEntry> entries, long newest, CancellationToken ct)
    {
        string end = "";
        while (true)
        {
            int asked = Halved(MaxResults);
            (FeedPage? page, HttpAnswer answer) = await PageAsync(MaxResults, end, ct).ConfigureAwait(false);
            if (page is null)
            {
                return (null, answer with { Status = answer.Status == 200 ? -1 : answer.Status });
            }

            int before = entries.Count;
            Collect(page, entries);
            if (page.Count < asked || page.Entries.Count == 0 || !IsIncomplete(entries.Values, newest) || entries.Count == before)
            {
                return (page, answer);
            }

            end = $"&end={Uri.EscapeDataString(FeedTime.Iso(page.Entries.Min(entry => entry.CreatedAt)))}";
        }
    }

    private static void Collect(FeedPage page, Dictionary<(long, DateTimeOffset), FeedEntry> entries)
    {
        foreach (FeedEntry entry in page.Entries)
        {
            entries[(entry.Id, entry.CreatedAt)] = entry;
        }
    }

    // Whoever answers more than was asked for has no end: less is asked for next time.
    private int Halved(int results) => Math.Max(results >> halvings, 1);

    private static int MaxBytes(int asked) => asked <= UsualResults ? ChannelHttp.MaxBytes : MaxBytesOfMany;

    private async Task<(FeedPage? Page, HttpAnswer Answer)> PageAsync(int results, string end, CancellationToken ct)
    {
        string key = readKey() is { } given ? "&api_key=" + Uri.EscapeDataString(given) : "";
        int asked = Halved(results);
        HttpAnswer answer = await http.GetAsync(
            $"channels/{channelId}/feeds.json?results={asked}&status=true{end}{key}", MaxBytes(asked), ct).ConfigureAwait(false);
        halvings += answer.IsTooLong && asked > 1 ? 1 : 0;
        return (answer.Status == 200 ? FeedReader.ParseJson(answer.Body) : null, answer);
    }

    private static ChannelNews Failed(HttpAnswer answer)
    {
        string problem = answer.Status is 200 or -1 ? $"the answer is no feed ({Start(answer.Body)})" : answer.Words;
        return new ChannelNews([], [], problem, answer.IsRefusal, answer.RetryAfter);
    }

    private static string Start(string body)
    {
        string line = new([.. body.Trim().Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return line.Length == 0 ? "empty" : line.Length > 40 ? $"'{line[..40]}...'" : $"'{line}'";
    }
}
