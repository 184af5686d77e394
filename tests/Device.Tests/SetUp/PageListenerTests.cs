using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using NanoBms.Platform;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>The page over real sockets: visitors that are slow, silent or gone keep nobody waiting for long.</summary>
public sealed class PageListenerTests : IDisposable
{
    private readonly PageListener listener = new();
    private readonly CancellationTokenSource end = new();
    private readonly SetUpBoard board;
    private readonly Task loop;

    public PageListenerTests()
    {
        board = new SetUpBoard(listener);
        board.Start();
        loop = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                board.Run(1);
            }
        });
    }

    public void Dispose()
    {
        end.Cancel();
        Assert.True(loop.Wait(WaitLimit.Time));
        listener.Close();
        end.Dispose();
    }

    [Fact]
    public async Task A_connection_that_says_nothing_does_not_keep_the_next_waiting_for_long()
    {
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, board.Port, WaitLimit.Token);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        string page = await client.GetStringAsync(Address("/"), WaitLimit.Token);
        Assert.Contains("Battery gauge", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_comes_a_byte_a_second_is_cut()
    {
        // On a machine that has no time for it the first byte may be half a second late, and the connection is taken for a silent one.
        (int sent, long tookMs) = (0, 0);
        for (int k = 0; k < 5 && tookMs < 2000; k++)
        {
            (sent, tookMs) = await SendSlowlyAsync();
        }

        Assert.InRange(sent, 2, 20);
        Assert.InRange(tookMs, 2000, 25000);
    }

    [Fact]
    public async Task A_visitor_that_goes_in_the_middle_does_not_end_the_server()
    {
        for (int k = 0; k < 20; k++)
        {
            using var gone = new TcpClient { LingerState = new LingerOption(true, 0) };
            await gone.ConnectAsync(IPAddress.Loopback, board.Port, WaitLimit.Token);
            await gone.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")[..(5 + k)],
                WaitLimit.Token);
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/html"));
        Assert.Contains("Battery gauge", await client.GetStringAsync(Address("/"), WaitLimit.Token), StringComparison.Ordinal);
        Assert.False(loop.IsCompleted);
    }

    [Fact]
    public void A_port_that_is_taken_is_told()
    {
        var second = new PageListener();
        Assert.False(second.TryOpen(board.Port));
        Assert.Null(second.TryAccept(0));
    }

    private async Task<(int Sent, long TookMs)> SendSlowlyAsync()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, board.Port, WaitLimit.Token);
        NetworkStream stream = slow.GetStream();
        byte[] request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        long startedMs = Environment.TickCount64;
        int sent = 0;
        try
        {
            while (sent < request.Length)
            {
                await stream.WriteAsync(request.AsMemory(sent++, 1), WaitLimit.Token);
                await Task.Delay(1000, WaitLimit.Token);
            }
        }
        catch (IOException)
        {
            // Cut.
        }

        return (sent, Environment.TickCount64 - startedMs);
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{board.Port}{path}");
}
