using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NanoBms.Device.Tests.Documents;
using NanoBms.Platform;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Cloud;

/// <summary>The roots that a device trusts, against what DigiCert publishes of them.</summary>
public sealed class RootCertificateTests
{
    // Fingerprints and dates of https://www.digicert.com/kb/digicert-root-certificates.htm.
    public static TheoryData<string, string, string, string> Roots { get; } = new()
    {
        { "DigiCert Global Root G2", "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f", "2013-08-01", "2038-01-15" },
        { "DigiCert Global Root CA", "4348a0e9444c78cb265e058d5e8944b4d84f9662bd26db257f8934a443c70161", "2006-11-10", "2031-11-10" },
    };

    [Fact]
    public void Both_are_there_and_no_other()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(RootCertificates.Pem);
        Assert.Equal(
            Roots.Select(row => row.Data.Item2),
            certificates.Select(certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()));
    }

    [Theory]
    [MemberData(nameof(Roots))]
    public void Each_is_a_root_of_that_name_and_the_dates_stand_beside_it_and_in_the_document(
        string name, string sha256, string from, string until)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(RootCertificates.Pem);
        X509Certificate2 root = certificates.Single(
            certificate => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant() == sha256);
        Assert.Equal(name, root.GetNameInfo(X509NameType.SimpleName, false));
        Assert.Equal(root.SubjectName.RawData, root.IssuerName.RawData);
        Assert.Equal((from, until), ($"{root.NotBefore.ToUniversalTime():yyyy-MM-dd}", $"{root.NotAfter.ToUniversalTime():yyyy-MM-dd}"));

        string source = File.ReadAllText(Repository.File("firmware", "NanoBms.Platform", "RootCertificates.cs"));
        Assert.Contains(
            $"{name}: valid {root.NotBefore.ToUniversalTime():MMM} {root.NotBefore.ToUniversalTime().Day,2} ", source,
            StringComparison.Ordinal);
        Assert.Contains(sha256, source, StringComparison.Ordinal);
        Assert.Contains(until, Markdown.Read("settings.md"), StringComparison.Ordinal);
    }
}
