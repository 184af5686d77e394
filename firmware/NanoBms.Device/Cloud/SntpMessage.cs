using System;

namespace NanoBms.Device.Cloud
{
    /// <summary>A request to a time server and its reply (SNTP version 4, RFC 4330).</summary>
    public static class SntpMessage
    {
        /// <summary>UDP port of time servers.</summary>
        public const int Port = 123;

        private const int Length = 48;
        private const int TransmitTime = 40;

        // First byte: leap indicator, version 4, mode 3 (client) or 4 (server).
        private const byte ClientHeader = (4 << 3) | 3;
        private const int ServerMode = 4;
        private const int NotSynchronised = 3;

        /// <summary>A request.</summary>
        public static byte[] Request()
        {
            var message = new byte[Length];
            message[0] = ClientHeader;
            return message;
        }

        /// <summary>The server's time; false where the message is no reply of a server that knows the time.</summary>
        public static bool TryParse(byte[] message, int length, out DateTime utc)
        {
            utc = DateTime.MinValue;
            if (length < Length || (message[0] & 7) != ServerMode || message[0] >> 6 == NotSynchronised || message[1] == 0)
            {
                return false;
            }

            uint seconds = 0;
            for (int k = 0; k < 4; k++)
            {
                seconds = (seconds << 8) | message[TransmitTime + k];
            }

            // Seconds since 1900, which wrap in 2036: the upper half of the range is before, the lower half after.
            DateTime epoch = (seconds & 0x80000000u) != 0 ? new DateTime(1900, 1, 1) : new DateTime(2036, 2, 7, 6, 28, 16);
            utc = epoch.AddSeconds(seconds);
            return true;
        }
    }
}
