namespace NanoBms.Predictor;

/// <summary>
/// Puts time-stamped samples on the model's period grid: tells how many sample times lie between one sample and the next, for clocks that
/// jitter and drift against each other.
/// </summary>
internal sealed class SampleGrid(long periodMs)
{
    // A clock's drift is followed slowly, so that the jitter of single samples does not move the grid.
    private const int TrackingDivisor = 8;

    private long slotMs;

    /// <summary>Whether there was a sample.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>The grid starts at this time.</summary>
    public void Start(long timeMs)
    {
        slotMs = timeMs;
        IsStarted = true;
    }

    /// <summary>Writes where the grid stands.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(IsStarted);
        writer.Write(slotMs);
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader) => (IsStarted, slotMs) = (reader.ReadBoolean(), reader.ReadInt64());

    /// <summary>Forgets the grid.</summary>
    public void Reset() => IsStarted = false;

    /// <summary>Sample times from the last sample to this one: 1 for the next, 0 for the same, negative for an earlier one.</summary>
    public long SlotsTo(long timeMs) => (long)Math.Floor((timeMs - slotMs) / (double)periodMs + 0.5);

    /// <summary>Takes the sample that lies <paramref name="slots"/> above 0 further on.</summary>
    public void Advance(long slots, long timeMs)
    {
        long expectedMs = slotMs + slots * periodMs, errorMs = timeMs - expectedMs;
        slotMs = Math.Abs(errorMs) <= periodMs / 4 ? expectedMs + errorMs / TrackingDivisor : expectedMs;
    }
}
