using System;
using System.Net;
using System.Net.Sockets;
using NanoBms.Device.Cloud;
using NanoBms.Device.Hardware;
using nanoFramework.Runtime.Native;

namespace NanoBms.Platform
{
    /// <summary>The ESP32's clock.</summary>
    public sealed class SystemClock : IClock
    {
        // A chip that was not told the time starts at 1970 or at the build date of its firmware.
        private const int FirstYear = 2025;

        // What the tick count does not tell: it stands still in light sleep and begins anew after a deep one.
        private long aheadMs;

        /// <inheritdoc/>
        public long UptimeMs
        {
            get { return System.Environment.TickCount64 + aheadMs; }
        }

        /// <inheritdoc/>
        public bool IsSet
        {
            get { return DateTime.UtcNow.Year >= FirstYear; }
        }

        /// <inheritdoc/>
        public DateTime UtcNow
        {
            get { return DateTime.UtcNow; }
        }

        /// <summary>Sets the uptime forward; it goes on from there.</summary>
        public void SetUptime(long uptimeMs)
        {
            aheadMs = uptimeMs - System.Environment.TickCount64;
        }

        /// <summary>Asks a time server (SNTP, RFC 4330) and sets the clock.</summary>
        public bool TrySet(string server)
        {
            try
            {
                IPHostEntry host = Dns.GetHostEntry(server);
                using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
                {
                    socket.ReceiveTimeout = 5000;
                    socket.SendTimeout = 5000;
                    socket.Connect(new IPEndPoint(host.AddressList[0], SntpMessage.Port));
                    var message = SntpMessage.Request();
                    socket.Send(message);
                    int length = socket.Receive(message);
                    DateTime time;
                    return SntpMessage.TryParse(message, length, out time) && Rtc.SetSystemTime(time);
                }
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
