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
        private int questions;

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

        /// <inheritdoc/>
        public void Set(DateTime utc)
        {
            Rtc.SetSystemTime(utc);
        }

        /// <summary>Asks a time server (SNTP, RFC 4330); false where none answers that knows the time.</summary>
        /// <param name="server">Its name.</param>
        /// <param name="utc">Date and time, UTC.</param>
        public bool TryAsk(string server, out DateTime utc)
        {
            utc = DateTime.MinValue;
            try
            {
                IPHostEntry host = Dns.GetHostEntry(server);
                using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
                {
                    socket.ReceiveTimeout = 5000;
                    socket.SendTimeout = 5000;

                    // A name stands for several servers: one of them that is wrong is not asked twice in a row.
                    IPAddress[] servers = host.AddressList;
                    socket.Connect(new IPEndPoint(servers[questions++ % servers.Length], SntpMessage.Port));
                    byte[] request = SntpMessage.Request(DateTime.UtcNow.Ticks), message = new byte[request.Length];
                    socket.Send(request);
                    int length = socket.Receive(message);
                    return SntpMessage.IsReplyTo(request, message) && SntpMessage.TryParse(message, length, out utc);
                }
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
