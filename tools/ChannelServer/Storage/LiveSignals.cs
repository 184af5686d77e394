using System.Collections.Concurrent;

namespace NanoBms.ChannelServer.Storage;

/// <summary>Wakes the open pages of a channel when entries came. Holds no entries: who is woken reads them from the database.</summary>
public sealed class LiveSignals : IEntrySignals
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> signals = new();

    /// <summary>Wakes all who wait for the channel.</summary>
    public void Raise(long channelId)
    {
        if (signals.TryRemove(channelId, out TaskCompletionSource? signal))
        {
            signal.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public Task Next(long channelId) =>
        signals.GetOrAdd(channelId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
