using System;
using System.Net.NetworkInformation;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The computer's network, which its operating system keeps.</summary>
    public sealed class WifiNetwork : INetwork
    {
        private readonly SystemClock clock;

        /// <summary>The network; its name and password are the operating system's.</summary>
        /// <param name="clock">The operating system's.</param>
        /// <param name="timeServer">Of no effect.</param>
        /// <param name="ssid">Of no effect.</param>
        /// <param name="password">Of no effect.</param>
        /// <param name="sleeps">Of no effect.</param>
        public WifiNetwork(SystemClock clock, string timeServer, string ssid, string password, bool sleeps)
        {
            this.clock = clock;
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

        /// <summary>What the operating system's clock says: it asks time servers itself.</summary>
        public bool TryAskTime(out DateTime utc)
        {
            utc = clock.UtcNow;
            return true;
        }
    }
}
