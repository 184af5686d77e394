using NanoBms.App;
using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.SetUp;
using NanoBms.PackSimulator.Emulation;
using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.SetUp;

/// <summary>
/// A board as it comes from flashing, wired to a battery and without settings: the firmware's own start, loops, set-up page and restarts in
/// simulated time, with one Wi-Fi in reach.
/// </summary>
internal sealed class UnsetBoard : INetwork, IPower, IDisposable
{
    /// <summary>The Wi-Fi in reach.</summary>
    public const string Ssid = "Workshop", WifiPassword = "screwdriver";

    private const int StepMs = 1000, FreeBytes = 100_000;

    private readonly ICellSource cell;
    private readonly Func<QuantizedModel> model;
    private readonly SimulatedBoard board;
    private readonly IHttp http;
    private readonly ILog log;
    private readonly VirtualClock clock;
    private readonly FlashEmulator flash = new();
    private readonly LoopbackListener listener = new();
    private readonly SimulatedAccessPoint accessPoint = new();
    private DeviceSettings settings = new();
    private Gauge gauge = null!;
    private GaugePage page = null!;
    private GaugeSteps steps = null!;
    private bool isConnected, restarts;

    /// <summary>A board at its first power-up.</summary>
    /// <param name="cell">A cell of the battery.</param>
    /// <param name="model">Makes the network.</param>
    /// <param name="wired">How battery and sensors are, which the page must be told.</param>
    /// <param name="seed">Seed of the sensors' errors.</param>
    /// <param name="startUtc">Date and time at power-up, UTC.</param>
    /// <param name="http">The way to the channel.</param>
    /// <param name="log">The firmware's console.</param>
    public UnsetBoard(
        ICellSource cell, Func<QuantizedModel> model, DeviceSettings wired, int seed, DateTime startUtc, IHttp http, ILog log)
    {
        this.cell = cell;
        this.model = model;
        this.http = http;
        this.log = log;
        clock = new VirtualClock(startUtc);
        board = new SimulatedBoard(wired, seed, 1);
        Start();
    }

    /// <summary>Address of the set-up page.</summary>
    public Uri Url => listener.Url;

    /// <summary>Whether the page is there.</summary>
    public bool IsPageOpen => page.IsInsteadOfSending;

    /// <summary>Entries that reached the channel since the last start.</summary>
    public int Sent => gauge.Upload.Sent;

    /// <inheritdoc/>
    public bool IsUp => isConnected;

    /// <inheritdoc/>
    public bool TryConnect() => isConnected = settings.WifiSsid == Ssid && settings.WifiPassword == WifiPassword;

    /// <summary>Nobody: simulated time is right.</summary>
    public bool TryAskTime(out DateTime utc)
    {
        utc = default;
        return false;
    }

    /// <summary>Enough: a computer does the board's work.</summary>
    public int FreeMemoryBytes() => FreeBytes;

    /// <inheritdoc/>
    public void Restart() => restarts = true;

    /// <summary>Goes on for a second, over a restart that it makes; false where the cell has come to its end.</summary>
    public bool TryStep()
    {
        if (!cell.TryAdvance(out CellSample sample))
        {
            return false;
        }

        clock.Advance(StepMs);
        board.Advance(sample, StepMs / 1000.0, clock.UptimeMs);
        steps.Sample();
        steps.Infer();
        steps.Store();
        steps.Send();
        StartAgain();
        return true;
    }

    /// <summary>Answers who is at the page, if one comes soon.</summary>
    public void Serve()
    {
        if (IsPageOpen)
        {
            page.Step();
            StartAgain();
        }
    }

    public void Dispose() => listener.Dispose();

    private void StartAgain()
    {
        while (restarts)
        {
            accessPoint.Restart();
            Start();
        }
    }

    private void Start()
    {
        restarts = false;
        isConnected = false;
        QuantizedModel network = model();
        var context = new PageContext { Info = network.Info, Store = flash, HasWifi = true, CanSleep = false, AdcChannels = 8 };
        StartSettings.TryLoad(context, SettingsFile.FileName, log, out settings, out _, out _);
        var hardware = new GaugeHardware
        {
            Chip = board.Chip,
            Adc = board.Thermistor,
            Http = http,
            Network = this,
            Store = flash,
            Clock = clock,
            Log = log,
        };
        gauge = new Gauge(settings, network, hardware, sink: null, context.Fault.Length > 0);
        page = GaugePage.Make(gauge, context, hardware, this, listener, accessPoint, isButtonHeld: false);
        steps = new GaugeSteps(gauge, new Supervisor(clock, log, this, gauge.State), page);
    }
}
