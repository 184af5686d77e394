using System.Text;
using NanoBms.App;
using NanoBms.Device.Hardware;
using NanoBms.Device.Running;
using NanoBms.Device.Settings;
using NanoBms.Device.SetUp;
using NanoBms.Device.Tests.Fakes;
using NanoBms.Model;
using NanoBms.Platform;

namespace NanoBms.Device.Tests.SetUp;

/// <summary>
/// A board as it comes from flashing: the program's own start, loops and restarts in simulated time, with a cell of 3.7 V at its sensors, a
/// Wi-Fi in reach, and whatever is asked for the page.
/// </summary>
internal sealed class SetUpBoard : INetwork, IPageListener
{
    /// <summary>The Wi-Fi in reach.</summary>
    public const string Ssid = "Home & garden", WifiPassword = "correct horse";

    private readonly PageListener? listener;
    private readonly AnalogPin pin = new() { Ripples = true };
    private readonly ChipOnBus chip;
    private readonly IHttp http;
    private DeviceSettings settings = new();
    private GaugeSteps steps = null!;
    private FakePower power = new();
    private bool isConnected;
    private int port;

    /// <summary>A board at its first power-up.</summary>
    /// <param name="listener">Where browsers come in; null: nowhere.</param>
    /// <param name="http">The way to the channel.</param>
    public SetUpBoard(PageListener? listener = null, IHttp? http = null)
    {
        this.listener = listener;
        this.http = http ?? new HttpSender("");
        chip = new ChipOnBus(clock: Clock);
        pin.SetOhm(10000, 5600);
        Measure(3.7, -1.0);
    }

    public ManualClock Clock { get; } = new();

    public ListLog Log { get; } = new();

    public MemoryStore Store { get; } = new();

    public FakeAccessPoint AccessPoint { get; } = new();

    public Gauge Gauge { get; private set; } = null!;

    public GaugePage Page { get; private set; } = null!;

    /// <summary>What the page shows and changes.</summary>
    public PageContext Context { get; private set; } = null!;

    /// <summary>Times that it was restarted by itself.</summary>
    public int Restarts { get; private set; }

    /// <summary>The port of the page, 0 while nothing listens.</summary>
    public int Port => Volatile.Read(ref port);

    /// <summary>Whether its Wi-Fi is there.</summary>
    public bool IsInReach { get; set; } = true;

    public bool IsUp => isConnected && IsInReach;

    public void Measure(double volts, double amperes) => chip.Measure(volts, amperes);

    public bool TryConnect() => isConnected = IsInReach && settings.WifiSsid == Ssid && settings.WifiPassword == WifiPassword;

    public bool TryAskTime(out DateTime utc)
    {
        utc = Clock.Now;
        return isConnected;
    }

    /// <summary>The file of settings as text; null: there is none.</summary>
    public string? SettingsText =>
        Store.Files.TryGetValue(SettingsFile.FileName, out byte[]? file) ? Encoding.UTF8.GetString(file) : null;

    public void Put(string settingsText) => Store.Put(SettingsFile.FileName, Encoding.UTF8.GetBytes(settingsText));

    /// <summary>Power-up, or a restart.</summary>
    public void Start(bool isButtonHeld = false)
    {
        StartOnce(isButtonHeld);
        while (power.Restarts > 0)
        {
            Restart();
        }
    }

    /// <summary>Goes on for some seconds, over the restarts that it makes.</summary>
    public void Run(int seconds)
    {
        for (int k = 0; k < seconds; k++)
        {
            Clock.Advance(1000);
            steps.Sample();
            steps.Infer();
            steps.Store();
            steps.Send();
            while (power.Restarts > 0)
            {
                Restart();
            }
        }
    }

    public bool TryOpen(int port)
    {
        bool isOpen = listener is not null && listener.TryOpen(this.port);
        Volatile.Write(ref this.port, listener?.Port ?? 0);
        return isOpen || listener is null;
    }

    public IPageConnection? TryAccept(int waitMs) => listener?.TryAccept(waitMs / 10);

    public void Close() => listener?.Close();

    private void Restart()
    {
        Restarts++;
        Assert.InRange(Restarts, 0, 50);
        AccessPoint.Restart();
        StartOnce(false);
    }

    private void StartOnce(bool isButtonHeld)
    {
        listener?.Close();
        power = new FakePower();
        isConnected = false;
        Clock.UptimeMs = 0;
        var model = new GeneratedModel();
        Context = new PageContext { Info = model.Info, Store = Store, HasWifi = true, CanSleep = true, AdcChannels = 8 };
        Assert.True(StartSettings.TryLoad(Context, "nanobms.json", Log, out settings, out _, out _));
        var hardware = new GaugeHardware
        {
            Chip = chip,
            Bus = chip,
            Adc = pin,
            Http = http,
            Network = this,
            Store = Store,
            Clock = Clock,
            Log = Log,
        };
        Gauge = new Gauge(settings, model, hardware, sink: null, Context.Fault.Length > 0);
        Page = GaugePage.Make(Gauge, Context, hardware, power, this, AccessPoint, isButtonHeld);
        steps = new GaugeSteps(Gauge, new Supervisor(Clock, Log, power, Gauge.State), Page);
    }
}
