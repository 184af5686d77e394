using System.Net;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Telemetry;
using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer;

/// <summary>How a server of the fleet runs.</summary>
public sealed record FleetOptions
{
    /// <summary>Connection string of PostgreSQL; null: this server is alone, on an SQLite file.</summary>
    public string? Postgres { get; init; }

    /// <summary>SQLite file where there is no PostgreSQL.</summary>
    public string DatabasePath { get; init; } = "fleet.db";

    /// <summary>TCP port of page and interface; 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>Address that page and interface listen on.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Address by which the other servers reach this one. Whoever reaches it needs no key: a network of their own.</summary>
    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port for the other servers; 0: any free one.</summary>
    public int SiloPort { get; init; }

    /// <summary>Channels to have; those that are there keep their keys.</summary>
    public IReadOnlyList<ChannelSettings> Channels { get; init; } = [new ChannelSettings()];

    /// <summary>What is let through.</summary>
    public ChannelRules Rules { get; init; } = new();

    /// <summary>Broker that entries are taken from, on nanobms/CHANNEL/entry; null: none.</summary>
    public BrokerAddress? Mqtt { get; init; }

    /// <summary>After so long without an entry a channel is silent on the fleet's page.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How people sign in; null: they do not, and nothing can be changed on pages.</summary>
    public SignInOptions? SignIn { get; init; }

    /// <summary>Address that people and devices reach the servers by, as behind a proxy; null: the one that they ask.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>How often channels are looked at for alarms; also the first pause before a webhook is tried again.</summary>
    public TimeSpan AlarmPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether webhooks may go to addresses that are not of the open internet, and without TLS.</summary>
    public bool IsWebhookPrivate { get; init; }

    /// <summary>Where metrics and traces are sent to as OpenTelemetry's protocol has it; null: nowhere.</summary>
    public Uri? Telemetry { get; init; }

    /// <summary>Share of the requests that are traced, 0..1, where they do not come with a trace of their own.</summary>
    public double TracedShare { get; init; } = 0.01;

    /// <summary>How lines of the log look.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>
    /// Whole months before this one whose entries are kept, 1 or more; older ones are dropped, their hours stay. Null: all are kept.
    /// </summary>
    public int? KeptMonths { get; init; }

    /// <summary>Time between two looks for hours to make and parts to drop.</summary>
    public TimeSpan HousekeepingPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Least level of what is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <exception cref="ArgumentException">An option cannot be; one sentence says which.</exception>
    internal void Check()
    {
        Rules.Check();
        if (SignIn is not null && Postgres is null)
        {
            throw new ArgumentException("Sign-in needs PostgreSQL, where people and the audit are kept; name it with --postgres.");
        }
    }
}

/// <summary>The identity provider that people sign in at, by OpenID Connect.</summary>
/// <param name="Authority">Its address (issuer); https, or http on this machine.</param>
/// <param name="ClientId">What it knows this server by.</param>
/// <param name="ClientSecret">The secret that goes with it; null: none, PKCE alone.</param>
/// <param name="Owners">Addresses of those who own the first organisation from the start.</param>
public sealed record SignInOptions(Uri Authority, string ClientId, string? ClientSecret, IReadOnlyList<string> Owners);
