using NanoBms.App;
using NanoBms.Cells.Virtual;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.PackSimulator.Emulation;
using NanoBms.PackSimulator.Hosting;
using NanoBms.PackSimulator.Sensors;
using NanoBms.Platform;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>When a device is without power, without network, or restarted by its supervision; seconds of simulated time.</summary>
internal sealed record DeviceDay
{
    /// <summary>Power cuts: from, and for how long.</summary>
    public (int AtS, int ForS)[] PowerCuts { get; init; } = [];

    /// <summary>Restarts by the supervision, a few seconds each.</summary>
    public int[] Restarts { get; init; } = [];

    /// <summary>Network outages: from, until.</summary>
    public (int FromS, int UntilS)[] Outages { get; init; } = [];
}

/// <summary>
/// The firmware at emulated sensors of a discharging cell, a step a second, through power cuts and restarts: its flash stays, its clock is
/// set only once the network is there, all else begins anew.
/// </summary>
internal sealed class RebootingDevice : IFaultScript, INetwork, IClock, IHttp
{
    private const int RestartS = 4;

    private readonly DeviceDay day;
    private readonly DeviceSettings settings;
    private readonly ModelFile model;
    private readonly FileStore flash;
    private readonly DrivenCell cell = new(CellParametersFile.Default(), ambientC: 25, seed: 5, once: true);
    private readonly HttpSender http = new();
    private Gauge? gauge;
    private SimulatedBoard board;
    private long bootMs, nextSampleMs, offUntilMs, nowMs;

    public RebootingDevice(DeviceDay day, DeviceSettings settings, string modelPath, string flashFolder)
    {
        this.day = day;
        this.settings = settings;
        model = ModelReader.Read(modelPath);
        flash = new FileStore(flashFolder);
        board = new SimulatedBoard(settings, seed: 5, errorScale: 1, this);
    }

    /// <summary>Times that it started, the first included.</summary>
    public int Starts { get; private set; }

    /// <summary>Simulated seconds from the first start on.</summary>
    public long NowS => nowMs / 1000;

    /// <summary>Entries that no channel and no flash holds yet: those a power cut takes.</summary>
    public int Lost { get; private set; }

    public long UptimeMs => nowMs - bootMs;

    public bool IsSet { get; private set; }

    public DateTime UtcNow => IsSet ? Samples.Start.UtcDateTime.AddMilliseconds(nowMs) : DateTime.UnixEpoch;

    public bool IsUp => !day.Outages.Any(outage => NowS >= outage.FromS && NowS < outage.UntilS);

    public bool TryConnect() => IsUp;

    public void Set(DateTime utc) => IsSet = true;

    public bool TryAskTime(out DateTime utc)
    {
        utc = Samples.Start.UtcDateTime.AddMilliseconds(nowMs);
        return IsUp;
    }

    public ChipFault ChipAt(long uptimeMs) => NowS is > 5000 and < 5040 or > 6000 and < 6100 ? ChipFault.Silent : ChipFault.None;

    public ChipFault ThermistorAt(long uptimeMs) => ChipFault.None;

    public HttpReply Post(string url, string contentType, string body) =>
        IsUp ? http.Post(url, contentType, body) : new HttpReply { Status = 0, Body = "no reply" };

    public HttpReply Get(string url) => IsUp ? http.Get(url) : new HttpReply { Status = 0, Body = "no reply" };

    /// <summary>Goes on for a second; false where the cell is empty.</summary>
    public bool TryStep()
    {
        if (!cell.TryAdvance(out CellSample sample))
        {
            return false;
        }

        nowMs += 1000;
        if (gauge is not null && day.Restarts.Contains((int)NowS))
        {
            gauge.TakeState();
            gauge.State.SaveForRestart(RestartReason.RepeatedException);
            gauge.Queue.StoreAll();
            SwitchOff(RestartS);
        }

        foreach ((int atS, int forS) in day.PowerCuts.Where(cut => cut.AtS == NowS))
        {
            SwitchOff(forS);
        }

        if (nowMs < offUntilMs)
        {
            return true;
        }

        Gauge running = gauge ??= SwitchOn();
        board.Advance(sample, 1, UptimeMs);
        if (UptimeMs >= nextSampleMs)
        {
            nextSampleMs = UptimeMs + running.Loop.PeriodMs;
            running.Loop.SampleStep();
            running.Loop.InferStep();
        }

        running.StoreStep();
        running.Upload.SendStep();
        return true;
    }

    private Gauge SwitchOn()
    {
        Starts++;
        bootMs = nowMs;
        nextSampleMs = 0;
        IsSet = false;
        board = new SimulatedBoard(settings, seed: 5, errorScale: 1, this);
        return new Gauge(settings, new InterpretedModel(model.Quantized!, model.Manifest!, model.Sha256), new GaugeHardware
        {
            Chip = board.Chip,
            Adc = board.Thermistor,
            Http = this,
            Network = this,
            Store = flash,
            Clock = this,
            Log = new TextLog(TextWriter.Null),
        });
    }

    private void SwitchOff(int seconds)
    {
        Lost += Math.Min(gauge!.Queue.Count, settings.KeepInMemory);
        gauge = null;
        offUntilMs = nowMs + seconds * 1000L;
    }
}
