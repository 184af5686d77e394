using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Platform;

namespace NanoBms.Device.Tests.Settings;

/// <summary>The file of further root certificates: read at the start, refused in a sentence.</summary>
public sealed class RootCertificateFileTests
{
    private readonly FaultyStore store = new();
    private readonly SettingsErrors errors = new();

    [Fact]
    public void Certificates_are_taken_with_what_stands_around_them()
    {
        string pem = "My authority\r\n" + Make().ExportCertificatePem() + "\n" + Make().ExportCertificatePem();
        Put(pem);
        Assert.Equal(pem, Load());
        Assert.Equal(0, errors.Count);
        Assert.True(HttpSender.CanRead(pem));
    }

    [Fact]
    public void Without_the_setting_nothing_is_read() => Assert.Equal("", RootCertificateFile.Load(store, "", errors));

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Load();
        Assert.Equal("cloudRootCertificate names ca.pem, which is not beside nanobms.json.", errors.Sentence(0));
        Assert.False(errors.IsUnread);
    }

    [Fact]
    public void A_file_that_cannot_be_read_may_be_read_later()
    {
        Put(Make().ExportCertificatePem());
        store.IsUnreadable = _ => true;
        Load();
        Assert.Equal(
            "cloudRootCertificate names ca.pem, which cannot be read; where that lasts, put it on the device anew.", errors.Sentence(0));
        Assert.True(errors.IsUnread);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        Put(new string('x', 4097));
        Load();
        Assert.Equal("cloudRootCertificate names a file of 4097 bytes; it may have at most 4096.", errors.Sentence(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIBx\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMI=B\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMI B\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nMIIB\n")]
    public void What_is_no_whole_certificate_is_refused(string pem)
    {
        Put(pem);
        Assert.Equal("", Load());
        Assert.Equal("cloudRootCertificate names a file that holds no whole certificates as text (PEM).", errors.Sentence(0));
    }

    [Fact]
    public void A_certificate_cut_off_within_its_text_cannot_be_used() => Assert.False(
        HttpSender.CanRead("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));

    private string Load() => RootCertificateFile.Load(store, "ca.pem", errors);

    private void Put(string pem) => store.Inner.Put("ca.pem", Encoding.UTF8.GetBytes(pem));

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
