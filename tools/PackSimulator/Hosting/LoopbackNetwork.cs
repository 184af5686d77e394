using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>A network that is always up, as the one inside a computer is.</summary>
public sealed class LoopbackNetwork : INetwork
{
    /// <inheritdoc/>
    public bool IsUp => true;

    /// <inheritdoc/>
    public bool TryConnect() => true;

    /// <inheritdoc/>
    public bool TrySetClock() => true;
}
