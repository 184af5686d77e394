using System.Device.Wifi;
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
            get { return WifiNetworkHelper.Status == NetworkHelperStatus.NetworkIsReady; }
        }

        /// <inheritdoc/>
        public bool TryConnect()
        {
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
