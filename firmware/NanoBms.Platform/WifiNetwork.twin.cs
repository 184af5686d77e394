using System.Net.NetworkInformation;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;

namespace NanoBms.Platform
{
    /// <summary>The computer's network, which its operating system keeps.</summary>
    public sealed class WifiNetwork : INetwork
    {
        private readonly SystemClock clock;
        private readonly string timeServer;

        /// <summary>A network by the settings.</summary>
        public WifiNetwork(SystemClock clock, DeviceSettings settings)
        {
            this.clock = clock;
            timeServer = settings.TimeServer;
        }

        /// <inheritdoc/>
        public bool IsUp
        {
            get { return NetworkInterface.GetIsNetworkAvailable(); }
        }

        /// <inheritdoc/>
        public bool TryConnect()
        {
            return IsUp;
        }

        /// <inheritdoc/>
        public bool TrySetClock()
        {
            return clock.TrySet(timeServer);
        }
    }
}
