using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Device.SetUp;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>Visitors that bring a request each, without a network.</summary>
internal sealed class FakeVisitors : IPageListener
{
    private FakeVisitor? next;

    public bool TryOpen(int port) => true;

    public IPageConnection? TryAccept(int waitMs)
    {
        FakeVisitor? visitor = next;
        next = null;
        return visitor;
    }

    public void Close()
    {
    }

    /// <summary>Brings a request, a few bytes at a time, to a server; the answer, empty where there was none.</summary>
    public string Ask(PageServer server, string request)
    {
        var visitor = new FakeVisitor(Encoding.UTF8.GetBytes(request));
        next = visitor;
        server.Step(0);
        Assert.True(visitor.IsClosed);
        return Encoding.UTF8.GetString(visitor.Answer.ToArray());
    }

    private sealed class FakeVisitor(byte[] request) : IPageConnection
    {
        private int at;

        public List<byte> Answer { get; } = [];

        public bool IsClosed { get; private set; }

        public int Receive(byte[] buffer, int count)
        {
            int length = Math.Min(Math.Min(count, 7), request.Length - at);
            Array.Copy(request, at, buffer, 0, length);
            at += length;
            return length;
        }

        public bool Send(byte[] buffer, int count)
        {
            Answer.AddRange(buffer.Take(count));
            return true;
        }

        public void Close() => IsClosed = true;
    }
}

/// <summary>A Wi-Fi of the machine's own, which opens and closes with its restarts.</summary>
internal sealed class FakeAccessPoint : IAccessPoint
{
    private bool isOpenNext;

    public bool IsOpen { get; private set; }

    /// <summary>Whether the machine does not do as it is told.</summary>
    public bool IsStuck { get; set; }

    public string Password { get; private set; } = "";

    public bool TryOpen(string password)
    {
        Password = password;
        isOpenNext = true;
        return true;
    }

    public bool TryClose()
    {
        isOpenNext = false;
        return true;
    }

    public void Step()
    {
    }

    /// <summary>The machine starts again.</summary>
    public void Restart() => IsOpen = isOpenNext && !IsStuck;
}
