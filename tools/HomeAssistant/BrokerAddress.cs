using NanoBms.Foundation;

namespace NanoBms.HomeAssistant;

/// <summary>Where an MQTT broker is, and who asks it.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">TCP port; 1883 without TLS and 8883 with it, where the address names none.</param>
/// <param name="IsEncrypted">Whether it is spoken to through TLS, with its certificate checked.</param>
/// <param name="UserName">User, or null: nobody is named.</param>
/// <param name="Password">The user's password, or null.</param>
public sealed record BrokerAddress(string Host, int Port, bool IsEncrypted, string? UserName, string? Password)
{
    /// <summary>Variable of the environment that a user's password comes from: a command line is seen by everybody.</summary>
    public const string PasswordVariable = "NANOBMS_MQTT_PASSWORD";

    /// <summary>Certificate of the authority that the broker's certificate chains to, PEM; null: those of this machine.</summary>
    public string? AuthorityPath { get; init; }

    /// <summary>A broker as a program's user names it, with the password of the environment; null: none.</summary>
    /// <param name="text">The address.</param>
    /// <param name="authorityPath">Certificate of the authority, PEM; null: those of this machine.</param>
    /// <exception cref="UserError">It is no address, or the certificate cannot be read.</exception>
    public static BrokerAddress? FromUser(string? text, string? authorityPath)
    {
        if (text is null)
        {
            return authorityPath is null ? null : throw new UserError("--mqtt-ca needs a broker; name it with --mqtt.");
        }

        BrokerAddress address =
            Parse(text, Environment.GetEnvironmentVariable(PasswordVariable)) with { AuthorityPath = authorityPath };
        address.CheckAuthority();
        return address;
    }

    /// <summary>Checks what a program is called among those that publish to a broker.</summary>
    /// <exception cref="UserError">It cannot be part of a topic.</exception>
    public static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'))
        {
            throw new UserError($"'{name}' cannot name this program to a broker: small letters, digits and underscores can.");
        }
    }

    /// <summary>Reads an address as mqtt://broker, mqtts://user@broker:8883.</summary>
    /// <param name="text">The address.</param>
    /// <param name="password">The user's password, or null.</param>
    /// <param name="passwordPlace">What a user sets a password by, for sentences.</param>
    /// <exception cref="UserError">It is none, or holds a password.</exception>
    public static BrokerAddress Parse(string text, string? password, string passwordPlace = PasswordVariable)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("mqtt" or "mqtts") || uri.Host.Length == 0
            || uri.PathAndQuery.Trim('/').Length > 0)
        {
            throw new UserError(
                $"'{text}' is not the address of an MQTT broker; write mqtt://BROKER or mqtts://USER@BROKER:8883 (mqtts: encrypted).");
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new UserError(
                $"The broker's password does not belong into its address, where everybody on this machine can see it; "
                    + $"set {passwordPlace}.");
        }

        bool isEncrypted = uri.Scheme == "mqtts";
        string? user = uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null;
        if (user is null && password is { Length: > 0 })
        {
            throw new UserError($"{passwordPlace} is set and the broker's address names no user; write mqtt://USER@{uri.Host}.");
        }

        return new BrokerAddress(uri.Host, uri.Port > 0 ? uri.Port : isEncrypted ? 8883 : 1883, isEncrypted, user, password);
    }

    /// <summary>The address as it may be shown: without a password.</summary>
    public override string ToString() => $"{(IsEncrypted ? "mqtts" : "mqtt")}://{Host}:{Port}";
}
