using System;
using System.Net;
using System.Net.Sockets;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>
    /// A TCP port for the page. A socket and not HttpListener, which keeps a thread, a queue and each header as texts: this takes some 100
    /// bytes while nobody is there.
    /// </summary>
    public sealed class PageListener : IPageListener
    {
        private const int Waiting = 4;

        private Socket listener;

        /// <summary>The port it listens on.</summary>
        public int Port { get; private set; }

        /// <inheritdoc/>
        public bool TryOpen(int port)
        {
            try
            {
                listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                listener.Bind(new IPEndPoint(IPAddress.Any, port));
                listener.Listen(Waiting);
                Port = ((IPEndPoint)listener.LocalEndPoint).Port;
                return true;
            }
            catch (Exception)
            {
                Close();
                return false;
            }
        }

        /// <inheritdoc/>
        public IPageConnection TryAccept(int waitMs)
        {
            try
            {
                return listener != null && listener.Poll(waitMs * 1000, SelectMode.SelectRead)
                    ? new PageConnection(listener.Accept())
                    : null;
            }
            catch (Exception)
            {
                return null;
            }
        }

        /// <summary>Ends listening.</summary>
        public void Close()
        {
            if (listener != null)
            {
                listener.Close();
                listener = null;
            }
        }
    }
}
