using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.SetUp;

/// <summary>A board's own Wi-Fi, which opens and closes with the board's next start.</summary>
internal sealed class SimulatedAccessPoint : IAccessPoint
{
    private bool isOpenNext;

    public bool IsOpen { get; private set; }

    public bool TryOpen(string password) => isOpenNext = true;

    public bool TryClose()
    {
        isOpenNext = false;
        return true;
    }

    public void Step()
    {
    }

    /// <summary>The board starts again.</summary>
    public void Restart() => IsOpen = isOpenNext;
}
