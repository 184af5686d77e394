using System.CommandLine;
using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer.Commands;

/// <summary>Options of each command that talks to a broker.</summary>
internal static class BrokerArguments
{
    /// <summary>The broker's address.</summary>
    /// <param name="purpose">What it is for, the begin of a sentence.</param>
    public static Option<string?> Address(string purpose) => new("--mqtt")
    {
        Description = $"{purpose}, as mqtt://BROKER or mqtts://USER@BROKER:8883; the password comes from {BrokerAddress.PasswordVariable}.",
        HelpName = "ADDRESS",
    };

    /// <summary>What the broker's certificate is checked by.</summary>
    public static Option<string?> Authority() => new("--mqtt-ca")
    {
        Description = "Certificate of the authority that the broker's certificate chains to, PEM; without it this machine's.",
        HelpName = "FILE",
    };
}
