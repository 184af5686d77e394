using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>A network that is always up, as the one inside a computer is.</summary>
public sealed class LoopbackNetwork : INetwork
{
    /// <inheritdoc/>
    public bool IsUp => true;

    /// <inheritdoc/>
    public bool TryConnect() => true;

    /// <summary>Nobody: simulated time is right.</summary>
    public bool TryAskTime(out DateTime utc)
    {
        utc = default;
        return false;
    }
}
