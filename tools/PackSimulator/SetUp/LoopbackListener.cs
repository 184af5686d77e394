using System.Net;
using System.Net.Sockets;
using NanoBms.Device.Hardware;
using NanoBms.Platform;

namespace NanoBms.PackSimulator.SetUp;

/// <summary>Where browsers come in to the page of a simulated board: from this machine only, at the same port after each restart.</summary>
internal sealed class LoopbackListener : IPageListener, IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public LoopbackListener()
    {
        // The computer's own; the board opens and closes what is behind it.
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
    }

    /// <summary>Address of the page.</summary>
    public Uri Url { get; }

    public bool TryOpen(int port) => true;

    public IPageConnection? TryAccept(int waitMs)
    {
        try
        {
            return listener.Poll(waitMs * 1000, SelectMode.SelectRead) ? new PageConnection(listener.Accept()) : null;
        }
        catch (SocketException)
        {
            // A visitor who went before he was let in.
            return null;
        }
    }

    public void Dispose() => listener.Dispose();
}
