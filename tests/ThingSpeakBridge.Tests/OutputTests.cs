using NanoBms.TestSupport;
using NanoBms.ThingSpeakBridge.Cloud;
using NanoBms.ThingSpeakBridge.Setup;

namespace NanoBms.ThingSpeakBridge.Tests;

public class OutputTests
{
    private const string ReadKey = "READKEY000000001", WriteKey = "WRITEKEY00000001";

    [Fact]
    public async Task Lines_are_as_documented()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        server.AddRange(0, 10);
        server.Add(10, "81.23");
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url, 123456));
        await bridge.StepAsync();
        string?[] soc = Samples.Expected(Enumerable.Range(0, 11)), bars = Samples.ExpectedBars(Enumerable.Range(0, 11));

        string[] lines = bridge.Output.TrimEnd().Split('\n');
        Assert.Equal(
            [
                "=== NanoBms ThingSpeak bridge ===",
                "Channel ID: 123456",
                "Poll interval: 16 s",
                "Model: panasonic18650pf-128-64 (int8), a sample each 1 s, window 10",
                "Press Ctrl-C to stop.",
                "[2026-01-31 08:00:00] 3.980 V, -1.200 A, 24.50 C | Buffering data... (1/10)",
                "[2026-01-31 08:00:01] 3.978 V, -1.250 A, 24.51 C | Buffering data... (2/10)",
            ],
            lines.Take(7));
        Assert.Equal(
            [
                $"[2026-01-31 08:00:09] 3.962 V, -1.300 A, 24.59 C | SOC: {soc[9]}% +-{bars[9]}",
                $"[2026-01-31 08:00:10] 3.960 V, -1.350 A, 24.60 C | SOC: {soc[10]}% +-{bars[10]} (device: 81.23%)",
            ],
            lines[^2..]);
    }

    [Fact]
    public async Task Keys_are_in_no_output_even_if_a_server_says_them()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var folder = new TemporaryFolder();
        string log = folder.File("soc.csv");
        var keys = new Dictionary<string, string> { ["NANOBMS_READ_KEY"] = ReadKey, ["NANOBMS_WRITE_KEY"] = WriteKey };
        BridgeSetup setup = RunningBridge.Setup(server.Url) with { LogPath = log, WriteBack = [new WriteBackTarget(1, 2, 4)] };
        using (var bridge = new RunningBridge(setup, environment: keys))
        {
            server.AddRange(0, 9);
            server.Entries.Add((10, Samples.Time(9), [ReadKey, WriteKey, "25"]));
            server.Script.Enqueue(ScriptedServer.Answer(200, $"bad key {ReadKey}"));
            server.Script.Enqueue(ScriptedServer.Answer(200, $"bad key {WriteKey.ToLowerInvariant()}"));
            for (int k = 0; k < 4; k++)
            {
                await bridge.StepAsync();
            }

            Assert.Contains("bad key ***", bridge.Output, StringComparison.Ordinal);
            Assert.Contains("voltage '***' is not a number", bridge.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(ReadKey, bridge.Output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(WriteKey, bridge.Output, StringComparison.OrdinalIgnoreCase);
            Assert.Contains($"api_key={ReadKey}", server.Requests[0], StringComparison.Ordinal);
        }

        string logged = await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(ReadKey, logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_is_said_with_what_was_not_written()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync();
        using var bridge = new RunningBridge(RunningBridge.Setup(server.Url));
        server.AddRange(0, 1);
        using var stop = new CancellationTokenSource();
        Task run = bridge.Bridge.RunAsync(stop.Token);
        CancellationToken limit = WaitLimit.Token;
        while (bridge.Recorded.Estimates.Count == 0)
        {
            await Task.Delay(10, limit);
        }

        await stop.CancelAsync();
        await run.WaitAsync(limit);
        Assert.Equal(["Stopped."], bridge.Recorded.Sentences);
    }
}
