using System.CommandLine;
using System.Net;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Hosting;
using NanoBms.FleetServer.Telemetry;
using NanoBms.Foundation;
using NanoBms.HomeAssistant;
using NanoBms.LocalChannel.Commands;

namespace NanoBms.FleetServer.Commands;

/// <summary>The program: runs a server of the fleet until Ctrl-C.</summary>
internal static class FleetCommand
{
    /// <summary>Variable of the environment that a connection string may come from: a command line is seen by everybody.</summary>
    public const string PostgresVariable = "NANOBMS_POSTGRES";

    public static RootCommand Create()
    {
        Option<string?> postgres = new("--postgres")
        {
            Description =
                $"Connection string of PostgreSQL, as 'Host=127.0.0.1;Database=nanobms;Username=nanobms'; also from {PostgresVariable}. "
                    + "Without it this server is alone, on an SQLite file.",
            HelpName = "CONNECTION",
        };
        Option<string> database = new("--db")
        {
            Description = "SQLite file where there is no PostgreSQL; made where missing.",
            DefaultValueFactory = _ => "fleet.db",
            HelpName = "FILE",
        };
        Option<int> port = new("--port")
        {
            Description = "TCP port; 0: any free one.",
            DefaultValueFactory = _ => 8080,
            HelpName = "PORT",
        };
        Option<string> listen = new("--listen")
        {
            Description = "Address that page and interface listen on; 0.0.0.0: all of this machine's.",
            DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
            HelpName = "ADDRESS",
        };
        Option<string> siloAddress = new("--silo-address")
        {
            Description =
                "Address under which the other servers reach this one, in a network of their own: whoever reaches it needs no key.",
            DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
            HelpName = "ADDRESS",
        };
        Option<int> siloPort = new("--silo-port")
        {
            Description = "TCP port for the other servers; 0: any free one.",
            DefaultValueFactory = _ => 0,
            HelpName = "PORT",
        };
        Option<string> rateLimit = new("--rate-limit")
        {
            Description = "Shortest time between two writes to a channel, seconds, or off.",
            DefaultValueFactory = _ => "15",
            HelpName = "S",
        };
        Option<int> bulkLimit = new("--bulk-limit")
        {
            Description = "Most entries in a bulk write.",
            DefaultValueFactory = _ => 960,
            HelpName = "N",
        };
        Option<string> maxAhead = new("--max-ahead")
        {
            Description = "How far ahead of this machine's clock an entry may be dated, seconds, or off.",
            DefaultValueFactory = _ => "3600",
            HelpName = "S",
        };
        Option<int> channels = new("--channels")
        {
            Description = "Number of channels to have, numbered from 1.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        Option<bool> isPrivate = new("--private") { Description = "Reading needs a key too, on the page as well." };
        Option<string?> settings = new("--settings")
        {
            Description =
                "JSON file with the list \"Channels\" (Id, Name, Description, Model, RatedCapacityAh, IsPublic, WriteKey, ReadKey, Fields "
                    + "of Name, Unit, Role).",
            HelpName = "FILE",
        };
        Option<string[]> host = new("--host")
        {
            Description = "Further name under which the server is reached, as behind a proxy; may be given several times.",
            HelpName = "NAME",
        };
        Option<string?> mqtt = BrokerArguments.Address("Broker that entries are taken from, on nanobms/CHANNEL/entry");
        Option<string?> mqttAuthority = BrokerArguments.Authority();
        Option<string?> telemetry = new("--telemetry")
        {
            Description = "Where metrics and traces go, by OpenTelemetry's protocol, as http://127.0.0.1:4317.",
            HelpName = "ADDRESS",
        };
        Option<double> tracedPercent = new("--traced-percent")
        {
            Description = "Share of the requests that are traced.",
            DefaultValueFactory = _ => 1,
            HelpName = "PERCENT",
        };
        Option<LogFormat> logFormat = new("--log-format")
        {
            Description = "Lines of the log: for people, which is the default, or as JSON.",
            HelpName = "line|json",
        };
        Option<LogLevel> logLevel = new("--log-level")
        {
            Description = "Least level of what is logged.",
            DefaultValueFactory = _ => LogLevel.Warning,
        };
        Option<int?> keepMonths = new("--keep-months")
        {
            Description =
                "Whole months before this one whose entries are kept; older ones are dropped, their hourly means stay. Default: all are.",
            HelpName = "N",
        };
        var pages = new SignInArguments();
        var root = new RootCommand(
            """
            The channel server for thousands of gauges: LocalChannel's interface and page on Microsoft Orleans, with entries in PostgreSQL.

            Several servers with the same --postgres are one cluster. Keys that nobody names are made at the first start and printed once;
            of keys PostgreSQL holds hashes only.

            Example: dotnet run --project tools/FleetServer -- --db fleet.db
            A server of a cluster:
              dotnet run --project tools/FleetServer -- --postgres "Host=127.0.0.1;Database=nanobms;Username=nanobms" --channels 1000 --listen 0.0.0.0
            """)
        {
            postgres, database, port, listen, siloAddress, siloPort, rateLimit, bulkLimit, maxAhead, channels, isPrivate, settings, host,
            mqtt, mqttAuthority, telemetry, tracedPercent, logFormat, logLevel, keepMonths, LoadCommand.Create(),
        };
        foreach (Option option in pages.All)
        {
            root.Add(option);
        }

        root.SetAction((parse, ct) => RunAsync(
            pages.AddTo(new FleetOptions
            {
                Postgres = parse.GetValue(postgres) ?? FromEnvironment(PostgresVariable),
                DatabasePath = parse.GetValue(database)!,
                Port = Port("--port", parse.GetValue(port)),
                ListenAddress = ServerArguments.Address("--listen", parse.GetValue(listen)!),
                SiloAddress = ServerArguments.Address("--silo-address", parse.GetValue(siloAddress)!),
                SiloPort = Port("--silo-port", parse.GetValue(siloPort)),
                Channels = ServerArguments.Channels(parse.GetValue(settings), parse.GetValue(channels), parse.GetValue(isPrivate)),
                Mqtt = BrokerAddress.FromUser(parse.GetValue(mqtt), parse.GetValue(mqttAuthority)),
                Telemetry = Address(parse.GetValue(telemetry)),
                TracedShare = parse.GetValue(tracedPercent) is >= 0 and <= 100 and var percent
                    ? percent / 100
                    : throw new UserError("--traced-percent is not within 0..100."),
                LogFormat = parse.GetValue(logFormat),
                LogLevel = parse.GetValue(logLevel),
                KeptMonths = Months(parse.GetValue(keepMonths), parse.GetValue(postgres) ?? FromEnvironment(PostgresVariable)),
                Rules = new ChannelRules
                {
                    RateLimit = ServerArguments.Seconds("--rate-limit", parse.GetValue(rateLimit)!) ?? TimeSpan.Zero,
                    BulkLimit = parse.GetValue(bulkLimit),
                    MaxAhead = ServerArguments.Seconds("--max-ahead", parse.GetValue(maxAhead)!),
                    HostNames = parse.GetValue(host) ?? [],
                },
            }, parse),
            parse.InvocationConfiguration.Output, ct));
        return root;
    }

    private static async Task RunAsync(FleetOptions options, TextWriter output, CancellationToken ct)
    {
        await using FleetHost server = await StartAsync(options, ct).ConfigureAwait(false);
        output.WriteLine($"Channel pages and interface: {server.Url}");
        output.WriteLine($"All channels: {server.Url}fleet");
        output.WriteLine(options.Postgres is null
            ? $"Alone, on {Path.GetFullPath(options.DatabasePath)}; --postgres makes it a cluster."
            : "Member of the cluster that its database holds.");
        foreach (ChannelAccess channel in server.NewKeys)
        {
            output.WriteLine($"Channel {channel.Id} ({channel.Settings.Name}): write key {channel.WriteKey}, read key {channel.ReadKey}");
        }

        if (options.Postgres is not null && server.NewKeys.Count > 0)
        {
            output.WriteLine("These keys are not shown again: the database holds their hashes only.");
        }

        output.WriteLine("Ctrl-C stops.");
        using CancellationTokenRegistration stop = ct.Register(() => _ = server.StopAsync(CancellationToken.None));
        await server.WaitForStopAsync().ConfigureAwait(false);
    }

    private static async Task<FleetHost> StartAsync(FleetOptions options, CancellationToken ct)
    {
        try
        {
            return await FleetHost.StartAsync(options, ct).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            // Here the options are a user's, not a programmer's.
            throw new UserError(exception.Message, exception);
        }
    }

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Port(string option, int port) => port is >= 0 and <= 65535
        ? port
        : throw new UserError($"{option} {port} is not within 0..65535.");

    private static int? Months(int? months, string? postgres) => months switch
    {
        null => null,
        < 1 => throw new UserError($"--keep-months {months} is less than 1."),
        _ when postgres is null => throw new UserError("--keep-months needs --postgres: in an SQLite file all entries stay."),
        _ => months,
    };

    private static Uri? Address(string? text) => text is null
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new UserError($"--telemetry '{text}' is no address; write it as http://127.0.0.1:4317.");
}
