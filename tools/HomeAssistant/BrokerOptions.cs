using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using NanoBms.Foundation;

namespace NanoBms.HomeAssistant;

/// <summary>How a client comes to a broker: where it is, who asks, and what its certificate must chain to.</summary>
public static class BrokerOptions
{
    /// <summary>How long a broker may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Options of a client that follow from the broker; name, session and will are the client's own.</summary>
    /// <exception cref="UserError">The authority's certificate cannot be read.</exception>
    public static MqttClientOptionsBuilder ToClientOptions(this BrokerAddress broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).WithTimeout(Patience);
        if (broker.UserName is not null)
        {
            options = options.WithCredentials(broker.UserName, broker.Password ?? "");
        }

        return broker.IsEncrypted
            ? options.WithTlsOptions(tls =>
            {
                tls.UseTls();
                if (broker.AuthorityPath is not null)
                {
                    tls.WithTrustChain([Authority(broker.AuthorityPath)]);
                }
            })
            : options;
    }

    /// <summary>Finds out before anything starts whether the authority's certificate can be read.</summary>
    /// <exception cref="UserError">It cannot.</exception>
    public static void CheckAuthority(this BrokerAddress broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        if (broker.AuthorityPath is not null)
        {
            Authority(broker.AuthorityPath).Dispose();
        }
    }

    private static X509Certificate2 Authority(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The certificate '{path}' cannot be read: {exception.Message}", exception);
        }
        catch (CryptographicException exception)
        {
            throw new UserError($"'{path}' holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).", exception);
        }
    }
}
