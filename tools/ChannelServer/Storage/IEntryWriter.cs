namespace NanoBms.ChannelServer.Storage;

/// <summary>Writes and deletes entries of channels; what it answers is committed.</summary>
public interface IEntryWriter
{
    /// <summary>Writes entries to a channel in one piece; the task ends after the commit.</summary>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="nowMs">When the write came, milliseconds since 1970 in UTC: what the rate limit counts by.</param>
    /// <param name="drafts">The entries, in their order.</param>
    /// <param name="isLimited">Whether the rate limit holds for it: not for what waited in a broker, which comes all at once.</param>
    /// <exception cref="StorageBusyException">It cannot be said that the write is stored; it may come again.</exception>
    Task<WriteResult> WriteAsync(long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited = true);

    /// <summary>Deletes an entry; false where there is none of this number. The task ends after the commit.</summary>
    /// <exception cref="StorageBusyException">It cannot be said that it is deleted.</exception>
    Task<bool> DeleteAsync(long channelId, long entryId);
}
