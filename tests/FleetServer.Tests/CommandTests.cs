using System.Text.Json;
using NanoBms.LocalChannel.Tests.Mqtt;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests;

public class CommandTests
{
    [Theory]
    [InlineData("error: --port 70000 is not within 0..65535.", "--port", "70000")]
    [InlineData("error: --telemetry 'x' is no address; write it as http://127.0.0.1:4317.", "--telemetry", "x")]
    [InlineData("error: --keep-months needs --postgres: in an SQLite file all entries stay.", "--keep-months", "3")]
    [InlineData("error: --traced-percent is not within 0..100.", "--traced-percent", "101")]
    [InlineData("error: --keep-months 0 is less than 1.", "--keep-months", "0")]
    [InlineData("error: --mqtt-ca needs a broker; name it with --mqtt.", "--mqtt-ca", "x")]
    [InlineData("error: --listen 'x' is not an IP address; 127.0.0.1 is this machine only, 0.0.0.0 all its addresses.", "--listen", "x")]
    [InlineData(
        "error: --oidc-client and --owner need an identity provider; name it with --oidc-authority.", "--owner", "ann@example.org")]
    [InlineData(
        "error: --oidc-authority needs the name that it knows this server by; give it with --oidc-client.",
        "--oidc-authority", "https://login.example.org")]
    [InlineData(
        "error: --oidc-authority 'http://login.example.org' is no https address; write it as https://login.example.org.",
        "--oidc-authority", "http://login.example.org")]
    [InlineData(
        "error: --owner 'ann' is no address; write it as ann@example.org.",
        "--oidc-authority", "https://login.example.org", "--oidc-client", "fleet", "--owner", "ann")]
    [InlineData(
        "error: Sign-in needs PostgreSQL, where people and the audit are kept; name it with --postgres.",
        "--oidc-authority", "https://login.example.org", "--oidc-client", "fleet")]
    [InlineData(
        "error: --public-url 'fleet.example.org' is no https address; write it as https://fleet.example.org.",
        "--public-url", "fleet.example.org")]
    [InlineData("error: --silent-after '0' is not a number of seconds, more than 0.", "--silent-after", "0")]
    [InlineData("error: 'x' is not the address of a server; write it as http://127.0.0.1:8080.", "load", "x")]
    [InlineData("error: --interval '-1' is neither a number of seconds nor off.", "load", "http://127.0.0.1:1", "--interval", "-1")]
    [InlineData("error: --progress '0' is not a time above 0 s.", "load", "http://127.0.0.1:1", "--progress", "0")]
    [InlineData("error: --outage-percent is not within 0..100.", "load", "http://127.0.0.1:1", "--outage-percent", "101")]
    public async Task A_wrong_argument_is_one_sentence(string sentence, params string[] arguments)
    {
        (int exitCode, _, string error) = await FleetProcess.RunAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.Equal(sentence, error.Trim());
    }

    [Fact]
    public async Task Without_any_argument_but_the_place_it_runs_alone_and_shows_its_new_keys()
    {
        using var folder = new TemporaryFolder();
        await using var server = new FleetProcess("--db", folder.File("fleet.db"));
        await server.StartAsync();
        Assert.Contains(server.Output, line => line.StartsWith("Alone, on ", StringComparison.Ordinal));
        string line = server.Output.Single(line => line.StartsWith("Channel 1 (Battery): write key ", StringComparison.Ordinal));
        using var client = new HttpClient();
        Assert.Equal("1", await client.GetStringAsync(
            new Uri(server.Url!, $"update?api_key={line.Split(' ')[5].TrimEnd(',')}&field1=1"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_load_of_gauges_is_acknowledged_live_and_in_bulk()
    {
        using var folder = new TemporaryFolder();
        (_, string channels, _) = await FleetProcess.RunAsync("load", "channels", "--gauges", "20");
        await using var server = new FleetProcess(
            "--db", folder.File("fleet.db"), "--settings", folder.Write("load.json", channels), "--rate-limit", "off");
        await server.StartAsync();
        (int exitCode, string output, string error) = await FleetProcess.RunAsync(
            "load", $"{server.Url}", "--gauges", "20", "--interval", "2", "--duration", "5", "--outage-percent", "50", "--outage", "100",
            "--progress", "2");
        Assert.True(exitCode == 0, error);
        Assert.Matches(@"(?m)^2 s: acknowledged \d+, after \d+ ms at most, sent again 0$", output);
        Assert.Contains("in bulk: 500 ", output, StringComparison.Ordinal);
        Assert.Contains("refused: 0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_load_was_acknowledged_is_stored_whichever_way_it_came()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        using var folder = new TemporaryFolder();
        (_, string channels, _) = await FleetProcess.RunAsync("load", "channels", "--gauges", "4");
        await using var server = new FleetProcess(
            "--db", folder.File("fleet.db"), "--settings", folder.Write("load.json", channels), "--rate-limit", "off",
            "--mqtt", $"{broker.Address}");
        await server.StartAsync();
        (int exitCode, _, string error) = await FleetProcess.RunAsync(
            "load", $"{server.Url}", "--gauges", "4", "--interval", "1", "--duration", "4", "--mqtt", $"{broker.Address}", "--mqtt-percent",
            "50", "--acknowledged", folder.File("acknowledged.csv"));
        Assert.True(exitCode == 0, error);
        string[] acknowledged = File.ReadAllLines(folder.File("acknowledged.csv"));
        using var client = new HttpClient { BaseAddress = server.Url };
        for (int gauge = 1; gauge <= 4; gauge++)
        {
            string ofGauge = $"{gauge},";
            string[] times = [.. acknowledged.Where(line => line.StartsWith(ofGauge, StringComparison.Ordinal)).Select(line => line[2..])];
            Assert.True(times.Length > 1, $"gauge {gauge}: {times.Length} entries");

            // The broker may have acknowledged what the server is about to take.
            CancellationToken limit = WaitLimit.Token;
            string[] missing = times;
            while (missing.Length > 0)
            {
                string feed = await client.GetStringAsync($"channels/{gauge}/feeds.json?results=100", limit);
                string[] stored = [.. JsonDocument.Parse(feed).RootElement.GetProperty("feeds").EnumerateArray().Select(entry =>
                    $"{entry.GetProperty("created_at").GetDateTimeOffset().ToUnixTimeSeconds()}")];
                Assert.Equal(stored.Distinct(), stored);
                missing = [.. times.Except(stored)];
            }
        }
    }
}
