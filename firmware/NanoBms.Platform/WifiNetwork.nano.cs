using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Threading;
using nanoFramework.Networking;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>The ESP32's Wi-Fi.</summary>
    public sealed class WifiNetwork : INetwork
    {
        private const int ConnectTimeoutMs = 30000;

        private readonly SystemClock clock;
        private readonly string ssid, password, timeServer;

        /// <summary>A network by the settings.</summary>
        public WifiNetwork(SystemClock clock, DeviceSettings settings)
        {
            this.clock = clock;
            ssid = settings.WifiSsid;
            password = settings.WifiPassword;
            timeServer = settings.TimeServer;
        }

        /// <inheritdoc/>
        public bool IsUp
        {
            get
            {
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

            // The helper waits for its token only: one that ends by itself bounds the wait.
            using (var timeout = new CancellationTokenSource(ConnectTimeoutMs))
            {
                return WifiNetworkHelper.ConnectDhcp(ssid, password, WifiReconnectionKind.Automatic, false, 0, timeout.Token);
            }
        }

        /// <inheritdoc/>
        public bool TrySetClock()
        {
            return clock.TrySet(timeServer);
        }
    }
}
