
namespace NanoBms.HomeAssistant;

/// <summary>One value of a gauge as Home Assistant shows it.</summary>
/// <param name="Key">Name in the state's JSON and in topics: small letters, digits, underscores.</param>
/// <param name="Name">Name that is shown.</param>
public sealed record GaugeEntity(string Key, string Name)
{
    /// <summary>Unit as Home Assistant writes it; null: none.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// Home Assistant's device class, or null. A class allows certain units only (home-assistant/core, components/sensor/const.py,
    /// DEVICE_CLASS_UNITS): <c>battery</c> %, <c>voltage</c> V, <c>current</c> A, <c>power</c> W, <c>temperature</c> °C, <c>energy</c> kWh,
    /// <c>duration</c> h; <c>timestamp</c> has none.
    /// </summary>
    public string? DeviceClass { get; init; }

    /// <summary><c>measurement</c>, or <c>total_increasing</c> of a counter; null: no statistics are kept.</summary>
    public string? StateClass { get; init; }

    /// <summary>Decimals that are shown; null: as they come.</summary>
    public int? Decimals { get; init; }

    /// <summary>Time after which the value counts as unknown; null: as of the device.</summary>
    public TimeSpan? ExpireAfter { get; init; }

    /// <summary>A problem that is there or not, rather than a number.</summary>
    public bool IsProblem { get; init; }

    /// <summary>Told beside the rest, among what serves finding faults.</summary>
    public bool IsDiagnostic { get; init; }

    /// <summary>When the values were measured: the one entity that stays true as it grows old.</summary>
    public static GaugeEntity LastEntry { get; } = new("last_entry", "Last entry") { DeviceClass = "timestamp", IsDiagnostic = true };

    /// <summary>A value that is measured.</summary>
    public static GaugeEntity Measured(string key, string name, string unit, string? deviceClass, int decimals) =>
        new(key, name) { Unit = unit, DeviceClass = deviceClass, StateClass = "measurement", Decimals = decimals };

    /// <summary>A counter that only rises.</summary>
    public static GaugeEntity Counted(string key, string name, string unit, string deviceClass, int decimals) =>
        Measured(key, name, unit, deviceClass, decimals) with { StateClass = "total_increasing" };

    /// <summary>Charge left, ampere-hours.</summary>
    public static GaugeEntity ChargeLeft { get; } = Measured("charge_left", "Charge left", "Ah", null, 2);

    /// <summary>Learnt capacity as a share of the rated one, percent.</summary>
    public static GaugeEntity Health { get; } = Measured("health", "Battery health", "%", null, 1);

    /// <summary>Hours until a battery is empty or full, told of values no older than <see cref="BatteryState.OldAfter"/>.</summary>
    public static GaugeEntity TimeLeft { get; } =
        Measured("time_left", "Time to go", "h", "duration", 1) with { ExpireAfter = BatteryState.OldAfter };

    /// <summary>A problem.</summary>
    public static GaugeEntity Problem(string key, string name) => new(key, name) { IsProblem = true, IsDiagnostic = true };
}
