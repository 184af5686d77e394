using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using Orleans.Utilities;

namespace NanoBms.FleetServer.Grains;

/// <summary>
/// A channel. It refuses what comes too fast without asking the storage, keeps the order of its writes and wakes the pages that show it.
/// What is stored the storage decides under a lock: where a cluster falls apart and two of this grain live for a while, numbers and times
/// stay unique all the same.
/// </summary>
internal sealed class ChannelGrain(SiloStorage storage, ChannelRules rules, ILogger<ChannelGrain> log) : Grain, IChannelGrain
{
    private static readonly TimeSpan FollowedFor = TimeSpan.FromMinutes(1);

    private readonly ObserverManager<IChannelFollower> followers = new(FollowedFor, log);
    private long? lastWriteMs;

    public async Task<WriteReply> WriteAsync(long nowMs, EntryMessage[] drafts, bool isLimited)
    {
        if (isLimited && rules.IsTooFast(nowMs - lastWriteMs))
        {
            return new WriteReply { Outcome = WriteOutcome.TooFast };
        }

        try
        {
            WriteResult result = await storage.Writer.WriteAsync(
                this.GetPrimaryKeyLong(), nowMs, [.. drafts.Select(draft => draft.ToDraft())], isLimited);
            if (result.Outcome == WriteOutcome.Stored)
            {
                lastWriteMs = nowMs;
                await TellAsync();
            }

            return new WriteReply { Outcome = result.Outcome, Stored = [.. result.Stored.Select(EntryMessage.Of)] };
        }
        catch (StorageBusyException exception)
        {
            return new WriteReply { Busy = exception.Message };
        }
    }

    public async Task<WriteReply> DeleteAsync(long entryId)
    {
        try
        {
            bool isDeleted = await storage.Writer.DeleteAsync(this.GetPrimaryKeyLong(), entryId);
            return new WriteReply { Outcome = isDeleted ? WriteOutcome.Deleted : WriteOutcome.NotThere };
        }
        catch (StorageBusyException exception)
        {
            return new WriteReply { Busy = exception.Message };
        }
    }

    public Task FollowAsync(IChannelFollower follower)
    {
        followers.Subscribe(follower, follower);
        return Task.CompletedTask;
    }

    private Task TellAsync() => followers.Count == 0
        ? Task.CompletedTask
        : followers.Notify(follower => follower.WrittenAsync(this.GetPrimaryKeyLong()));
}
