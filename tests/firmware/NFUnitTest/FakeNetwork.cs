using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A network that comes and goes.</summary>
    public sealed class FakeNetwork : INetwork
    {
        /// <inheritdoc/>
        public bool IsUp { get; set; } = true;

        /// <inheritdoc/>
        public bool TryConnect()
        {
            return IsUp;
        }

        /// <inheritdoc/>
        public bool TrySetClock()
        {
            return IsUp;
        }
    }
}
