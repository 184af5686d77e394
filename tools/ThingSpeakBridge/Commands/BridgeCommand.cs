using System.CommandLine;
using Microsoft.Extensions.Configuration;
using NanoBms.HomeAssistant;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Setup;
using NanoBms.ThingSpeakBridge.Views;
using Spectre.Console;

namespace NanoBms.ThingSpeakBridge.Commands;

/// <summary>The command without a name: polls until it is stopped.</summary>
internal static class BridgeCommand
{
    private static readonly TimeSpan RedrawPeriod = TimeSpan.FromMilliseconds(200);

    public static RootCommand Create()
    {
        Option<string[]> channels = new("--channel")
        {
            Description = "Number of a channel to poll; may be given several times.",
            HelpName = "ID",
        };
        Option<string?> url = new("--url") { Description = "The server. Default: https://api.thingspeak.com.", HelpName = "ADDRESS" };
        Option<double?> interval = new("--interval")
        {
            Description = "Seconds between polls. Default: 16; at ThingSpeak at least 15.",
            HelpName = "S",
        };
        Option<int?> history = new("--history")
        {
            Description = "Entries from before the first start to take, 0..8000. Default: 100.",
            HelpName = "N",
        };
        Option<string?> log = new("--log")
        {
            Description = "Log of the estimates: a .csv file, or a .db file (SQLite). A later start goes on where it ends.",
            HelpName = "FILE",
        };
        Option<string[]> writeBack = new("--write-back")
        {
            Description = "Where estimates are written to: SOURCE=TARGET:FIELD, or TARGET:FIELD for a single channel.",
            HelpName = "LIST",
        };
        Option<string?> settings = new("--settings")
        {
            Description = "JSON file with the same settings, and with keys (ReadKeys, WriteKeys by channel).",
            HelpName = "FILE",
        };
        Option<string?> mqtt = new("--mqtt")
        {
            Description =
                "Broker that Home Assistant finds the batteries by, as mqtt://BROKER or mqtts://USER@BROKER:8883; the password comes from "
                    + $"{BrokerAddress.PasswordVariable}.",
            HelpName = "ADDRESS",
        };
        Option<string?> mqttAuthority = new("--mqtt-ca")
        {
            Description = "Certificate of the authority that the broker's certificate chains to, PEM; without it this machine's.",
            HelpName = "FILE",
        };
        Option<string?> mqttName = new("--mqtt-name")
        {
            Description = "Names this bridge to the broker where several use the same one: small letters, digits, underscores. Default: 1.",
            HelpName = "NAME",
        };
        Option<bool> plain = new("--plain") { Description = "Plain lines on a terminal too." };
        var model = new ModelOptions();
        var root = new RootCommand(
            """
            Polls ThingSpeak channels, or a local channel, and estimates the state of charge.

            Keys come from NANOBMS_READ_KEY and NANOBMS_WRITE_KEY (for one channel: NANOBMS_READ_KEY_12), the settings file, or the user secrets.
            Exit codes: 0 stopped, 1 refused, 2 replay differs.

            Examples:
              nanobms-bridge --channel 123456 --log soc.csv
              nanobms-bridge --channel 123456 --mqtt mqtt://gauge@192.168.1.10
            """)
        {
            channels, url, interval, history, log, writeBack, mqtt, mqttAuthority, mqttName, settings, plain,
            ReplayCommand.Create(),
        };
        model.AddTo(root);
        root.SetAction(async (parse, ct) =>
        {
            IConfiguration file = SettingsFile.Read(parse.GetValue(settings));
            string[] named = parse.GetValue(channels) ?? [];
            long[] ids = [.. (named.Length > 0 ? named : SettingsFile.List(file, "Channels")).Select(SettingsFile.Channel)];
            string[] targets = parse.GetValue(writeBack) ?? [];
            var setup = new BridgeSetup
            {
                Url = (parse.GetValue(url) ?? file["Url"]) is { } address ? SettingsFile.Url(address) : BridgeSetup.ThingSpeak,
                ChannelIds = ids,
                Interval = TimeSpan.FromSeconds(parse.GetValue(interval) ?? SettingsFile.Number(file, "IntervalS") ?? 16),
                History = parse.GetValue(history) ?? (int?)SettingsFile.Number(file, "History") ?? 100,
                LogPath = parse.GetValue(log) ?? file["Log"],
                WriteBack =
                [
                    .. (targets.Length > 0
                        ? targets
                        : SettingsFile.List(file, "WriteBack")).Select(text => SettingsFile.WriteBack(text, ids))
                ],
                Mqtt = BrokerAddress.FromUser(parse.GetValue(mqtt) ?? file["Mqtt"], parse.GetValue(mqttAuthority) ?? file["MqttCa"]),
                MqttName = parse.GetValue(mqttName) ?? file["MqttName"] ?? "1",
                Model = model.Read(parse, file),
            };
            IConfiguration secrets = new ConfigurationBuilder().AddUserSecrets(typeof(BridgeCommand).Assembly, optional: true).Build();
            var keys = new KeyRing(Environment.GetEnvironmentVariable, file, secrets);
            return await RunAsync(setup, keys, parse.GetValue(plain), parse.InvocationConfiguration.Output, ct).ConfigureAwait(false);
        });
        return root;
    }

    private static async Task<int> RunAsync(BridgeSetup setup, KeyRing keys, bool plain, TextWriter output, CancellationToken ct)
    {
        Profile terminal = AnsiConsole.Profile;
        if (plain || Console.IsOutputRedirected || !terminal.Capabilities.Interactive || !terminal.Capabilities.Ansi)
        {
            using var bridge = new Bridge(setup, keys, new PlainView(output), ChannelHttp.CreateHandler(), TimeProvider.System);
            await bridge.RunAsync(ct).ConfigureAwait(false);
            return BridgeExitCode.Success;
        }

        var view = new LiveView(TimeProvider.System);
        using var live = new Bridge(setup, keys, view, ChannelHttp.CreateHandler(), TimeProvider.System);
        return await AnsiConsole.Live(view.Render(terminal.Width, terminal.Height)).StartAsync(async context =>
        {
            // Drawn at its own pace: a long catching-up is no flicker, and a window that is resized is drawn anew.
            Task run = Task.Run(() => live.RunAsync(ct), CancellationToken.None);
            (int Width, int Height) drawn = default;
            bool isLast;
            do
            {
                isLast = run.IsCompleted;
                (int Width, int Height) now = (terminal.Width, terminal.Height);
                if (view.TakeChange() | now != drawn)
                {
                    context.UpdateTarget(view.Render(now.Width, now.Height));
                    drawn = now;
                }

                await Task.WhenAny(run, Task.Delay(RedrawPeriod, CancellationToken.None)).ConfigureAwait(false);
            }
            while (!isLast);

            await run.ConfigureAwait(false);
            return BridgeExitCode.Success;
        }).ConfigureAwait(false);
    }
}
