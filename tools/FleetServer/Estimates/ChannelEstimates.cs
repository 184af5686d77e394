using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.GaugeEstimates;

namespace NanoBms.FleetServer.Estimates;

/// <summary>
/// Stores entries of a channel with the state of charge that the bridge would compute for them. What the next one depends on is stored in
/// the same transaction, so that the figures go on from there wherever the channel lives next, and however its silo ended.
/// </summary>
internal sealed class ChannelEstimates(long channelId, Predictors predictors, IStateWriter writer)
{
    // Each attempt starts from what the one before found; only two silos that fight over a channel need more.
    private const int MaxAttempts = 5;

    private EstimatedBattery? battery;
    private EntryEstimator? estimator;
    private long version;

    /// <summary>Writes entries with what is computed for them; an entry that has fields of its own for that keeps them.</summary>
    /// <param name="estimated">The channel's battery.</param>
    /// <param name="nowMs">When the write came, milliseconds since 1970 in UTC.</param>
    /// <param name="drafts">The entries.</param>
    /// <param name="isLimited">Whether the rate limit holds for it.</param>
    /// <exception cref="StorageBusyException">It cannot be said that the write is stored.</exception>
    public async Task<WriteResult> WriteAsync(
        EstimatedBattery estimated, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited)
    {
        if (estimated != battery)
        {
            (battery, estimator) = (estimated, null);
        }

        IReadOnlyList<EntryDraft> open = drafts;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            EntryEstimator current = estimator ?? await LoadAsync(estimated);
            estimator = null;
            EntryDraft[] filled = [.. open.Select(draft => Filled(draft, current))];
            WriteResult result = await writer.WriteAsync(channelId, nowMs, filled, isLimited, new KeptState(version + 1, current.Save()));
            if (result.Outcome == WriteOutcome.Stored)
            {
                version++;
                estimator = current;
            }

            if (result.Outcome != WriteOutcome.Changed)
            {
                return result;
            }

            // What was computed may rest on entries that cannot be stored: once more, with those that can.
            open = Remaining(open, result.Stored);
        }

        throw new StorageBusyException("The channel moves to another server; nothing of this request is stored. Send it again.");
    }

    // The feed tells times in whole seconds: who computes from it has no others.
    private EntryDraft Filled(EntryDraft draft, EntryEstimator current)
    {
        var entry = new FeedEntry(
            0, DateTimeOffset.FromUnixTimeSeconds(draft.TimeMs / 1000), draft.Fields, draft.Place.Status);
        Estimate? estimate = current.Take(entry);
        return estimate is null || draft.Fields.Skip(Estimate.MeasuredFields).Any(text => text is not null)
            ? draft
            : draft with
            {
                Fields = [.. draft.Fields.Select((text, k) => k < Estimate.MeasuredFields ? text : estimate.FieldText(k + 1))],
            };
    }

    // Both are in the same order; a draft whose client named the time keeps it, another one may have moved on.
    private static List<EntryDraft> Remaining(IReadOnlyList<EntryDraft> drafts, IReadOnlyList<Entry> free)
    {
        var remaining = new List<EntryDraft>(free.Count);
        int next = 0;
        foreach (EntryDraft draft in drafts)
        {
            if (next < free.Count && (draft.IsTimeGiven ? free[next].CreatedAtMs == draft.TimeMs : free[next].CreatedAtMs >= draft.TimeMs))
            {
                remaining.Add(draft with { TimeMs = free[next++].CreatedAtMs });
            }
        }

        return remaining;
    }

    private async Task<EntryEstimator> LoadAsync(EstimatedBattery estimated)
    {
        KeptState? kept = await writer.StateAsync(channelId);
        EntryEstimator loaded = predictors.Create(channelId, estimated);
        version = kept?.Version ?? 0;
        if (kept is not null)
        {
            // Of another battery it is of no use: then as after power-up.
            loaded.TryRestore(kept.Bytes);
        }

        return loaded;
    }
}
