using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Seam;

/// <summary>
/// What the device's HTTP sender must do and no desktop can show, since its library is another: read from its source. Both rules were found
/// on the real virtual device (System.Net.Http 1.5.210): see the comments in the file.
/// </summary>
public class HttpSenderTests
{
    private static readonly string Source = File.ReadAllText(Repository.File("firmware", "NanoBms.Platform", "HttpSender.nano.cs"));

    [Fact]
    public void Versions_of_TLS_are_named() =>
        Assert.Contains("request.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;", Source, StringComparison.Ordinal);

    [Fact]
    public void The_stream_of_a_request_stays_open_until_its_reply_is_read()
    {
        int opened = Source.IndexOf("sent = request.GetRequestStream()", StringComparison.Ordinal);
        int replied = Source.IndexOf("reply.Body = Read(response)", StringComparison.Ordinal);
        int disposed = Source.IndexOf("sent.Dispose()", StringComparison.Ordinal);

        Assert.True(
            0 < opened && opened < replied && replied < disposed, $"opened at {opened}, reply read at {replied}, disposed at {disposed}");
        Assert.Equal(disposed, Source.LastIndexOf("sent.Dispose()", StringComparison.Ordinal));
        Assert.True(Source.LastIndexOf("finally", disposed, StringComparison.Ordinal) > replied, "the stream is disposed on every path");
        Assert.DoesNotContain("using (Stream stream = request.GetRequestStream())", Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Request_and_response_are_disposed_on_every_path()
    {
        Assert.Contains("using (var request = (HttpWebRequest)WebRequest.Create(url))", Source, StringComparison.Ordinal);
        Assert.Contains("using (var response = (HttpWebResponse)request.GetResponse())", Source, StringComparison.Ordinal);
    }
}
