using System.Collections.Concurrent;

namespace NanoBms.LocalChannel.Page;

/// <summary>Wakes the open pages of a channel when entries came. Holds no entries: who is woken reads them from the database.</summary>
internal sealed class LiveSignals
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

    /// <summary>Ends at the next <see cref="Raise"/>. Ask for it before reading, wait for it after: then nothing is missed.</summary>
    public Task Next(long channelId) =>
        signals.GetOrAdd(channelId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
