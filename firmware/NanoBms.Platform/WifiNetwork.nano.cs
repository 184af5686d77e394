using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Threading;
using NanoBms.Device.Hardware;
using nanoFramework.Networking;

namespace NanoBms.Platform
{
    /// <summary>The ESP32's Wi-Fi.</summary>
    public sealed class WifiNetwork : INetwork
    {
        private const int ConnectTimeoutMs = 30000;

        private readonly SystemClock clock;
        private readonly string ssid, password, timeServer;
        private readonly WifiReconnectionKind reconnection;
        private bool isReleased;

        /// <summary>A network.</summary>
        /// <param name="clock">What the time server sets.</param>
        /// <param name="timeServer">The time server.</param>
        /// <param name="ssid">Name of the network; empty: there is none.</param>
        /// <param name="password">Its password.</param>
        /// <param name="sleeps">Whether the board sleeps between samples.</param>
        public WifiNetwork(SystemClock clock, string timeServer, string ssid, string password, bool sleeps)
        {
            this.clock = clock;
            this.timeServer = timeServer;
            this.ssid = ssid;
            this.password = password;

            // A board that sleeps connects to send, not with each start.
            reconnection = sleeps ? WifiReconnectionKind.Manual : WifiReconnectionKind.Automatic;
        }

        /// <inheritdoc/>
        public bool IsUp
        {
            get
            {
                if (isReleased)
                {
                    return false;
                }

                // The helper's own status stays "ready" when the network goes away; the address does not.
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
                for (int k = 0; k < interfaces.Length; k++)
                {
                    if (interfaces[k].NetworkInterfaceType == NetworkInterfaceType.Wireless80211)
                    {
                        string address = interfaces[k].IPv4Address;
                        return !string.IsNullOrEmpty(address) && address[0] != '0';
                    }
                }

                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryConnect()
        {
            if (ssid.Length == 0)
            {
                return false;
            }

            isReleased = false;

            // The helper waits for its token only: one that ends by itself bounds the wait.
            using (var timeout = new CancellationTokenSource(ConnectTimeoutMs))
            {
                return WifiNetworkHelper.ConnectDhcp(ssid, password, reconnection, false, 0, timeout.Token);
            }
        }

        /// <summary>Gives the connection up before the radio goes off; <see cref="TryConnect"/> makes a new one.</summary>
        public void Release()
        {
            if (isReleased)
            {
                return;
            }

            isReleased = true;
            try
            {
                WifiAdapter[] adapters = WifiAdapter.FindAllAdapters();
                if (adapters.Length > 0)
                {
                    adapters[0].Disconnect();
                }
            }
            catch (Exception)
            {
                // There was no connection to give up.
            }
        }

        /// <inheritdoc/>
        public bool TryAskTime(out DateTime utc)
        {
            return clock.TryAsk(timeServer, out utc);
        }
    }
}
