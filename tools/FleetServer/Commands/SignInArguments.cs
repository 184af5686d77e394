using System.CommandLine;
using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.FleetServer.Commands;

/// <summary>Arguments of the fleet's page: sign-in, alarms and what counts as silent.</summary>
internal sealed class SignInArguments
{
    /// <summary>Variable of the environment that the client's secret comes from: a command line is seen by everybody.</summary>
    public const string SecretVariable = "NANOBMS_OIDC_SECRET";

    private readonly Option<string?> authority = new("--oidc-authority")
    {
        Description =
            "Identity provider that people sign in at by OpenID Connect, as https://login.example.org; needs --postgres. Without it nobody "
                + "signs in and the pages change nothing.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> client = new("--oidc-client")
    {
        Description = $"What the identity provider knows this server by; its secret comes from {SecretVariable}.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> owner = new("--owner")
    {
        Description = "Address of an owner of the fleet; may be given several times.",
        HelpName = "EMAIL",
    };

    private readonly Option<string?> publicUrl = new("--public-url")
    {
        Description = "Address that people reach the servers by, as https://fleet.example.org, where a proxy stands in front.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string> silentAfter = new("--silent-after")
    {
        Description = "After so many seconds without an entry a channel is silent on the fleet's page.",
        DefaultValueFactory = _ => "300",
        HelpName = "S",
    };

    private readonly Option<bool> webhookPrivate = new("--webhook-private")
    {
        Description = "Webhooks of alarms may go to addresses that are not of the open internet, and without TLS.",
    };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [authority, client, owner, publicUrl, silentAfter, webhookPrivate];

    /// <summary>Options of a server with these.</summary>
    /// <exception cref="UserError">One of them cannot be.</exception>
    public FleetOptions AddTo(FleetOptions options, ParseResult parse)
    {
        Uri? reached = Address("--public-url", parse.GetValue(publicUrl), "https://fleet.example.org");
        return options with
        {
            SignIn = SignInOf(parse),
            PublicUrl = reached,

            // A proxy passes on the name that it was asked by.
            Rules = reached is null ? options.Rules : options.Rules with { HostNames = [.. options.Rules.HostNames, reached.Host] },
            SilentAfter = double.TryParse(
                    parse.GetValue(silentAfter), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
                && seconds is > 0 and < 1e9
                ? TimeSpan.FromSeconds(seconds)
                : throw new UserError($"--silent-after '{parse.GetValue(silentAfter)}' is not a number of seconds, more than 0."),
            IsWebhookPrivate = parse.GetValue(webhookPrivate),
        };
    }

    private SignInOptions? SignInOf(ParseResult parse)
    {
        string[] owners = parse.GetValue(owner) ?? [];
        if (Address("--oidc-authority", parse.GetValue(authority), "https://login.example.org") is not { } address)
        {
            return owners.Length == 0 && parse.GetValue(client) is null
                ? null
                : throw new UserError("--oidc-client and --owner need an identity provider; name it with --oidc-authority.");
        }

        string id = parse.GetValue(client)
            ?? throw new UserError("--oidc-authority needs the name that it knows this server by; give it with --oidc-client.");
        return Array.Find(owners, one => one.Split('@') is not [{ Length: > 0 }, { Length: > 0 }]) is { } wrong
            ? throw new UserError($"--owner '{wrong}' is no address; write it as ann@example.org.")
            : new SignInOptions(
                address, id, Environment.GetEnvironmentVariable(SecretVariable) is { Length: > 0 } secret ? secret : null, owners);
    }

    // What is said there opens the fleet: over a network it goes by TLS.
    private static Uri? Address(string option, string? text, string example) => text is null
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri
            : throw new UserError($"{option} '{text}' is no https address; write it as {example}.");
}
