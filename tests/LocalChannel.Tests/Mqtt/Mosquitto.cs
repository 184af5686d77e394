using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests.Mqtt;

/// <summary>A real broker on a free port of loopback, which can be killed and started again; it keeps nothing over that.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    public const string User = "gauge", Password = "correct horse";

    private static readonly string[] Places = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"];

    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort();
    private Process? process;

    private Mosquitto(bool isGuarded) => IsGuarded = isGuarded;

    /// <summary>Whether it asks for a password and speaks TLS, with a certificate of an authority of its own.</summary>
    public bool IsGuarded { get; }

    public string AuthorityPath => folder.File("authority.pem");

    public BrokerAddress Address => BrokerAddress.Parse(
        IsGuarded ? $"mqtts://{User}@localhost:{port}" : $"mqtt://localhost:{port}", IsGuarded ? Password : null) with
    {
        AuthorityPath = IsGuarded ? AuthorityPath : null,
    };

    public static async Task<Mosquitto> StartAsync(bool isGuarded = false)
    {
        Skip.Unless(Array.Exists(Places, File.Exists), "needs the broker mosquitto (apt-get install mosquitto)");
        var broker = new Mosquitto(isGuarded);
        await broker.ConfigureAsync();
        await broker.StartAgainAsync();
        return broker;
    }

    public void Kill()
    {
        process!.Kill();
        Assert.True(process.WaitForExit(WaitLimit.Time), "the killed broker does not end");
        process.Dispose();
        process = null;
    }

    public async Task StartAgainAsync()
    {
        process = Process.Start(new ProcessStartInfo(Array.Find(Places, File.Exists)!, ["-c", folder.File("mosquitto.conf")])
        {
            RedirectStandardError = true,
        })!;
        process.BeginErrorReadLine();
        CancellationToken limit = WaitLimit.Token;
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port, limit);
                return;
            }
            catch (SocketException)
            {
                Assert.False(process.HasExited, "the broker ended");
                await Task.Delay(20, limit);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            Kill();
        }

        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ConfigureAsync()
    {
        // Started as root it would become another user, who may not read this folder.
        List<string> lines = [$"listener {port} 127.0.0.1", "persistence false", "user root"];
        if (IsGuarded)
        {
            WriteCertificates();
            lines.AddRange(
            [
                "allow_anonymous false", $"password_file {folder.File("passwords")}", $"certfile {folder.File("broker.pem")}",
                $"keyfile {folder.File("broker.key")}",
            ]);
            await File.WriteAllTextAsync(folder.File("passwords"), $"{User}:{Password}\n", WaitLimit.Token);
            using Process hash = Process.Start("mosquitto_passwd", ["-U", folder.File("passwords")]);
            await hash.WaitForExitAsync(WaitLimit.Token);
            Assert.Equal(0, hash.ExitCode);
        }
        else
        {
            lines.Add("allow_anonymous true");
        }

        await File.WriteAllLinesAsync(folder.File("mosquitto.conf"), lines, WaitLimit.Token);
    }

    private void WriteCertificates()
    {
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-1), to = from.AddDays(30);
        using RSA authorityKey = RSA.Create(2048), brokerKey = RSA.Create(2048);
        var authority = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 root = authority.CreateSelfSigned(from, to);
        var request = new CertificateRequest("CN=localhost", brokerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(root, from, to, [1, 2, 3, 4]);
        File.WriteAllText(AuthorityPath, root.ExportCertificatePem());
        File.WriteAllText(folder.File("broker.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("broker.key"), brokerKey.ExportPkcs8PrivateKeyPem());
    }
}
