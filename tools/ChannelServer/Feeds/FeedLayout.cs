namespace NanoBms.ChannelServer.Feeds;

/// <summary>Which members of an entry a reader gets.</summary>
/// <param name="Fields">Indices of the fields, 0 for field1.</param>
/// <param name="HasEntryId">Whether entries have numbers; averages have none.</param>
/// <param name="HasLocation">Whether latitude, longitude and elevation are given.</param>
/// <param name="HasStatus">Whether the status text is given.</param>
/// <param name="Zone">Zone of the times.</param>
internal sealed record FeedLayout(IReadOnlyList<int> Fields, bool HasEntryId, bool HasLocation, bool HasStatus, TimeZoneInfo Zone)
{
    /// <summary>All that an entry may hold.</summary>
    public static FeedLayout Everything(TimeZoneInfo zone) => new([.. Enumerable.Range(0, Entry.FieldCount)], true, true, true, zone);
}
