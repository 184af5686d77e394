using System;

namespace NanoBms.Device.Cloud
{
    /// <summary>A request to a time server and its reply (SNTP version 4, RFC 4330).</summary>
    public static class SntpMessage
    {
        /// <summary>UDP port of time servers.</summary>
        public const int Port = 123;

        private const int Length = 48;
        private const int OriginateTime = 24, TransmitTime = 40, TimeLength = 8;

        // First byte: leap indicator, version 4, mode 3 (client) or 4 (server).
        private const byte ClientHeader = (4 << 3) | 3;
        private const int ServerMode = 4;
        private const int NotSynchronised = 3;

        // Stratum 0 is a farewell ("kiss of death"), 16 a server that is not synchronised (RFC 5905).
        private const int MaxStratum = 15;

        // A server that lives in another year knows the time as little as one that says so.
        private const int MinYear = 2025, MaxYear = 2099;

        /// <summary>A request.</summary>
        /// <param name="mark">What the reply must repeat: another number each time.</param>
        public static byte[] Request(long mark)
        {
            var message = new byte[Length];
            message[0] = ClientHeader;
            for (int k = 0; k < TimeLength; k++)
            {
                message[TransmitTime + k] = (byte)(mark >> (8 * k));
            }

            return message;
        }

        /// <summary>Whether a message repeats the mark of a request, as a reply to it does.</summary>
        public static bool IsReplyTo(byte[] request, byte[] message)
        {
            int k = 0;
            while (k < TimeLength && message[OriginateTime + k] == request[TransmitTime + k])
            {
                k++;
            }

            return k == TimeLength;
        }

        /// <summary>The server's time; false where the message is no reply of a server that knows the time.</summary>
        /// <param name="message">The message.</param>
        /// <param name="length">Its bytes.</param>
        /// <param name="utc">Date and time, UTC.</param>
        public static bool TryParse(byte[] message, int length, out DateTime utc)
        {
            utc = DateTime.MinValue;
            if (length < Length || (message[0] & 7) != ServerMode || message[0] >> 6 == NotSynchronised || message[1] == 0
                || message[1] > MaxStratum)
            {
                return false;
            }

            uint seconds = 0;
            for (int k = 0; k < 4; k++)
            {
                seconds = (seconds << 8) | message[TransmitTime + k];
            }

            // Seconds since 1900, which wrap in 2036: the upper half of the range is before, the lower half after. 0 is no time at all.
            DateTime epoch = (seconds & 0x80000000u) != 0 ? new DateTime(1900, 1, 1) : new DateTime(2036, 2, 7, 6, 28, 16);
            utc = epoch.AddSeconds(seconds);
            return seconds != 0 && utc.Year >= MinYear && utc.Year <= MaxYear;
        }
    }
}
