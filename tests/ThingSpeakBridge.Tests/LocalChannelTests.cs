using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.GaugeEstimates;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.LocalChannel.Tests.Mqtt;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Setup;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>Against a real channel server.</summary>
public sealed class LocalChannelTests : IAsyncLifetime
{
    private const string ReadKey = "READKEY000000001", WriteKey = "WRITEKEY00000001", TargetKey = "WRITEKEY00000002";

    private static readonly Dictionary<string, string> Keys = new()
    {
        ["NANOBMS_READ_KEY_1"] = ReadKey,
        ["NANOBMS_WRITE_KEY_2"] = TargetKey,
        ["NANOBMS_WRITE_KEY_1"] = WriteKey,
    };

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();
    private readonly FakeTimeProvider clock = new(Samples.Start.AddDays(20));
    private LocalChannelServer server = null!;

    public async ValueTask InitializeAsync() => server = await LocalChannelServer.StartAsync(
        new LocalChannelOptions
        {
            DatabasePath = folder.File("channel.db"),
            RateLimit = TimeSpan.Zero,
            TimeProvider = clock,
            Channels =
            [
                new ChannelSettings { Id = 1, IsPublic = false, WriteKey = WriteKey, ReadKey = ReadKey },
                new ChannelSettings { Id = 2, WriteKey = TargetKey }
            ],
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_private_channel_is_read_with_its_key_and_refused_without()
    {
        await WriteAsync(Enumerable.Range(0, 12));
        using (var bridge = new RunningBridge(RunningBridge.Setup(server.Url), environment: Keys))
        {
            await bridge.StepAsync();
            Assert.Equal(Samples.Expected(Enumerable.Range(0, 12)), bridge.Recorded.Estimates.Select(estimate => estimate.SocText));
        }

        using var keyless = new RunningBridge(RunningBridge.Setup(server.Url));
        Assert.Equal(16, await keyless.StepAsync());
        Assert.Equal(
            ["HTTP 400, the channel is private: its read key is wrong or missing; again in 16 s."], keyless.Recorded.Sentences);
    }

    [Fact]
    public async Task Estimates_are_written_to_another_channel_each_once()
    {
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { WriteBack = [new WriteBackTarget(1, 2, 4)] }, environment: Keys);
        for (int k = 0; k < 15; k += 3)
        {
            await WriteAsync(Enumerable.Range(k, 3));
            await bridge.StepAsync();
        }

        await bridge.StepAsync();
        await bridge.StepAsync();
        Assert.Equal(Samples.Expected(Enumerable.Range(0, 15))[9..], await FieldAsync(2, 4));
        Assert.Empty(bridge.Recorded.Sentences);
    }

    [Fact]
    public async Task An_answer_that_is_lost_on_the_way_doubles_nothing()
    {
        var handler = new LosingHandler { InnerHandler = ChannelHttp.CreateHandler() };
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { WriteBack = [new WriteBackTarget(1, 2, 4)] }, handler: handler, environment: Keys);
        await WriteAsync(Enumerable.Range(0, 12));
        handler.Lose = true;
        await bridge.StepAsync();
        handler.Lose = false;
        await WriteAsync(Enumerable.Range(12, 2));
        for (int k = 0; k < 4; k++)
        {
            await bridge.StepAsync();
        }

        Assert.Equal(Samples.Expected(Enumerable.Range(0, 14))[9..], await FieldAsync(2, 4));
        Assert.Equal([3, 2], handler.Written);
        Assert.Contains("Writing to channel 2: no connection to", bridge.Recorded.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_Assistant_is_told_of_the_newest_estimate_and_of_a_bridge_that_ends()
    {
        const string Availability = "nanobms/bridge_1/availability", State = "nanobms/nanobms_bridge_1/state";
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        using (var bridge = new RunningBridge(RunningBridge.Setup(server.Url) with { Mqtt = broker.Address }, environment: Keys))
        {
            JsonElement message = await listener.JsonAsync("homeassistant/device/nanobms_bridge_1/config");
            Assert.Equal("battery", DiscoveryRules.Check(message)["soc"].GetProperty("device_class").GetString());
            Assert.Equal("online", await listener.WaitAsync(Availability, _ => true));
            await WriteAsync(Enumerable.Range(0, 12));
            await bridge.StepAsync();
            Estimate last = bridge.Recorded.Estimates[^1];
            JsonElement state = await listener.JsonAsync(State);
            Assert.Equal(last.Soc / 100.0, state.GetProperty("soc").GetDouble());
            Assert.Equal(last.BarDeciPercent / 10.0, state.GetProperty("error_bar").GetDouble());
            Assert.Equal(
                last.Sample.VoltageV!.Value * last.Sample.CurrentA!.Value, state.GetProperty("power").GetDouble(), 0.001);
            Assert.InRange(state.GetProperty("charge_left").GetDouble(), 0.001, 2.9);
            Assert.Equal(100, state.GetProperty("health").GetDouble());
            Assert.Equal(last.Entry.CreatedAt, state.GetProperty("last_entry").GetDateTimeOffset());

            Assert.Equal(last.TimeLeft!.Value.TotalHours, state.GetProperty("time_left").GetDouble(), 0.001);
            await bridge.StepAsync();

            // An entry of an hour before: what was left is told, how long it lasts is not.
            bridge.Clock.Advance(TimeSpan.FromHours(1));
            await WriteAsync([12]);
            await bridge.StepAsync();
            DateTimeOffset next = bridge.Recorded.Estimates[^1].Entry.CreatedAt;
            state = await listener.JsonAsync(State, json => json.GetProperty("last_entry").GetDateTimeOffset() == next);
            Assert.InRange(state.GetProperty("charge_left").GetDouble(), 0.001, 2.9);
            Assert.Equal(JsonValueKind.Null, state.GetProperty("time_left").ValueKind);
            Assert.Contains($"MQTT: connected to mqtt://localhost:{broker.Address.Port}.", bridge.Recorded.Sentences);
        }

        await listener.WaitAsync(Availability, text => text == "offline");
    }

    // A minute between entries: the model of a second never estimates, which is quick.
    [Fact]
    public async Task More_entries_than_one_answer_holds_are_caught_up()
    {
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url), new FakeTimeProvider(Samples.Start.AddDays(20)), environment: Keys);
        await WriteAsync(Enumerable.Range(0, 1));
        await bridge.StepAsync();
        for (int first = 1; first < 16_500; first += 960)
        {
            var updates = Enumerable.Range(first, Math.Min(960, 16_500 - first))
                .Select(k => new { created_at = Samples.Start.AddMinutes(k), field1 = "3.9", field2 = "-1", field3 = "25" });
            using var content = new StringContent(
                JsonSerializer.Serialize(new { write_api_key = WriteKey, updates }), Encoding.UTF8, "application/json");
            using HttpResponseMessage reply = await client.PostAsync(
                new Uri(server.Url, "channels/1/bulk_update.json"), content, TestContext.Current.CancellationToken);
            Assert.Equal(202, (int)reply.StatusCode);
        }

        await bridge.StepAsync();
        Assert.Equal(Enumerable.Range(1, 16_500).Select(k => (long)k), bridge.Ids);
    }

    [Fact]
    public async Task What_a_run_left_unwritten_the_next_one_writes()
    {
        BridgeSetup setup = RunningBridge.Setup(server.Url)
            with
        { LogPath = folder.File("soc.db"), WriteBack = [new WriteBackTarget(1, 2, 4)] };
        await WriteAsync(Enumerable.Range(0, 12));
        var away = new LosingHandler { InnerHandler = ChannelHttp.CreateHandler() };
        using (var first = new RunningBridge(setup, handler: away, environment: Keys))
        {
            await first.StepAsync();
            away.Unreachable = true;
            await WriteAsync(Enumerable.Range(12, 3));
            await first.StepAsync();
            Assert.EndsWith("3 estimates wait.", first.Recorded.Sentences[^1], StringComparison.Ordinal);
        }

        Assert.Equal(Samples.Expected(Enumerable.Range(0, 12))[9..], await FieldAsync(2, 4));
        var handler = new LosingHandler { InnerHandler = ChannelHttp.CreateHandler() };
        using var second = new RunningBridge(setup, handler: handler, environment: Keys);
        await WriteAsync(Enumerable.Range(15, 1));
        await second.StepAsync();
        await second.StepAsync();

        Assert.Equal(Samples.Expected(Enumerable.Range(0, 16))[9..], await FieldAsync(2, 4));
        Assert.Equal([4], handler.Written);
        Assert.Empty(second.Recorded.Sentences);
    }

    [Fact]
    public async Task Estimates_in_the_channel_itself_are_no_samples()
    {
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { WriteBack = [new WriteBackTarget(1, 1, 8)] }, environment: Keys);
        await WriteAsync(Enumerable.Range(0, 11).Select(k => 2 * k));
        for (int k = 0; k < 3; k++)
        {
            await bridge.StepAsync();
        }

        // The sixth sample, 10 s after the first, is the first with a full window.
        Assert.Equal(11, bridge.Recorded.Estimates.Count);
        Assert.Equal(6, (await FieldAsync(1, 8)).Length);
    }

    [Fact]
    public async Task Six_hours_of_a_wrong_write_key_lose_nothing_and_the_right_one_is_found_in_the_file()
    {
        string path = folder.File("bridge.json");
        WriteKeys(path, "NOTTHEKEY0000001");
        var keys = new Dictionary<string, string> { ["NANOBMS_READ_KEY_1"] = ReadKey };
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { WriteBack = [new WriteBackTarget(1, 2, 4)] }, clock, environment: keys,
            file: new ConfigurationBuilder().AddJsonFile(path).Build());
        await WriteAsync(Enumerable.Range(0, 12));
        for (DateTimeOffset until = bridge.Clock.GetUtcNow().AddHours(6); bridge.Clock.GetUtcNow() < until;)
        {
            await bridge.StepAsync();
        }

        await WriteAsync(Enumerable.Range(12, 2));
        string[] said = [.. bridge.Recorded.Sentences];
        Assert.InRange(said.Length, 8, 16);
        Assert.All(said, line => Assert.Matches(
            @"^Writing to channel 2: HTTP 401, the key is wrong or missing; again in \d+ s, 3 estimates wait\.$", line));

        // Not even a file that is half written when it is looked at ends anything.
        File.WriteAllText(path, "{ \"WriteKeys\": { ");
        for (DateTimeOffset until = bridge.Clock.GetUtcNow().AddHours(2); bridge.Clock.GetUtcNow() < until;)
        {
            await bridge.StepAsync();
        }

        WriteKeys(path, TargetKey);
        for (DateTimeOffset until = bridge.Clock.GetUtcNow().AddHours(3); bridge.Clock.GetUtcNow() < until;)
        {
            await bridge.StepAsync();
        }

        Assert.Equal(14, bridge.Recorded.Estimates.Count);
        Assert.Equal(Samples.Expected(Enumerable.Range(0, 14))[9..], await FieldAsync(2, 4));
    }

    [Fact]
    public async Task An_estimate_that_is_refused_again_and_again_while_others_pass_is_set_aside_and_named()
    {
        var handler = new LosingHandler { InnerHandler = ChannelHttp.CreateHandler(), Poison = "2026-01-31T08:00:10Z" };
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { WriteBack = [new WriteBackTarget(1, 2, 4)] }, handler: handler, environment: Keys);
        await WriteAsync(Enumerable.Range(0, 14));
        for (int k = 0; k < 60; k++)
        {
            await bridge.StepAsync();
        }

        string?[] expected = Samples.Expected(Enumerable.Range(0, 14))[9..];
        string?[] arrived = await FieldAsync(2, 4);
        Assert.Equal<IEnumerable<string?>>([expected[0], .. expected[2..]], arrived);
        Assert.Contains(
            $"Writing to channel 2: {expected[1]} % of 2026-01-31 08:00:10 is set aside: it was refused again and again, and another one "
                + "passed.",
            bridge.Recorded.Sentences);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task An_export_is_replayed_without_difference(string format)
    {
        string?[] soc = Samples.Expected(Enumerable.Range(0, 20));
        await WriteAsync(Enumerable.Range(0, 20), soc);
        string path = await ExportAsync(format);

        (int code, string output, string error) = await Run.CommandAsync("replay", path, "--model", Run.OneSecondModel);

        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(
            [
                "Model: panasonic18650pf-128-64 (int8), a sample each 1 s, window 10", "Entries: 20, samples: 20, estimates: 11",
                "Compared with the device's field4: 11, not comparable while the window fills: 0",
                "Difference: none, equal to the last digit.",
            ],
            output.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public async Task A_difference_of_the_last_digit_is_reported()
    {
        string?[] soc = Samples.Expected(Enumerable.Range(0, 20));
        string own = soc[15]!, bar = Samples.ExpectedBars(Enumerable.Range(0, 20))[15]!;
        soc[15] = (decimal.Parse(own, CultureInfo.InvariantCulture) + 0.01m).ToString(CultureInfo.InvariantCulture);
        await WriteAsync(Enumerable.Range(0, 20), soc);
        string log = folder.File("replayed.csv");

        (int code, string output,
            _) = await Run.CommandAsync("replay", await ExportAsync("csv"), "--model", Run.OneSecondModel, "--log", log);

        Assert.Equal(2, code);
        Assert.Contains("Difference: 1 of 11 differ, mean 0.001 %, largest 0.01 %", output, StringComparison.Ordinal);
        Assert.Contains($"  entry 16 of 2026-01-31 08:00:15: own {own}% +-{bar}, device {soc[15]}%", output, StringComparison.Ordinal);
        Assert.Equal(21, File.ReadAllLines(log).Length);
    }

    private static void WriteKeys(string path, string key) =>
        File.WriteAllText(path, JsonSerializer.Serialize(new { WriteKeys = new Dictionary<string, string> { ["2"] = key } }));

    private async Task<string> ExportAsync(string format)
    {
        string path = folder.File("feeds." + format);
        await File.WriteAllTextAsync(path, await client.GetStringAsync(
            new Uri(server.Url, $"channels/1/feeds.{format}?results=8000&api_key={ReadKey}"), TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        return path;
    }

    private async Task WriteAsync(IEnumerable<int> samples, string?[]? soc = null)
    {
        var updates = samples.Select(
            k => new
            {
                created_at = Samples.Time(k),
                field1 = Samples.Fields(k)[0],
                field2 = Samples.Fields(k)[1],
                field3 = Samples.Fields(k)[2],
                field4 = soc?[k]
            });
        using var content = new StringContent(
            JsonSerializer.Serialize(new { write_api_key = WriteKey, updates }), Encoding.UTF8, "application/json");
        using HttpResponseMessage reply = await client.PostAsync(
            new Uri(server.Url, "channels/1/bulk_update.json"), content, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)reply.StatusCode);
    }

    private async Task<string?[]> FieldAsync(int channel, int field)
    {
        string text = await client.GetStringAsync(
            new Uri(server.Url, $"channels/{channel}/feeds.json?results=8000&api_key={ReadKey}"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        return
        [
            .. json.RootElement.GetProperty("feeds").EnumerateArray().Select(entry => entry.GetProperty($"field{field}").GetString())
                .Where(value => value is not null)
        ];
    }

    /// <summary>Passes writes on and loses the answers.</summary>
    private sealed class LosingHandler : DelegatingHandler
    {
        public bool Lose { get; set; }

        /// <summary>Whether writes do not even get there.</summary>
        public bool Unreachable { get; set; }

        /// <summary>A text for which a write is refused as a whole; null: none.</summary>
        public string? Poison { get; init; }

        /// <summary>Entries in each write that went out.</summary>
        public List<int> Written { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post)
            {
                if (Unreachable)
                {
                    throw new HttpRequestException("The connection was refused.");
                }

                string body = await request.Content!.ReadAsStringAsync(cancellationToken);
                if (Poison is not null && body.Contains(Poison, StringComparison.Ordinal))
                {
                    return new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("0") };
                }

                using var json = JsonDocument.Parse(body);
                Written.Add(json.RootElement.GetProperty("updates").GetArrayLength());
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            return Lose && request.Method == HttpMethod.Post ? throw new HttpRequestException("The connection was reset.") : response;
        }
    }
}
