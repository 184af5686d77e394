using NanoBms.ThingSpeakContract;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// The entries of the soak's channel, as numbers: all their memory is taken at once, so that what grows later is the device's.
/// </summary>
internal sealed class SoakEntries(int capacity, Func<int> second) : IContractEntries
{
    // All of the field map.
    private static readonly int[] Needed = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly ChannelEntry[] entries = new ChannelEntry[capacity];
    private readonly HashSet<long> times = new(capacity);

    /// <summary>In the order they came.</summary>
    public ReadOnlySpan<ChannelEntry> All => entries.AsSpan(0, Count);

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public (long UnixS, string? Field1)? Last => Count == 0 ? null : (entries[Count - 1].CreatedUnixS, "3.7");

    /// <inheritdoc/>
    public bool Has(long unixS) => times.Contains(unixS);

    /// <inheritdoc/>
    public bool TryAdd(WrittenEntry entry)
    {
        var read = new ChannelEntry { CreatedUnixS = entry.UnixS, ArrivedS = second() };
        foreach (int field in Needed)
        {
            if (!read.TryTake(field, entry.Fields[field - 1]))
            {
                return false;
            }
        }

        times.Add(entry.UnixS);
        entries[Count++] = read;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerable<(long UnixS, string? Field1)> Between(long fromS, long toS)
    {
        for (long unixS = fromS; unixS <= toS; unixS++)
        {
            if (times.Contains(unixS))
            {
                yield return (unixS, "3.7");
            }
        }
    }
}
