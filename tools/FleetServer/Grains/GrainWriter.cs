using NanoBms.ChannelServer.Storage;


namespace NanoBms.FleetServer.Grains;

/// <summary>Writes through the channel's grain, on whichever silo it lives.</summary>
internal sealed class GrainWriter(IGrainFactory grains) : IEntryWriter
{
    public async Task<WriteResult> WriteAsync(long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited = true)
    {
        WriteReply reply = await AskAsync(
            channelId, channel => channel.WriteAsync(nowMs, [.. drafts.Select(EntryMessage.Of)], isLimited)).ConfigureAwait(false);
        return reply.Outcome == WriteOutcome.NotThere
            ? throw new StorageBusyException($"Channel {channelId} is not there any more; nothing of this request is stored.")
            : new WriteResult(reply.Outcome, [.. reply.Stored.Select(entry => entry.ToEntry())]);
    }

    public async Task<bool> DeleteAsync(long channelId, long entryId)
    {
        WriteReply reply = await AskAsync(channelId, channel => channel.DeleteAsync(entryId)).ConfigureAwait(false);
        return reply.Outcome == WriteOutcome.Deleted;
    }

    private async Task<WriteReply> AskAsync(long channelId, Func<IChannelGrain, Task<WriteReply>> ask)
    {
        WriteReply reply;
        try
        {
            reply = await ask(grains.GetGrain<IChannelGrain>(channelId)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // Its silo died or leaves; the next call finds it on another one.
            throw new StorageBusyException(
                "The channel moves to another server; whether this request is stored is not known. Send it again, with its time.",
                exception);
        }

        return reply.Busy is null ? reply : throw new StorageBusyException(reply.Busy);
    }
}
