using NanoBms.GaugeEstimates;

namespace NanoBms.ThingSpeakBridge.Cloud;

/// <summary>
/// Which entries of a channel were taken. An entry is its number and its time: numbers start anew when a channel is cleared, and an entry
/// that comes late has a high number and an old time.
/// </summary>
internal sealed class SeenEntries
{
    /// <summary>Entries remembered one by one; of older ones only that they are older.</summary>
    public const int Capacity = 20_000;

    private readonly HashSet<(long Id, long TimeMs)> seen = [];
    private readonly Queue<(long Id, long TimeMs)> order = new();
    private long floorId = long.MinValue, floorMs = long.MinValue;

    /// <summary>Whether anything was taken.</summary>
    public bool IsEmpty => order.Count == 0;

    /// <summary>Highest number taken since the channel was last cleared; 0: none.</summary>
    public long HighestId { get; private set; }

    public bool IsNew(FeedEntry entry)
    {
        long timeMs = entry.CreatedAt.ToUnixTimeMilliseconds();
        return !(entry.Id <= floorId && timeMs <= floorMs) && !seen.Contains((entry.Id, timeMs));
    }

    public void Add(FeedEntry entry) => Add(entry.Id, entry.CreatedAt.ToUnixTimeMilliseconds());

    public void Add(long id, long timeMs)
    {
        if (!seen.Add((id, timeMs)))
        {
            return;
        }

        order.Enqueue((id, timeMs));
        HighestId = Math.Max(HighestId, id);
        if (order.Count > Capacity)
        {
            (long oldId, long oldMs) = order.Dequeue();
            seen.Remove((oldId, oldMs));
            IgnoreUpTo(oldId, oldMs);
        }
    }

    /// <summary>What is as old as this in both number and time counts as taken.</summary>
    public void IgnoreUpTo(long id, long timeMs)
    {
        floorId = Math.Max(floorId, id);
        floorMs = Math.Max(floorMs, timeMs);
    }

    /// <summary>The channel was cleared: numbers start anew.</summary>
    public void NumbersStartAnew() => HighestId = 0;
}
