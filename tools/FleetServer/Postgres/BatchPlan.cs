using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;


namespace NanoBms.FleetServer.Postgres;

/// <summary>What is known of a channel while its row is locked, and what becomes of it.</summary>
internal sealed class ChannelHead
{
    /// <summary>The highest number that an entry ever had.</summary>
    public long LastEntryId { get; set; }

    /// <summary>When the last write came, milliseconds; null: none did.</summary>
    public long? LastWriteMs { get; set; }

    /// <summary>The latest time of an entry, milliseconds; null: there is none.</summary>
    public long? NewestAtMs { get; set; }

    /// <summary>The entry of that time where it is of this batch; null: it is older.</summary>
    public Entry? Newest { get; set; }

    /// <summary>Version of the channel's state; 0: it has none, or nobody asked.</summary>
    public long StateVersion { get; set; }

    /// <summary>The state after this batch; null: as it was.</summary>
    public KeptState? State { get; set; }

    /// <summary>Whether something was stored.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Times of entries that are not later than all others: those of this batch and those that were looked up.</summary>
    public HashSet<long> TakenMs { get; } = [];
}

/// <summary>
/// Decides on the writes of a batch while the rows of their channels are locked: rate limit, unique times, numbers without gaps, in the
/// order in which they came.
/// </summary>
/// <param name="rateLimit">Shortest time between two writes to a channel; zero: no limit.</param>
internal sealed class BatchPlan(TimeSpan rateLimit)
{
    // A client that sends at just the rate limit arrives a little early now and then.
    private const int JitterMs = 250;

    /// <summary>The entries to store, with the numbers of their channels.</summary>
    public List<(long ChannelId, Entry Entry)> Entries { get; } = [];

    /// <summary>
    /// Decides on a write. Times up to <see cref="ChannelHead.NewestAtMs"/> are taken where <see cref="ChannelHead.TakenMs"/> has them;
    /// later ones are free.
    /// </summary>
    public WriteResult Take(WriteJob job, ChannelHead head)
    {
        double elapsedMs = job.NowMs - head.LastWriteMs ?? double.PositiveInfinity;
        if (job.IsLimited && rateLimit > TimeSpan.Zero && elapsedMs >= 0 && elapsedMs < rateLimit.TotalMilliseconds - JitterMs)
        {
            return new WriteResult(WriteOutcome.TooFast, []);
        }

        if (job.After is { } after && TimePlan.Refusal(job.Drafts, head.TakenMs.Contains, head.StateVersion, after) is { } refusal)
        {
            return refusal;
        }

        var stored = new List<Entry>(job.Drafts.Count);
        foreach (EntryDraft draft in job.Drafts)
        {
            long timeMs = draft.TimeMs;
            while (head.TakenMs.Contains(timeMs) && !draft.IsTimeGiven)
            {
                timeMs++;
            }

            if (head.TakenMs.Add(timeMs))
            {
                var entry = new Entry(++head.LastEntryId, timeMs, draft.Fields, draft.Place);
                stored.Add(entry);
                Entries.Add((job.ChannelId, entry));
                if (head.NewestAtMs is not { } newestMs || timeMs >= newestMs)
                {
                    (head.NewestAtMs, head.Newest) = (timeMs, entry);
                }
            }
        }

        if (stored.Count == 0)
        {
            return new WriteResult(WriteOutcome.TimeTaken, stored);
        }

        if (job.After is not null)
        {
            (head.State, head.StateVersion) = (job.After, job.After.Version);
        }

        head.LastWriteMs = job.NowMs;
        head.IsChanged = true;
        return new WriteResult(WriteOutcome.Stored, stored);
    }
}
