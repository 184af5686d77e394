using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>Time that goes on only when told to: the firmware runs as fast as it can be computed, and each run is like the other.</summary>
public sealed class VirtualClock : IClock
{
    private readonly DateTime startUtc;

    /// <summary>A clock at power-up.</summary>
    /// <param name="startUtc">Date and time at power-up, UTC.</param>
    public VirtualClock(DateTime startUtc)
    {
        this.startUtc = startUtc;
    }

    /// <inheritdoc/>
    public long UptimeMs { get; private set; }

    /// <inheritdoc/>
    public bool IsSet => true;

    /// <inheritdoc/>
    public DateTime UtcNow => startUtc.AddMilliseconds(UptimeMs);

    /// <summary>Does nothing: simulated time is right.</summary>
    public void Set(DateTime utc)
    {
    }

    /// <summary>Goes on.</summary>
    public void Advance(int durationMs) => UptimeMs += durationMs;
}
