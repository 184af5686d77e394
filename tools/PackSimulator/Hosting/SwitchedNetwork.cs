using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>A network that is there when it is said to be.</summary>
/// <param name="isThere">Whether it is, now.</param>
public sealed class SwitchedNetwork(Func<bool> isThere) : INetwork
{
    private bool connected = true;

    /// <inheritdoc/>
    public bool IsUp => connected &= isThere();

    /// <inheritdoc/>
    public bool TryConnect() => connected = isThere();

    /// <summary>Nobody: simulated time is right.</summary>
    public bool TryAskTime(out DateTime utc)
    {
        utc = default;
        return false;
    }
}
