using NanoBms.GaugeEstimates;

namespace NanoBms.ThingSpeakBridge.Feeds;

/// <summary>Entries as one answer holds them.</summary>
/// <param name="Entries">The entries that could be read.</param>
/// <param name="Count">Entries there were, those too that could not be read.</param>
/// <param name="LastEntryId">Number of the channel's newest entry; null where it is not told.</param>
/// <param name="Unreadable">Why entries could not be read, the first of them; null: all could.</param>
public sealed record FeedPage(IReadOnlyList<FeedEntry> Entries, int Count, long? LastEntryId, string? Unreadable);
