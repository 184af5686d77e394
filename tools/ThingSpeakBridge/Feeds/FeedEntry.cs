
namespace NanoBms.ThingSpeakBridge.Feeds;

/// <summary>An entry of a channel as it was read.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CreatedAt">Its time.</param>
/// <param name="Fields">The texts of field1 to field8; null where nothing was written.</param>
/// <param name="Status">The status text, in which the gauge numbers its entries; null: none.</param>
public sealed record FeedEntry(long Id, DateTimeOffset CreatedAt, IReadOnlyList<string?> Fields, string? Status = null)
{
    /// <summary>Fields of a channel.</summary>
    public const int FieldCount = 8;

    /// <summary>The text of a field, 1 to 8; null where nothing was written.</summary>
    public string? Field(int number) => Fields[number - 1];
}

/// <summary>Entries as one answer holds them.</summary>
/// <param name="Entries">The entries that could be read.</param>
/// <param name="Count">Entries there were, those too that could not be read.</param>
/// <param name="LastEntryId">Number of the channel's newest entry; null where it is not told.</param>
/// <param name="Unreadable">Why entries could not be read, the first of them; null: all could.</param>
public sealed record FeedPage(IReadOnlyList<FeedEntry> Entries, int Count, long? LastEntryId, string? Unreadable);
