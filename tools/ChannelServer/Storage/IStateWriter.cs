namespace NanoBms.ChannelServer.Storage;

/// <summary>Writes entries together with a state of their channel that they were made from: both are stored, or neither is.</summary>
public interface IStateWriter
{
    /// <summary>The state of a channel; null: it has none yet.</summary>
    /// <exception cref="StorageBusyException">It cannot be said.</exception>
    Task<KeptState?> StateAsync(long channelId);

    /// <summary>
    /// As <see cref="IEntryWriter.WriteAsync"/>, with the state after the entries. Where another state than the one before it is stored, or
    /// the entries cannot all be stored with just these times, nothing is: <see cref="WriteOutcome.Changed"/>.
    /// </summary>
    /// <param name="channelId">Number of the channel.</param>
    /// <param name="nowMs">When the write came, milliseconds since 1970 in UTC.</param>
    /// <param name="drafts">The entries, in their order.</param>
    /// <param name="isLimited">Whether the rate limit holds for it.</param>
    /// <param name="after">The state after them; its version is 1 more than that of the state before.</param>
    /// <exception cref="StorageBusyException">It cannot be said that the write is stored; it may come again.</exception>
    Task<WriteResult> WriteAsync(long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited, KeptState after);
}
