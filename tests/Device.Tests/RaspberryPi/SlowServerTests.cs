using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Platform;

namespace NanoBms.Device.Tests.RaspberryPi;

/// <summary>The sender itself at a socket whose server sends slowly, or without end.</summary>
public sealed class SlowServerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>What a server sends at a time, and how often; the first is a byte a second.</summary>
    public static TheoryData<string, int, int, int> Servers() => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 900\r\nConnection: close\r\n\r\n", 1, 1000, 200 },
        { "", 1, 1000, 0 },
        { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 8192, 0, 200 },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task An_answer_a_byte_a_second_or_without_end_costs_no_more_than_its_limit_of_time_and_of_bytes(
        string head, int bytesAtATime, int pauseMs, int status)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Serve(listener, head, bytesAtATime, pauseMs, TestContext.Current.CancellationToken);
        var limit = TimeSpan.FromSeconds(4);
        var took = Stopwatch.StartNew();
        HttpReply reply = new HttpSender(limit).Get($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        Assert.InRange(took.Elapsed, TimeSpan.Zero, Limit);
        Assert.Equal(status, reply.Status);
        Assert.InRange(reply.Body.Length, bytesAtATime > 1 ? HttpSender.MaxReplyBytes : 0, HttpSender.MaxReplyBytes);
        Assert.Equal(status == 0, reply.Body.StartsWith("no reply (not within 4 s)", StringComparison.Ordinal));
        await serving.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private static async Task Serve(TcpListener listener, string head, int bytesAtATime, int pauseMs, CancellationToken ct)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(ct);
        NetworkStream stream = client.GetStream();
        byte[] body = Encoding.ASCII.GetBytes(new string('7', bytesAtATime));
        try
        {
            await stream.ReadAtLeastAsync(new byte[8], 8, cancellationToken: ct);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
            for (int k = 0; k < 1_000_000; k++)
            {
                await stream.WriteAsync(body, ct);
                await Task.Delay(pauseMs, ct);
            }
        }
        catch (IOException)
        {
            // The client goes away: that is what it should.
        }
    }
}
