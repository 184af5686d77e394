using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A pin that remembers what it was set to.</summary>
    public sealed class FakeOutput : IDigitalOutput
    {
        /// <summary>Whether the pin is high.</summary>
        public bool IsHigh = true;

        /// <inheritdoc/>
        public void Set(bool isHigh)
        {
            IsHigh = isHigh;
        }
    }
}
