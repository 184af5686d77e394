using System.CommandLine;
using System.Net;
using NanoBms.ChannelServer;
using NanoBms.Foundation;
using NanoBms.HomeAssistant;
using NanoBms.LocalChannel.Hosting;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Commands;

/// <summary>The program: runs a server until Ctrl-C, or shows the keys of a database.</summary>
internal static class ChannelCommand
{
    private const string WriteKeyVariable = "NANOBMS_WRITE_KEY", ReadKeyVariable = "NANOBMS_READ_KEY";

    public static RootCommand Create()
    {
        Option<string> database = Database();
        Option<int> port = new("--port")
        {
            Description = "TCP port; 0: any free one.",
            DefaultValueFactory = _ => 8080,
            HelpName = "PORT",
        };
        Option<string> listen = new("--listen")
        {
            Description =
                "Address to listen on. The default is reached from this machine only; for a phone or a board in the same network: 0.0.0.0.",
            DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
            HelpName = "ADDRESS",
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
        Option<int> channels = new("--channels")
        {
            Description = "Number of channels to have, numbered from 1.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        Option<bool> isPrivate = new("--private") { Description = "Reading needs a key too, on the page as well." };
        Option<string> maxAhead = new("--max-ahead")
        {
            Description = "How far ahead of this machine's clock an entry may be dated, seconds, or off.",
            DefaultValueFactory = _ => "3600",
            HelpName = "S",
        };
        Option<string[]> host = new("--host")
        {
            Description = "Further name under which the server is reached, as behind a proxy; may be given several times.",
            HelpName = "NAME",
        };
        Option<string?> mqtt = new("--mqtt")
        {
            Description =
                "Broker that Home Assistant finds the channels by, as mqtt://BROKER or mqtts://USER@BROKER:8883; the password comes from "
                    + $"{BrokerAddress.PasswordVariable}.",
            HelpName = "ADDRESS",
        };
        Option<string?> mqttAuthority = new("--mqtt-ca")
        {
            Description = "Certificate of the authority that the broker's certificate chains to, PEM; without it this machine's.",
            HelpName = "FILE",
        };
        Option<string> mqttName = new("--mqtt-name")
        {
            Description = "Names this server to the broker where several use the same one: small letters, digits, underscores.",
            DefaultValueFactory = _ => "1",
            HelpName = "NAME",
        };
        Option<string?> settings = new("--settings")
        {
            Description =
                "JSON file with the list \"Channels\" (Id, Name, Description, Model, RatedCapacityAh, IsPublic, WriteKey, ReadKey, Fields "
                    + "of Name, Unit, Role).",
            HelpName = "FILE",
        };
        var root = new RootCommand(
            $"""
            A ThingSpeak-compatible channel of one's own with a live page; entries and keys are kept in an SQLite file.

            Keys of the first channel come from {WriteKeyVariable} and {ReadKeyVariable} or the settings file; keys that nobody names are made
            at the first start, printed once and kept in the database ("keys" shows them again).

            Example: nanobms-channel --port 8080 --db channel.db --listen 0.0.0.0
            """)
        {
            database, port, listen, rateLimit, bulkLimit, channels, isPrivate, maxAhead, host, mqtt, mqttAuthority, mqttName, settings,
            CreateKeys(),
        };
        root.SetAction((parse, ct) => RunAsync(
            new LocalChannelOptions
            {
                DatabasePath = parse.GetValue(database)!,
                Port = parse.GetValue(port),
                ListenAddress = ServerArguments.Address("--listen", parse.GetValue(listen)!),
                RateLimit = ServerArguments.Seconds("--rate-limit", parse.GetValue(rateLimit)!) ?? TimeSpan.Zero,
                MaxAhead = ServerArguments.Seconds("--max-ahead", parse.GetValue(maxAhead)!),
                HostNames = parse.GetValue(host) ?? [],
                BulkLimit = parse.GetValue(bulkLimit),
                WriteKey = Environment.GetEnvironmentVariable(WriteKeyVariable) is { Length: > 0 } writeKey ? writeKey : null,
                ReadKey = Environment.GetEnvironmentVariable(ReadKeyVariable) is { Length: > 0 } readKey ? readKey : null,
                Mqtt = BrokerAddress.FromUser(parse.GetValue(mqtt), parse.GetValue(mqttAuthority)),
                MqttName = parse.GetValue(mqttName)!,
                Channels = ServerArguments.Channels(parse.GetValue(settings), parse.GetValue(channels), parse.GetValue(isPrivate)),
                LoggerFactory = LoggerFactory.Create(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)
                    .AddFilter("NanoBms.LocalChannel.Mqtt", LogLevel.Information)),
            },
            ct));
        return root;
    }

    private static Option<string> Database() =>
        new("--db") { Description = "SQLite file; made where missing.", DefaultValueFactory = _ => "channel.db", HelpName = "FILE" };

    private static Command CreateKeys()
    {
        Option<string> database = Database();
        var command = new Command(
            "keys",
            """
            Shows the keys of a database whose server does not run.

            Example: nanobms-channel keys --db channel.db
            """)
        {
            database,
        };
        command.SetAction(parse =>
        {
            string path = parse.GetValue(database)!;
            if (!File.Exists(path))
            {
                throw new UserError($"There is no database '{path}'; name it with --db.");
            }

            using ChannelDatabase opened = ChannelDatabase.Open(path);
            foreach (ChannelAccess channel in ChannelRegistry.Read(opened))
            {
                PrintKeys(channel);
            }
        });
        return command;
    }

    private static async Task RunAsync(LocalChannelOptions options, CancellationToken ct)
    {
        await using LocalChannelServer server = await StartAsync(options, ct).ConfigureAwait(false);
        Console.WriteLine($"Channel page and interface: {server.Url}");
        if (IPAddress.IsLoopback(options.ListenAddress))
        {
            Console.WriteLine("Reached from this machine only; for a phone or a board in the same network start with --listen 0.0.0.0.");
        }
        else if (options.Channels.Any(channel => channel.IsPublic))
        {
            Console.WriteLine("Everybody in this network can read the public channels; --private asks for the read key.");
        }

        Console.WriteLine(options.RateLimit == TimeSpan.Zero
            ? "Rate limit: off."
            : FormattableString.Invariant($"Rate limit: one write to a channel each {options.RateLimit.TotalSeconds:0.###} s."));
        foreach (ChannelAccess channel in server.Channels.Where(channel => channel.KeysAreNew))
        {
            PrintKeys(channel);
        }

        Console.WriteLine($"Keys are kept in {Path.GetFullPath(options.DatabasePath)}; \"keys --db\" shows them. Ctrl-C stops.");
        using CancellationTokenRegistration stop = ct.Register(() => _ = server.StopAsync(CancellationToken.None));
        await server.WaitForStopAsync().ConfigureAwait(false);
    }

    private static async Task<LocalChannelServer> StartAsync(LocalChannelOptions options, CancellationToken ct)
    {
        try
        {
            return await LocalChannelServer.StartAsync(options, ct).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            // Here the options are a user's, not a programmer's.
            throw new UserError(exception.Message, exception);
        }
    }

    private static void PrintKeys(ChannelAccess channel) =>
        Console.WriteLine($"Channel {channel.Id} ({channel.Settings.Name}): write key {channel.WriteKey}, read key {channel.ReadKey}");
}
