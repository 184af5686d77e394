using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NanoBms.App;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.Model;
using NanoBms.Platform;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.RaspberryPi;

/// <summary>
/// The Raspberry Pi's edition from the settings on disk to the channel: the program's own parts and composition, with emulated chips at the
/// I2C calls and a channel on this machine. Time is simulated.
/// </summary>
[Collection("I2C bus")]
public sealed class GaugeOnPiTests : IDisposable
{
    private const double SupplyV = 3.3;

    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly ListLog log = new();
    private readonly EmulatedI2cBus bus = new();
    private readonly ChipOnBus chip;
    private readonly Ads1115Chip ads1115 = new();

    public GaugeOnPiTests()
    {
        chip = new ChipOnBus(clock: clock);
        bus.Connect(0x40, chip);
        bus.Connect(0x48, ads1115);
        I2cRegisters.Bus = bus;
        Environment.SetEnvironmentVariable(Board.FolderVariable, folder.Root);
        chip.Measure(3.7, -1.0);

        // Supply 2 % low: the second divider, at half of it, cancels that.
        ads1115.SetDivider(0, 10000, 5600, 0.98 * SupplyV);
        ads1115.SetInput(1, 0.5 * 0.98 * SupplyV);
    }

    public void Dispose()
    {
        I2cRegisters.Bus = null;
        Environment.SetEnvironmentVariable(Board.FolderVariable, null);
        folder.Dispose();
    }

    [Fact]
    public async Task Settings_sensors_log_waiting_entries_a_kill_and_the_upload_work_together()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        LocalChannelServer server = await LocalChannelServer.StartAsync(Options(0), ct);
        int port = server.Url.Port;
        await File.WriteAllTextAsync(
            folder.File(SettingsFile.FileName),
            $$"""{"thermistorChannel":0,"supplyChannel":1,"cloudUrl":"http://127.0.0.1:{{port}}","""
                + $$""" "cloudWriteKey":"{{server.Channels[0].WriteKey}}","cloudChannelId":1,"keepInMemory":0}""",
            ct);

        // Four minutes with the channel, four without, in which the sensor is away for two seconds.
        Gauge gauge = Boot();
        Run(gauge, 240);
        Assert.Equal("[2026-03-01 12:00:02] Sensor: 3.70V, -1.00A, 25.0C | Buffering data... (1/10), SOC: ---", log.Lines[1]);
        Assert.Matches("^\\[2026-03-01 12:00:11\\] Sensor: 3.70V, -1.00A, 25.0C \\| SOC: [0-9.]+% [+]-[0-9.]+", log.Lines[10]);
        Assert.InRange(gauge.Queue.Count, 0, 1);
        await StopAsync(server);
        Run(gauge, 120);
        chip.LostTransfers = int.MaxValue;
        chip.RecoveryHelps = false;
        Run(gauge, 2);
        Assert.Contains("Sensor: no reading, INA226 does not answer | SOC:", log.Lines[^1], StringComparison.Ordinal);
        chip.LostTransfers = 0;
        Run(gauge, 118);
        int waiting = gauge.Queue.Count, soc = gauge.Loop.Estimator.NetworkCentiPercent;
        Assert.InRange(waiting, 15, 17);
        Assert.Contains(
            log.Lines, line => line.StartsWith("ThingSpeak does not say whether it took the entry: no reply (", StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(folder.Root, "queue*.log"));

        // Killed: nothing of it but the files goes on. It starts again with the channel back.
        clock.UptimeMs = 0;
        Gauge again = Boot();
        Assert.Equal((2, soc), (again.State.Boots, again.Loop.Estimator.KnownNetworkCentiPercent));
        server = await LocalChannelServer.StartAsync(Options(port), ct);
        Run(again, 240);
        Assert.InRange(again.Queue.Count, 0, 1);

        List<DateTime> times = await EntriesAsync(server, ct);
        await StopAsync(server);
        Assert.Equal(times.Order(), times);
        Assert.Equal(times.Count, times.Distinct().Count());

        // 12 minutes of one each 15 s, but for the first ten seconds of each start.
        Assert.InRange(times.Count, 45, 47);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 10, 30));
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 0)]
    public void A_stop_on_request_keeps_the_entries_that_wait_in_memory(bool onRequest, int expected)
    {
        File.WriteAllText(
            folder.File(SettingsFile.FileName),
            """{"thermistorChannel":0,"cloudUrl":"http://127.0.0.1:1","cloudWriteKey":"0123456789ABCDEF","""
                + """ "cloudChannelId":1,"keepInMemory":100}""");
        Gauge gauge = Boot();
        Run(gauge, 110);
        Assert.Equal(7, gauge.Queue.Count);
        if (onRequest)
        {
            gauge.KeepAll();
        }

        clock.UptimeMs = 0;
        Gauge again = Boot();
        again.StoreStep();
        Assert.Equal(expected, again.Queue.Count);
    }

    [Fact]
    public void A_thermistor_without_its_converter_is_flagged_and_comes_back()
    {
        File.WriteAllText(
            folder.File(SettingsFile.FileName), """{"thermistorChannel":0,"adcFullScalePerSupply":1.2412}""");
        Gauge gauge = Boot();
        ads1115.Answers = false;
        Run(gauge, 3);
        Assert.EndsWith("Sensor: no reading, ADC does not answer | Buffering data... (0/10), SOC: ---", log.Lines[^1],
            StringComparison.Ordinal);
        ads1115.Answers = true;
        Run(gauge, 1);
        Assert.Contains("Sensor: 3.70V, -1.00A, 24", log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_says_in_a_sentence_that_the_bus_is_not_there_and_tries_on()
    {
        Skip.Unless(!File.Exists("/dev/i2c-1"), "needs a machine without an I2C bus, and this one has /dev/i2c-1");

        CancellationToken ct = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(folder.File(SettingsFile.FileName), """{"thermistorChannel":0}""", ct);
        using Process process = Start();
        var lines = new List<string>();
        while (lines.Count < 8 && await process.StandardOutput.ReadLineAsync(WaitLimit.Token) is { } line)
        {
            lines.Add(line);
        }

        Assert.False(process.HasExited);
        process.Kill();
        await process.WaitForExitAsync(WaitLimit.Token);
        Assert.StartsWith("NanoBms ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Battery: 1 cells in series, 1 in parallel, of 2.9 Ah each; the model is of a Panasonic NCR18650PF", lines[2],
            StringComparison.Ordinal);
        Assert.Equal("Start 1, 0 restarts by supervision", lines[4]);
        Assert.All(lines[5..], line => Assert.Contains("Sensor: no reading, INA226 does not answer", line, StringComparison.Ordinal));
        Assert.Contains(", bus set up anew |", lines[7], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_this_machine_cannot_have_end_the_program_with_a_sentence_each()
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        string file = folder.File(SettingsFile.FileName);
        await File.WriteAllTextAsync(file, """{"sleep":"light"}""", ct);
        using Process process = Start();
        string output = await process.StandardOutput.ReadToEndAsync(WaitLimit.Token);
        await process.WaitForExitAsync(WaitLimit.Token);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(
            $"{file}: thermistorChannel must be 0 to 3 on this machine.\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(
            $"{file}: line 1, column 2: sleep must be \"none\" on this machine: only an ESP32 sleeps.\n", output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_the_program_changes_a_setting_and_has_it_started_again()
    {
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        int port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        string file = folder.File(SettingsFile.FileName);
        await File.WriteAllTextAsync(
            file, $$"""{"thermistorChannel":0,"pagePort":{{port}},"pagePassword":"correct horse"}""",
            TestContext.Current.CancellationToken);
        using Process process = Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync(WaitLimit.Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("me:correct horse"u8));
        string? page = null;
        while (page is null && !WaitLimit.Token.IsCancellationRequested && !process.HasExited)
        {
            try
            {
                page = await client.GetStringAsync(new Uri("/", UriKind.Relative), WaitLimit.Token);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, WaitLimit.Token);
            }
        }

        Assert.DoesNotContain("wifiSsid", page, StringComparison.Ordinal);
        Match token = Regex.Match(page!, "name=\"token\" value=\"([^\"]*)\"");
        var form = new Dictionary<string, string> { ["token"] = token.Groups[1].Value, ["cellsInParallel"] = "2" };
        using var content = new FormUrlEncodedContent(form);
        using HttpResponseMessage answer = await client.PostAsync(new Uri("save", UriKind.Relative), content, WaitLimit.Token);
        Assert.True(answer.IsSuccessStatusCode);
        await process.WaitForExitAsync(WaitLimit.Token);
        Assert.Equal(Power.RestartExitCode, process.ExitCode);
        Assert.Contains("New settings: the gauge starts again.", await output, StringComparison.Ordinal);
        Assert.Contains("\"cellsInParallel\": 2", await File.ReadAllTextAsync(file, WaitLimit.Token), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Empty(Directory.GetFiles(folder.Root, "*.new"));
    }

    private LocalChannelOptions Options(int port) => new()
    {
        DatabasePath = folder.File("channel.db"),
        Port = port,
        RateLimit = TimeSpan.Zero,
    };

    /// <summary>What the program does from power-up on, with the test's time.</summary>
    private Gauge Boot()
    {
        QuantizedModel model = new GeneratedModel();
        var settings = new DeviceSettings();
        Assert.True(SettingsFile.TryLoad(Board.OpenStore(), settings, out SettingsErrors errors));
        settings.CheckFit(errors, model.Info, Board.CanSleep, Board.AdcChannels);
        Assert.Empty(Enumerable.Range(0, errors.Count).Select(errors.Sentence));
        GaugeHardware hardware = Wiring.Make(settings, "", new SystemClock(), log);
        hardware.Clock = clock;
        hardware.Network = new FakeNetwork(clock);
        return new Gauge(settings, model, hardware);
    }

    private void Run(Gauge gauge, int seconds)
    {
        for (int k = 0; k < seconds; k++)
        {
            clock.Advance(1000);
            gauge.Loop.SampleStep();
            gauge.Loop.InferStep();
            gauge.StoreStep();
            gauge.Upload.SendStep();
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, typeof(Banner).Assembly.GetName().Name + ".dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Root,
        };
        start.Environment[Board.FolderVariable] = folder.Root;
        return Process.Start(start)!;
    }

    private static async Task StopAsync(LocalChannelServer server)
    {
        using var patience = new CancellationTokenSource(1000);
        await server.StopAsync(patience.Token);
        await server.DisposeAsync();
    }

    private static async Task<List<DateTime>> EntriesAsync(LocalChannelServer server, CancellationToken ct)
    {
        using var client = new HttpClient();
        string feed = await client.GetStringAsync(
            new Uri(server.Url, $"channels/1/feeds.json?results=8000&api_key={server.Channels[0].ReadKey}"), ct);
        using JsonDocument document = JsonDocument.Parse(feed);
        return
        [
            .. document.RootElement.GetProperty("feeds").EnumerateArray()
                .Select(
                    entry => DateTime.Parse(entry.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture).ToUniversalTime()),
        ];
    }
}
