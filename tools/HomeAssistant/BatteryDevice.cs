using System.Globalization;

namespace NanoBms.HomeAssistant;

/// <summary>What is known of a battery, each value null where it is not known.</summary>
/// <param name="Time">When it was measured.</param>
public sealed record BatteryState(DateTimeOffset Time)
{
    /// <summary>
    /// What was measured longer ago than this tells how a battery was, and not how long it will go on: as long as the estimator's mean
    /// current reaches back.
    /// </summary>
    public static TimeSpan OldAfter { get; } = TimeSpan.FromMinutes(5);

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

    /// <summary>Learnt capacity as a share of the rated one, percent.</summary>
    public double? HealthPercent { get; init; }

    /// <summary>Energy that went in since ever, kilowatt-hours.</summary>
    public double? EnergyInKWh { get; init; }

    /// <summary>Energy that came out since ever, kilowatt-hours.</summary>
    public double? EnergyOutKWh { get; init; }

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
        (GaugeEntity.ChargeLeft, state => state.RemainingAh),
        (GaugeEntity.Measured("capacity", "Learnt capacity", "Ah", null, 2), state => state.CapacityAh),
        (GaugeEntity.Health, state => state.HealthPercent),
        (GaugeEntity.TimeLeft, state => state.TimeLeft?.TotalHours),
    ];

    // Whoever counts them keeps the sums over a restart; else each would count as energy anew.
    private static readonly (GaugeEntity Entity, Func<BatteryState, double?> Value)[] Counters =
    [
        (GaugeEntity.Counted("energy_in", "Energy in", "kWh", "energy", 3), state => state.EnergyInKWh),
        (GaugeEntity.Counted("energy_out", "Energy out", "kWh", "energy", 3), state => state.EnergyOutKWh),
    ];

    /// <summary>The device.</summary>
    /// <param name="id">Names it for good: small letters, digits, underscores.</param>
    /// <param name="name">Name that is shown.</param>
    /// <param name="countsEnergy">Whether it counts what flowed, and keeps the sums.</param>
    public static GaugeDevice Create(string id, string name, bool countsEnergy) => new(
        id, name,
        [
            .. Values.Select(value => value.Entity), .. countsEnergy ? Counters.Select(value => value.Entity) : [], GaugeEntity.LastEntry,
            .. StatusProblems.Entities,
        ]);

    /// <summary>What it publishes.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="now">The time: of old values no time to go is told.</param>
    public static Dictionary<string, object?> StateOf(BatteryState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var json = new Dictionary<string, object?>();
        bool isCounted = state.EnergyInKWh is not null;
        foreach ((GaugeEntity entity, Func<BatteryState, double?> value) in isCounted ? Values.Concat(Counters) : Values)
        {
            // JSON has no infinities, and nor does a battery.
            json[entity.Key] = value(state) is { } number && double.IsFinite(number) ? Math.Round(number, 3) : null;
        }

        if (now - state.Time > BatteryState.OldAfter)
        {
            json[GaugeEntity.TimeLeft.Key] = null;
        }

        json[GaugeEntity.LastEntry.Key] = state.Time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        StatusProblems.AddTo(json, state.Status);
        return json;
    }
}
