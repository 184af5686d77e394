namespace NanoBms.ChannelServer.Storage;

/// <summary>Reads the entries of channels.</summary>
public interface IEntryReader
{
    /// <summary>The newest entries of a span of time, oldest first.</summary>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="fromMs">First time, included, milliseconds since 1970 in UTC.</param>
    /// <param name="toMs">Last time, included.</param>
    /// <param name="most">Most entries to return.</param>
    Task<List<Entry>> NewestAsync(long channelId, long fromMs, long toMs, int most);

    /// <summary>Entries that arrived after the one of that number, in the order of arrival.</summary>
    Task<List<Entry>> AfterAsync(long channelId, long entryId, int most);

    /// <summary>The entry that came last, or null.</summary>
    Task<Entry?> LastAsync(long channelId);

    /// <summary>The entry that came last of those that have a field, or null.</summary>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="field">Index of the field, 0 for field1.</param>
    Task<Entry?> LastOfFieldAsync(long channelId, int field);

    /// <summary>The entry of a number, or null.</summary>
    Task<Entry?> EntryAsync(long channelId, long entryId);

    /// <summary>The highest number that an entry of the channel ever had; 0: none.</summary>
    Task<long> LastEntryIdAsync(long channelId);
}
