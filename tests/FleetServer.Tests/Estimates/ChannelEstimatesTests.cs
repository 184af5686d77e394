using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.Device.Storage;
using NanoBms.FleetServer.Hosting;
using NanoBms.Foundation;
using NanoBms.Predictor;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakBridge.Feeds;
using NanoBms.ThingSpeakBridge.Replaying;

namespace NanoBms.FleetServer.Tests.Estimates;

public class ChannelEstimatesTests
{
    private const int Channels = 6, Half = Trace.Count / 2;

    [Fact]
    public async Task On_PostgreSQL_the_figures_are_the_bridges_to_the_last_digit_though_a_silo_is_killed()
    {
        string[] storage = ["--postgres", await (await PostgresServer.SharedAsync()).NewDatabaseAsync()];
        using var folder = new TemporaryFolder();
        string[] arguments = [.. storage, "--settings", Settings(folder), "--rate-limit", "off"];
        await using FleetProcess first = new(arguments), second = new(arguments);
        await first.StartAsync();
        await second.StartAsync();
        using var client = new HttpClient();
        await ForAllAsync(channel => WriteAsync(client, () => first.Url!, channel, 0, Half));
        first.Kill();
        await ForAllAsync(channel => WriteAsync(client, () => second.Url!, channel, Half, Trace.Count));
        await ForAllAsync(channel => CheckAsync(client, second.Url!, channel));
    }

    [Fact]
    public async Task On_a_file_the_figures_are_the_bridges_to_the_last_digit_though_the_server_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var server = new FleetProcess(
            "--db", folder.File("fleet.db"), "--settings", Settings(folder), "--rate-limit", "off");
        await server.StartAsync();
        using var client = new HttpClient();
        await WriteAsync(client, () => server.Url!, 1, 0, Half);
        server.Kill();
        await server.StartAsync();
        await WriteAsync(client, () => server.Url!, 1, Half, Trace.Count);
        await CheckAsync(client, server.Url!, 1);
    }

    [Fact]
    public void A_voltage_that_stands_is_named_in_the_half_after_the_kill()
    {
        int[] status = [.. Trace.Expected(Trace.Standing).Select(figures => figures.Split(' ')[3])
            .Select(text => int.TryParse(text, out int bits) ? bits : 0)];
        int first = Array.FindIndex(status, bits => (bits & StatusBits.OtherBattery) != 0);
        Assert.InRange(first, Half + 1, Trace.Count - 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_stored_leaves_no_trace_in_the_figures(bool isOnFile)
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            isOnFile ? null : await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
            estimate: JsonSerializer.Deserialize<EstimatedBattery>(Trace.Battery));

        // An entry without a reading takes a time, which a reading that comes later in a bulk write cannot have then.
        Assert.Equal("1", await fleet.UpdateAsync($"status=hello&created_at={Trace.TimeOf(2).AddSeconds(5):yyyy-MM-ddTHH:mm:ssZ}"));
        string taken = Trace.JsonOf(1, 40).Replace(
            $"{Trace.TimeOf(40):yyyy-MM-ddTHH:mm:ssZ}", $"{Trace.TimeOf(2).AddSeconds(5):yyyy-MM-ddTHH:mm:ssZ}", StringComparison.Ordinal);
        string[] entries = [.. Enumerable.Range(0, Trace.Count).Select(k => Trace.JsonOf(1, k))];
        Assert.Equal(202, (await fleet.BulkAsync(string.Join(',', [.. entries[..3], taken, .. entries[3..Half]]))).Status);
        Assert.Equal(202, (await fleet.BulkAsync(string.Join(',', entries[..Half]))).Status);
        Assert.Equal(202, (await fleet.BulkAsync(string.Join(',', entries))).Status);
        Assert.Equal(Trace.Expected(1), (await fleet.FeedsAsync()).Where(entry => entry.GetProperty("field1").GetString() is not null)
            .Select(Trace.FiguresOf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Entries_that_the_server_dates_at_the_same_moment_move_on_and_are_all_stored(bool isOnFile)
    {
        var clock = new FakeTimeProvider(Trace.TimeOf(0));
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            isOnFile ? null : await (await PostgresServer.SharedAsync()).NewDatabaseAsync(),
            rules: new ChannelRules { RateLimit = TimeSpan.Zero, TimeProvider = clock }, estimate: new EstimatedBattery());
        for (int k = 1; k <= 3; k++)
        {
            Assert.Equal($"{k}", await fleet.UpdateAsync("field1=3.7&field2=-1&field3=25"));
        }

        // Of three within a second the first one is the sample, as for who reads the feed.
        Assert.Equal(["- - - 0 2.90", "- - - - -", "- - - - -"], (await fleet.FeedsAsync()).Select(Trace.FiguresOf));
    }

    [Fact]
    public async Task An_entry_with_figures_of_its_own_keeps_them_and_a_channel_without_the_wish_gets_none()
    {
        await using RunningFleet fleet = await RunningFleet.StartAsync(null, estimate: new EstimatedBattery());
        await fleet.UpdateAsync("field1=3.7&field2=-1&field3=25&field4=50.00&created_at=2026-03-01T12:00:00Z");
        await fleet.UpdateAsync("field1=3.7&field2=-1&field3=25&created_at=2026-03-01T12:00:15Z");
        await using RunningFleet other = await RunningFleet.StartAsync(null);
        await other.UpdateAsync("field1=3.7&field2=-1&field3=25");
        Assert.Equal(["50.00 - - - -", "- - - 0 2.90"], (await fleet.FeedsAsync()).Select(Trace.FiguresOf));
        Assert.Equal(["- - - - -"], (await other.FeedsAsync()).Select(Trace.FiguresOf));
    }

    [Fact]
    public async Task A_battery_that_cannot_be_is_one_sentence()
    {
        UserError error = await Assert.ThrowsAsync<UserError>(() => FleetHost.StartAsync(
            new FleetOptions { Channels = [new ChannelSettings { Estimate = new EstimatedBattery { CellsInSeries = 0 } }] },
            TestContext.Current.CancellationToken));
        Assert.Equal("A battery of 0 cells in series and 1 in parallel cannot be; each is 1 to 1000.", error.Message);
    }

    private static string Settings(TemporaryFolder folder) => folder.Write("channels.json", $$"""
        { "Channels": [ {{string.Join(", ", Enumerable.Range(1, Channels).Select(id =>
            $$"""{ "Id": {{id}}, "WriteKey": "{{RunningFleet.KeyOf(id)}}", "Estimate": {{Trace.Battery}} }"""))}} ] }
        """);

    private static Task ForAllAsync(Func<int, Task> act) =>
        Task.WhenAll(Enumerable.Range(1, Channels).Select(channel => Task.Run(() => act(channel)))).WaitAsync(WaitLimit.Token);

    // Some one by one, the rest in a piece, each until it is acknowledged.
    private static async Task WriteAsync(HttpClient client, Func<Uri> server, int channel, int from, int to)
    {
        int single = from + 6;
        for (int k = from; k < single; k++)
        {
            await SendAsync(client, server, channel, Trace.JsonOf(channel, k));
        }

        IEnumerable<string> rest = Enumerable.Range(single, to - single).Select(k => Trace.JsonOf(channel, k));
        await SendAsync(client, server, channel, string.Join(',', rest));
    }

    private static async Task SendAsync(HttpClient client, Func<Uri> server, int channel, string updates)
    {
        CancellationToken limit = WaitLimit.Token;
        while (true)
        {
            using var content = new StringContent(
                $$"""{"write_api_key":"{{RunningFleet.KeyOf(channel)}}","updates":[{{updates}}]}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage reply = await client.PostAsync(
                new Uri(server(), $"channels/{channel}/bulk_update.json"), content, limit);
            if (reply.StatusCode == HttpStatusCode.Accepted)
            {
                return;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            await Task.Delay(100, limit);
        }
    }

    private static async Task CheckAsync(HttpClient client, Uri server, int channel)
    {
        string feed = await client.GetStringAsync(new Uri(server, $"channels/{channel}/feeds.json?results=8000"), WaitLimit.Token);
        using JsonDocument json = JsonDocument.Parse(feed);
        string[] figures = [.. json.RootElement.GetProperty("feeds").EnumerateArray().Select(Trace.FiguresOf)];
        Assert.Equal(Trace.Expected(channel), figures);

        // And as who follows the channel with the bridge sees it.
        ReplayResult replay = Replay.Run(FeedReader.ParseJson(feed)!, new SocPredictor(Trace.Options));
        Assert.InRange(replay.Compared.Count, 15, Trace.Count);
        Assert.Empty(replay.Different);
    }
}
