namespace NanoBms.ChannelServer.Storage;

/// <summary>Which entries of a write can be stored, and when: a time is given once in a channel.</summary>
public static class TimePlan
{
    /// <summary>
    /// The drafts that can be stored, each with the time that it would have. One whose client named a time that is taken is left out; one
    /// that the server dated moves on to the next free millisecond.
    /// </summary>
    /// <param name="drafts">The drafts, in their order.</param>
    /// <param name="isTaken">Whether an entry of the channel has a time already.</param>
    public static IReadOnlyList<EntryDraft> Free(IReadOnlyList<EntryDraft> drafts, Func<long, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        ArgumentNullException.ThrowIfNull(isTaken);
        var free = new List<EntryDraft>(drafts.Count);
        var own = new HashSet<long>();
        foreach (EntryDraft draft in drafts)
        {
            long timeMs = draft.TimeMs;
            while (!draft.IsTimeGiven && (own.Contains(timeMs) || isTaken(timeMs)))
            {
                timeMs++;
            }

            if (!isTaken(timeMs) && own.Add(timeMs))
            {
                free.Add(timeMs == draft.TimeMs ? draft : draft with { TimeMs = timeMs });
            }
        }

        return free;
    }

    /// <summary>The answer to a write with a state that cannot be stored as it is; null: it can.</summary>
    /// <param name="drafts">Its entries.</param>
    /// <param name="isTaken">Whether an entry of the channel has a time already.</param>
    /// <param name="versionBefore">Version of the state that the channel has; 0: none.</param>
    /// <param name="after">The state after the entries.</param>
    public static WriteResult? Refusal(
        IReadOnlyList<EntryDraft> drafts, Func<long, bool> isTaken, long versionBefore, KeptState after)
    {
        ArgumentNullException.ThrowIfNull(after);
        IReadOnlyList<EntryDraft> free = Free(drafts, isTaken);
        return free.Count == 0 ? new WriteResult(WriteOutcome.TimeTaken, [])
            : after.Version != versionBefore + 1 || !free.SequenceEqual(drafts, ReferenceEqualityComparer.Instance)
                ? new WriteResult(
                    WriteOutcome.Changed, [.. free.Select(draft => new Entry(0, draft.TimeMs, draft.Fields, draft.Place))])
                : null;
    }
}
