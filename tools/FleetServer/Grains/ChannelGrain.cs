using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Estimates;
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
    private ChannelEstimates? estimates;

    public async Task<WriteReply> WriteAsync(long nowMs, EntryMessage[] drafts, bool isLimited)
    {
        if (isLimited && rules.IsTooFast(nowMs - lastWriteMs))
        {
            return new WriteReply { Outcome = WriteOutcome.TooFast };
        }

        try
        {
            WriteResult result = await StoreAsync(nowMs, [.. drafts.Select(draft => draft.ToDraft())], isLimited);
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

    private async Task<WriteResult> StoreAsync(long nowMs, EntryDraft[] drafts, bool isLimited)
    {
        long id = this.GetPrimaryKeyLong();
        if ((await storage.Channels.FindAsync(id))?.Settings.Estimate is { } battery)
        {
            estimates ??= new ChannelEstimates(id, storage.Predictors, storage.States);
            return await estimates.WriteAsync(battery, nowMs, drafts, isLimited);
        }

        estimates = null;
        return await storage.Writer.WriteAsync(id, nowMs, drafts, isLimited);
    }

    private Task TellAsync() => followers.Count == 0
        ? Task.CompletedTask
        : followers.Notify(follower => follower.WrittenAsync(this.GetPrimaryKeyLong()));
}
