using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.GaugeEstimates;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.Predictor;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Feeds;
using NanoBms.ThingSpeakBridge.Replaying;
using NanoBms.ThingSpeakContract;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>
/// A device that loses its power begins with an empty window and what it kept on flash, however short the cut was; it says so in field7,
/// and the bridge begins anew with it. Over a whole discharge each figure and error bar is then the device's to the last digit.
/// </summary>
public sealed class PowerCycleTests : IDisposable
{
    private const int Window = 10;

    private static readonly string Model = Repository.File("models", "panasonic18650pf-128-64-15s.int8.tflite");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The gap filter bridges three samples, 45 s.
    [Theory]
    [InlineData("a cut within a sample period", 5)]
    [InlineData("a cut that the gap filter would bridge", 20)]
    [InlineData("a cut at the gap filter's limit", 50)]
    [InlineData("a cut far above the limit", 900)]
    public Task Power_is_cut_while_all_is_sent(string what, int seconds) =>
        EqualsAsync(what, new DeviceDay { PowerCuts = [(1507, seconds)] });

    // The run from 1582 on is too short for an entry.
    [Fact]
    public Task Power_is_cut_again_before_the_window_is_full() =>
        EqualsAsync(
            "cuts", new DeviceDay { PowerCuts = [(1507, 20), (1577, 5), (1587, 40), (1702, 7), (3001, 300)] }, startsWithoutEntry: 1);

    [Fact]
    public Task The_supervision_restarts_the_device() => EqualsAsync("restarts", new DeviceDay { Restarts = [800, 2222] });

    [Fact]
    public Task Power_is_cut_in_an_outage_so_that_clock_and_channel_are_away_after_it() => EqualsAsync(
        "cuts in outages",
        new DeviceDay
        {
            Outages = [(1000, 2500), (3600, 4500)],
            PowerCuts = [(1303, 10), (1804, 700), (3900, 45), (4320, 8)],
            Restarts = [3000, 4100],
        });

    private async Task EqualsAsync(string what, DeviceDay day, int startsWithoutEntry = 0)
    {
        await using LocalChannelServer server = await LocalChannelServer.StartAsync(
            new LocalChannelOptions { DatabasePath = folder.File("channel.db"), RateLimit = TimeSpan.Zero },
            TestContext.Current.CancellationToken);
        var settings = new DeviceSettings
        {
            CloudUrl = server.Url.ToString().TrimEnd('/'),
            CloudWriteKey = server.Channels[0].WriteKey,
            CloudChannelId = (int)server.Channels[0].Id,
        };
        var device = new RebootingDevice(day, settings, Model, folder.File("flash"));
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { Model = new SocPredictorOptions { ModelPath = Model }, History = 8000 },
            new FakeTimeProvider(Samples.Start.AddDays(300)));
        for (long nextPollS = 0; device.TryStep();)
        {
            if (device.NowS >= nextPollS)
            {
                await bridge.StepAsync();
                nextPollS = device.NowS + 90;
            }
        }

        await bridge.StepAsync();
        FeedEntry[] entries = await EntriesAsync(server);
        List<Estimate> estimates = bridge.Recorded.Estimates;
        int starts = entries.Count(entry => (Status(entry) & StatusBits.PowerUp) != 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {device.NowS} s, {device.Starts} starts, {entries.Length} entries, "
                + $"{estimates.Count(estimate => estimate.Difference == 0)} equal, {estimates.Count(estimate => estimate.Soc is null)} "
                + $"while the window fills, {device.Lost} lost with the memory");

        Assert.Equal(entries.Select(entry => entry.Id), bridge.Ids);
        Assert.Equal(entries.Select(entry => entry.Field(4)), estimates.Select(estimate => estimate.SocText));
        Assert.Equal(entries.Select(entry => entry.Field(5)), estimates.Select(estimate => estimate.BarText));
        Assert.Equal(1 + day.PowerCuts.Length + day.Restarts.Length, device.Starts);
        Assert.Equal(device.Starts - startsWithoutEntry, starts);
        Assert.Equal(day.Restarts.Length, entries.Count(entry => (Status(entry) & StatusBits.SupervisedRestart) != 0));
        Assert.All(WindowsThatFill(entries), filled => Assert.InRange(filled, 1, Window - 1));
        Assert.True(entries.Length > 300, $"{entries.Length} entries");
        Assert.True(estimates.Select(estimate => estimate.SocText).Distinct().Count() > 50, "a discharge has many charges");

        AssertNumbered(entries, day);

        // Offline, from an export, the same.
        ReplayResult replay = Replay.Run(await PageAsync(server), new SocPredictor(Model));
        Assert.Empty(replay.Different);
        Assert.Equal(0, replay.OnlyDevice);
        Assert.Equal(entries.Count(entry => entry.Field(4) is not null), replay.Compared.Count);
    }

    // No number twice, none without a start that explains it, and none at all while the power stays.
    private static void AssertNumbered(FeedEntry[] entries, DeviceDay day)
    {
        long[] numbers = [.. entries.Select(entry => EntryNumber.Parse(entry.Status)!.Number)];
        Assert.All(numbers.Zip(numbers.Skip(1)), pair => Assert.True(pair.Second > pair.First, $"{pair.First}, {pair.Second}"));
        var ledger = new NumberLedger();
        NumberGap[] gaps = [.. entries.Select(entry => ledger.Take(entry.Status, entry.CreatedAt)).OfType<NumberGap>()];
        Assert.InRange(gaps.Length, 0, day.PowerCuts.Length);
        Assert.All(gaps,
            gap => Assert.Matches("^[0-9]+ that a start after a power cut left out, or that were lost in memory$", gap.Reason));
    }

    private static int Status(FeedEntry entry) => int.Parse(entry.Field(7)!, CultureInfo.InvariantCulture);

    // Entries without an estimate of the network from each start on; fewer than nine where the next start came before.
    private static List<int> WindowsThatFill(FeedEntry[] entries)
    {
        var filled = new List<int>();
        bool isFilling = false;
        foreach (FeedEntry entry in entries)
        {
            if ((Status(entry) & StatusBits.PowerUp) != 0)
            {
                filled.Add(0);
                isFilling = true;
            }

            isFilling &= entry.Field(6) is null;
            filled[^1] += isFilling ? 1 : 0;
        }

        return filled;
    }

    private static async Task<FeedEntry[]> EntriesAsync(LocalChannelServer server) => [.. (await PageAsync(server)).Entries];

    private static async Task<FeedPage> PageAsync(LocalChannelServer server)
    {
        using var http = new ChannelHttp(ChannelHttp.CreateHandler(), server.Url, TimeProvider.System);
        HttpAnswer answer =
            await http.GetAsync("channels/1/feeds.json?results=8000&status=true", int.MaxValue, TestContext.Current.CancellationToken);
        return FeedReader.ParseJson(answer.Body)!;
    }
}
