using System;
using System.Net.Sockets;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>A browser's connection.</summary>
    public sealed class PageConnection : IPageConnection
    {
        // Browsers open connections beforehand, and say nothing on them: those must not keep others waiting.
        private const int FirstByteMs = 500, LimitMs = 8000, SendMs = 4000;

        private readonly Socket socket;
        private readonly long startedMs = System.Environment.TickCount64;
        private bool hasBegun;

        /// <summary>A connection that was accepted.</summary>
        public PageConnection(Socket socket)
        {
            this.socket = socket;
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int count)
        {
            try
            {
                long leftMs = (hasBegun ? LimitMs : FirstByteMs) - (System.Environment.TickCount64 - startedMs);
                if (leftMs <= 0 || !socket.Poll((int)leftMs * 1000, SelectMode.SelectRead))
                {
                    return 0;
                }

                hasBegun = true;
                return socket.Receive(buffer, 0, count, SocketFlags.None);
            }
            catch (Exception)
            {
                return 0;
            }
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int count)
        {
            try
            {
                socket.SendTimeout = SendMs;
                int sent = 0;
                while (sent < count)
                {
                    int now = socket.Send(buffer, sent, count - sent, SocketFlags.None);
                    if (now <= 0 || System.Environment.TickCount64 - startedMs > LimitMs)
                    {
                        return false;
                    }

                    sent += now;
                }

                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public void Close()
        {
            try
            {
                socket.Close();
            }
            catch (Exception)
            {
                // It is gone already.
            }
        }
    }
}
