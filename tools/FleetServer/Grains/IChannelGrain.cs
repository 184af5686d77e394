namespace NanoBms.FleetServer.Grains;

/// <summary>A channel: takes its writes one after the other, wherever in the cluster they come in.</summary>
internal interface IChannelGrain : IGrainWithIntegerKey
{
    /// <summary>Writes entries in one piece; answered after the commit.</summary>
    /// <param name="nowMs">When the write came, milliseconds since 1970 in UTC.</param>
    /// <param name="drafts">The entries.</param>
    /// <param name="isLimited">Whether the rate limit holds for it.</param>
    Task<WriteReply> WriteAsync(long nowMs, EntryMessage[] drafts, bool isLimited);

    /// <summary>Deletes an entry: <see cref="ChannelServer.Storage.WriteOutcome.Deleted"/> or not there.</summary>
    Task<WriteReply> DeleteAsync(long entryId);

    /// <summary>Tells a silo of new entries for a minute from now.</summary>
    Task FollowAsync(IChannelFollower follower);
}

/// <summary>A silo that has a page of the channel open.</summary>
internal interface IChannelFollower : IGrainObserver
{
    /// <summary>Entries came.</summary>
    Task WrittenAsync(long channelId);
}
