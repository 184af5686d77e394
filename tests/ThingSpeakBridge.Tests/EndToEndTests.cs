using Microsoft.Extensions.Time.Testing;
using NanoBms.Cells.Virtual;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.GaugeEstimates;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Sensors;
using NanoBms.Platform;
using NanoBms.Predictor;
using NanoBms.TestSupport;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>Simulated cell, firmware, channel, bridge: one model, a sample each 15 s, on both sides.</summary>
public sealed class EndToEndTests : IDisposable
{
    private const string Name = "panasonic18650pf-128-64";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Over_a_discharge_with_gaps_and_outages_the_bridge_computes_what_the_device_posted()
    {
        await using LocalChannelServer server = await LocalChannelServer.StartAsync(
            new LocalChannelOptions { DatabasePath = folder.File("channel.db"), RateLimit = TimeSpan.Zero },
            TestContext.Current.CancellationToken);
        string path = folder.File("model.tflite");
        File.WriteAllBytes(path, ModelOf15Seconds());
        using var bridge = new RunningBridge(
            RunningBridge.Setup(server.Url) with { Model = new SocPredictorOptions { ModelPath = path }, History = 8000 },
            new FakeTimeProvider(Samples.Start.AddDays(300)));
        var script = new Hardships();
        PackSimulation simulation = Simulation(server, path, script);
        for (long nextPollS = 0; simulation.TryStep();)
        {
            script.NowMs = simulation.UptimeMs;

            // The bridge misses half an hour too.
            long nowS = simulation.UptimeMs / 1000;
            if (nowS >= nextPollS)
            {
                await bridge.StepAsync();
                nextPollS = nowS + (nowS is > 1500 and < 1700 ? 1800 : 160);
            }
        }

        for (int k = 0; k < 3; k++)
        {
            await bridge.StepAsync();
        }

        List<Estimate> estimates = bridge.Recorded.Estimates;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{simulation.UptimeMs / 1000} s, {simulation.Sent} entries, {estimates.Count(estimate => estimate.Difference == 0)} equal, "
                + $"{estimates.Count(estimate => estimate.Difference is not null and not 0)} different, "
                + $"{estimates.Count(estimate => estimate.Soc is null)} while the window fills");
        Assert.True(simulation.Sent > 200, $"{simulation.Sent} entries");
        Assert.Equal(Enumerable.Range(1, simulation.Sent).Select(k => (long)k), estimates.Select(estimate => estimate.Entry.Id));
        Assert.Equal(estimates.Select(estimate => estimate.Entry.Field(4)), estimates.Select(estimate => estimate.SocText));
        Assert.Equal(estimates.Select(estimate => estimate.Entry.Field(5)), estimates.Select(estimate => estimate.BarText));
        Assert.InRange(estimates.Count(estimate => estimate.Entry.Field(6) is null), 2 * 9, 4 * 9);
        Assert.Contains(estimates, estimate => estimate.Note.EndsWith("missing, bridged", StringComparison.Ordinal));
        Assert.True(estimates.Select(estimate => estimate.SocText).Distinct().Count() > 50, "a discharge has many charges");
        Assert.Equal(2, script.Outages);
    }

    private static PackSimulation Simulation(LocalChannelServer server, string modelPath, Hardships script)
    {
        var settings = new DeviceSettings
        {
            CloudUrl = server.Url.ToString().TrimEnd('/'),
            CloudWriteKey = server.Channels[0].WriteKey,
            CloudChannelId = (int)server.Channels[0].Id,
        };
        ModelFile file = ModelReader.Read(modelPath);
        return new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), 25, 3, once: true),
            new InterpretedModel(file.Quantized!, file.Manifest, file.Sha256),
            new PackSimulationOptions { Settings = settings, Seed = 3, StartUtc = Samples.Start.UtcDateTime, Faults = script },
            new TextLog(TextWriter.Null),
            script);
    }

    // Equality needs no accurate model: where none is committed for 15 s, the weights of the one for 1 s stand in.
    private static byte[] ModelOf15Seconds()
    {
        string committed = Repository.File("models", $"{Name}-15s.int8.tflite");
        if (File.Exists(committed))
        {
            return File.ReadAllBytes(committed);
        }

        Manifest manifest = ManifestJson.Parse(File.ReadAllBytes(Repository.File("models", $"{Name}-15s.manifest.json")), "the manifest");
        ModelFile file = ModelReader.Read(Repository.File("models", $"{Name}.int8.tflite"));
        return TfliteWriter.Write(file.Quantized!, manifest);
    }

    /// <summary>Sensors that fail for a short and for a long time, and a network that is away twice, once with an answer lost.</summary>
    private sealed class Hardships : IHttp, IFaultScript
    {
        private readonly HttpSender http = new();
        private bool isAway;

        public long NowMs { get; set; }

        public int Outages { get; private set; }

        public ChipFault ChipAt(long uptimeMs) =>
            uptimeMs is > 900_000 and < 935_000 or > 2_400_000 and < 2_520_000 ? ChipFault.Silent : ChipFault.None;

        public ChipFault ThermistorAt(long uptimeMs) => uptimeMs is > 1_300_000 and < 1_318_000 ? ChipFault.Silent : ChipFault.None;

        public HttpReply Post(string url, IRequestBody body)
        {
            if (NowMs is > 600_000 and < 1_100_000 or > 2_000_000 and < 2_900_000)
            {
                // At the beginning of an outage the write gets there and the answer does not.
                if (!isAway)
                {
                    isAway = true;
                    Outages++;
                    http.Post(url, body);
                }

                return new HttpReply { Status = 0, Body = "no reply" };
            }

            isAway = false;
            return http.Post(url, body);
        }

        public HttpReply Get(string url) =>
            isAway && NowMs is > 600_000 and < 1_100_000 or > 2_000_000 and < 2_900_000
                ? new HttpReply { Status = 0, Body = "no reply" }
                : http.Get(url);
    }
}
