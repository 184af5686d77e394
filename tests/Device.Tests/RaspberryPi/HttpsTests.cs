using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NanoBms.Device.Hardware;
using NanoBms.Platform;

namespace NanoBms.Device.Tests.RaspberryPi;

/// <summary>HTTPS to a server whose authority only the settings know.</summary>
public sealed class HttpsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true, "localhost", 200)]
    [InlineData(false, "localhost", 0)]
    [InlineData(true, "elsewhere.example", 0)]
    public async Task A_server_is_believed_when_its_certificate_leads_to_the_file_and_bears_its_name(bool isKnown, string name, int status)
    {
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=authority", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1]);
        using X509Certificate2 server = bare.CopyWithPrivateKey(key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Serve(listener, server, TestContext.Current.CancellationToken);
        var sender = new HttpSender(Limit, isKnown ? root.ExportCertificatePem() : "");
        HttpReply reply = sender.Get($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        Assert.Equal(status, reply.Status);
        await serving.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private static async Task Serve(TcpListener listener, X509Certificate2 certificate, CancellationToken ct)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(ct);
        try
        {
            using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(certificate);
            await stream.ReadAtLeastAsync(new byte[8], 8, cancellationToken: ct);
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1"), ct);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // A client that does not believe the certificate goes away.
        }
    }
}
