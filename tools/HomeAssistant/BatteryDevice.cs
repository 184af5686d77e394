using System.Globalization;

namespace NanoBms.HomeAssistant;

/// <summary>What is known of a battery, each value null where it is not known.</summary>
/// <param name="Time">When it was measured.</param>
public sealed record BatteryState(DateTimeOffset Time)
{
    /// <summary>Battery's voltage, volts.</summary>
    public double? VoltageV { get; init; }

    /// <summary>Battery's current, amperes, discharge negative.</summary>
    public double? CurrentA { get; init; }

    /// <summary>Temperature, degrees Celsius.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>State of charge, percent.</summary>
    public double? SocPercent { get; init; }

    /// <summary>Its error bar, plus and minus percent.</summary>
    public double? BarPercent { get; init; }

    /// <summary>Capacity as it was learnt, ampere-hours.</summary>
    public double? CapacityAh { get; init; }

    /// <summary>Charge left, ampere-hours.</summary>
    public double? RemainingAh { get; init; }

    /// <summary>Time until the battery is empty or full, as the current goes.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Status bits of the gauge's field7.</summary>
    public int? Status { get; init; }
}

/// <summary>A battery as a device of Home Assistant, whoever tells of it.</summary>
public static class BatteryDevice
{
    private static readonly (GaugeEntity Entity, Func<BatteryState, double?> Value)[] Values =
    [
        (GaugeEntity.Measured("soc", "State of charge", "%", "battery", 1), state => state.SocPercent),
        (GaugeEntity.Measured("error_bar", "Error bar", "%", null, 1), state => state.BarPercent),
        (GaugeEntity.Measured("voltage", "Voltage", "V", "voltage", 2), state => state.VoltageV),
        (GaugeEntity.Measured("current", "Current", "A", "current", 2), state => state.CurrentA),
        (GaugeEntity.Measured("power", "Power", "W", "power", 1), state => state.VoltageV * state.CurrentA),
        (GaugeEntity.Measured("temperature", "Temperature", "°C", "temperature", 1), state => state.TemperatureC),
        (GaugeEntity.Measured("charge_left", "Charge left", "Ah", null, 2), state => state.RemainingAh),
        (GaugeEntity.Measured("capacity", "Learnt capacity", "Ah", null, 2), state => state.CapacityAh),
        (GaugeEntity.Measured("time_left", "Time to go", "h", "duration", 1), state => state.TimeLeft?.TotalHours),
    ];

    private static readonly GaugeEntity LastEntry = new("last_entry", "Last entry") { DeviceClass = "timestamp", IsDiagnostic = true };

    /// <summary>The device.</summary>
    /// <param name="id">Names it for good: small letters, digits, underscores.</param>
    /// <param name="name">Name that is shown.</param>
    public static GaugeDevice Create(string id, string name) =>
        new(id, name, [.. Values.Select(value => value.Entity), LastEntry, .. StatusProblems.Entities]);

    /// <summary>What it publishes.</summary>
    public static Dictionary<string, object?> StateOf(BatteryState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var json = new Dictionary<string, object?>();
        foreach ((GaugeEntity entity, Func<BatteryState, double?> value) in Values)
        {
            // JSON has no infinities, and nor does a battery.
            json[entity.Key] = value(state) is { } number && double.IsFinite(number) ? Math.Round(number, 3) : null;
        }

        json[LastEntry.Key] = state.Time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        StatusProblems.AddTo(json, state.Status);
        return json;
    }
}
