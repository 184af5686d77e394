using System.CommandLine;
using System.Globalization;
using NanoBms.CommandLine;
using NanoBms.FleetServer.Load;
using NanoBms.Foundation;
using NanoBms.HomeAssistant;
using NanoBms.LocalChannel.Commands;

namespace NanoBms.FleetServer.Commands;

/// <summary>Puts simulated gauges onto servers and tells what they saw.</summary>
internal static class LoadCommand
{
    private const string Prefix = "LOADKEY";

    public static Command Create()
    {
        Argument<string[]> servers = new("SERVER")
        {
            Description = "Addresses of the servers, as http://127.0.0.1:8080.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int> gauges = new("--gauges")
        {
            Description = "Gauges, one a channel, from channel 1.",
            DefaultValueFactory = _ => 1000,
            HelpName = "N",
        };
        Option<string> period = new Option<string>("--interval")
        {
            Description = "Time between two entries of a gauge, seconds.",
            DefaultValueFactory = _ => "15",
            HelpName = "S",
        }.Formerly("--period");
        Option<string> duration = new("--duration")
        {
            Description = "How long they send, seconds.",
            DefaultValueFactory = _ => "60",
            HelpName = "S",
        };
        Option<int> outagePercent = new("--outage-percent")
        {
            Description = "Share of the gauges that come back after an outage and bring what they kept in bulk writes.",
            HelpName = "PERCENT",
        };
        Option<string> outage = new("--outage")
        {
            Description = "Length of that outage, seconds.",
            DefaultValueFactory = _ => "3600",
            HelpName = "S",
        };
        Option<string?> mqtt = BrokerArguments.Address("Broker that a share of the gauges brings its entries to");
        Option<string?> mqttAuthority = BrokerArguments.Authority();
        Option<int> mqttPercent = new("--mqtt-percent")
        {
            Description = "That share.",
            DefaultValueFactory = _ => 10,
            HelpName = "PERCENT",
        };
        Option<string?> acknowledged = new("--acknowledged")
        {
            Description = "File for what was acknowledged one by one: channel and time in seconds since 1970, a line each.",
            HelpName = "FILE",
        };
        Option<string?> progress = new("--progress")
        {
            Description = "Also tell each so many seconds what they saw since.",
            HelpName = "S",
        };
        var channels = new Command("channels", $"Writes the settings file of the load's channels, with keys {Prefix}.., to the output.")
        {
            gauges,
        };
        channels.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine(
            $$"""{ "Channels": [ {{string.Join(", ", Enumerable.Range(1, Count(parse.GetValue(gauges))).Select(id =>
                $$"""{ "Id": {{id.ToString(CultureInfo.InvariantCulture)}}, "WriteKey": "{{KeyOf(id)}}" }"""))}} ] }"""));
        var command = new Command(
            "load",
            """
            Simulated gauges: each posts an entry each period until it is acknowledged; some bring the backlog of an outage besides. Never
            on servers that others use: the load's channels have keys that everybody knows.

            Examples, the second in a terminal of its own:
              dotnet run --project tools/FleetServer -- load channels --gauges 1000 > load.json
              dotnet run --project tools/FleetServer -- --db load.db --settings load.json
              dotnet run --project tools/FleetServer -- load http://127.0.0.1:8080 --gauges 1000
            """)
        {
            servers, gauges, period, duration, outagePercent, outage, mqtt, mqttAuthority, mqttPercent, acknowledged, progress, channels,
        };
        command.SetAction(async (parse, ct) =>
        {
            var plan = new LoadPlan
            {
                Servers = [.. parse.GetValue(servers)!.Select(Address)],
                Gauges = Count(parse.GetValue(gauges)),
                Period = Time("--interval", parse.GetValue(period)!),
                Duration = Time("--duration", parse.GetValue(duration)!),
                Outage = Time("--outage", parse.GetValue(outage)!),
                OutageShare = Share("--outage-percent", parse.GetValue(outagePercent)),
                Broker = BrokerAddress.FromUser(parse.GetValue(mqtt), parse.GetValue(mqttAuthority)),
                BrokerShare = Share("--mqtt-percent", parse.GetValue(mqttPercent)),
                AcknowledgedPath = parse.GetValue(acknowledged),
                Progress = parse.GetValue(progress) is { } each ? Time("--progress", each) : null,
                Tell = parse.InvocationConfiguration.Output.WriteLine,
                KeyOf = KeyOf,
            };
            using var load = new LoadGenerator(plan);
            long start = TimeProvider.System.GetTimestamp();
            LoadReport report = await load.RunAsync(ct).ConfigureAwait(false);
            foreach (string line in report.Lines(TimeProvider.System.GetElapsedTime(start)))
            {
                parse.InvocationConfiguration.Output.WriteLine(line);
            }

            return report.Refused == 0 && report.Acknowledged > 0
                ? 0
                : throw new UserError(
                    $"{report.Refused} requests were refused, {report.Acknowledged} acknowledged; check channels and keys.");
        });
        return command;
    }

    private static string KeyOf(int gauge) => Prefix + gauge.ToString("00000000", CultureInfo.InvariantCulture);

    private static double Share(string option, int percent) =>
        percent is >= 0 and <= 100 ? percent / 100.0 : throw new UserError($"{option} is not within 0..100.");

    private static int Count(int gauges) => gauges >= 1 ? gauges : throw new UserError($"--gauges {gauges} is less than 1.");

    private static TimeSpan Time(string option, string text) => ServerArguments.Seconds(option, text) is { } time && time > TimeSpan.Zero
        ? time
        : throw new UserError($"{option} '{text}' is not a time above 0 s.");

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new UserError($"'{text}' is not the address of a server; write it as http://127.0.0.1:8080.");
}
