using System.Net.NetworkInformation;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The computer's network, which its operating system keeps.</summary>
    public sealed class WifiNetwork : INetwork
    {
        private readonly SystemClock clock;
        private readonly string timeServer;

        /// <summary>The network; its name and password are the operating system's.</summary>
        /// <param name="clock">What the time server sets.</param>
        /// <param name="timeServer">The time server.</param>
        /// <param name="ssid">Of no effect.</param>
        /// <param name="password">Of no effect.</param>
        /// <param name="sleeps">Of no effect.</param>
        public WifiNetwork(SystemClock clock, string timeServer, string ssid, string password, bool sleeps)
        {
            this.clock = clock;
            this.timeServer = timeServer;
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
