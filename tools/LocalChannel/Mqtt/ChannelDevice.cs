using System.Globalization;
using NanoBms.ChannelServer;
using NanoBms.HomeAssistant;

namespace NanoBms.LocalChannel.Mqtt;

/// <summary>A channel as a device of Home Assistant: an entity a field, by the field's role and unit.</summary>
internal sealed class ChannelDevice
{
    /// <summary>The mean current of this long says how it goes on, as on the page: shorter than a drive, longer than a hill.</summary>
    public static readonly TimeSpan MeanOver = TimeSpan.FromMinutes(10);

    private const string Power = "power";
    private const double RestingA = 0.03;

    private readonly ChannelSettings channel;
    private readonly string[] keys;
    private readonly int voltage, current, soc, capacity;

    public ChannelDevice(ChannelSettings channel, Uri page)
    {
        this.channel = channel;
        keys = [.. channel.Fields.Select((_, index) => FormattableString.Invariant($"field{index + 1}"))];
        voltage = IndexOf(one => one.Unit == "V");
        current = IndexOf(one => one.Role == FieldRole.Current || one.Unit == "A");
        soc = IndexOf(one => one.Role == FieldRole.StateOfCharge);
        capacity = IndexOf(one => one.Role == FieldRole.Capacity);
        List<GaugeEntity> entities = [.. channel.Fields.Select(Entity).OfType<GaugeEntity>()];
        if (GivesPower)
        {
            entities.Add(GaugeEntity.Measured(Power, "Power", "W", "power", 1));
        }

        if (GivesCharge)
        {
            entities.Add(GaugeEntity.ChargeLeft);
        }

        if (GivesCharge && current >= 0)
        {
            entities.Add(GaugeEntity.TimeLeft);
        }

        if (GivesHealth)
        {
            entities.Add(GaugeEntity.Health);
        }

        entities.Add(GaugeEntity.LastEntry);
        if (IndexOf(one => one.Role == FieldRole.StatusBits) >= 0)
        {
            entities.AddRange(StatusProblems.Entities);
        }

        Device = new GaugeDevice(FormattableString.Invariant($"nanobms_channel_{channel.Id}"), channel.Name, entities)
        {
            Model = FormattableString.Invariant($"Channel {channel.Id}"),
            Page = new Uri(page, FormattableString.Invariant($"channels/{channel.Id}")),
        };
    }

    public GaugeDevice Device { get; }

    // A battery's watts are its volts times its amperes where no field tells them.
    private bool GivesPower => voltage >= 0 && current >= 0 && IndexOf(one => one.Unit == "W") < 0;

    private bool GivesCharge => soc >= 0 && capacity >= 0;

    private bool GivesHealth => capacity >= 0 && channel.RatedCapacityAh is not null;

    /// <summary>What an entry says.</summary>
    /// <param name="entry">The newest one.</param>
    /// <param name="before">Entries of <see cref="MeanOver"/> before it, itself among them.</param>
    /// <param name="now">The time: of an old entry no time to go is told.</param>
    public Dictionary<string, object?> StateOf(Entry entry, IReadOnlyList<Entry> before, DateTimeOffset now)
    {
        var state = new Dictionary<string, object?>();
        for (int index = 0; index < channel.Fields.Count; index++)
        {
            if (channel.Fields[index].Role == FieldRole.StatusBits)
            {
                StatusProblems.AddTo(state, Number(entry, index) is { } bits and >= 0 and < 65536 ? (int)bits : null);
            }
            else
            {
                state[keys[index]] = Number(entry, index);
            }
        }

        if (GivesPower)
        {
            state[Power] = Number(entry, voltage) * Number(entry, current) is { } watts ? Math.Round(watts, 3) : null;
        }

        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(entry.CreatedAtMs);
        if (GivesCharge)
        {
            double? capacityAh = Number(entry, capacity) is { } ah and > 0 ? ah : null;
            double? leftAh = capacityAh * (Number(entry, soc) is { } percent ? Math.Clamp(percent, 0, 100) / 100 : null);
            state[GaugeEntity.ChargeLeft.Key] = leftAh is { } left ? Math.Round(left, 3) : null;
            if (current >= 0)
            {
                state[GaugeEntity.TimeLeft.Key] = now - time > BatteryState.OldAfter ? null : HoursLeft(leftAh, capacityAh, before);
            }
        }

        if (GivesHealth)
        {
            state[GaugeEntity.Health.Key] = Number(entry, capacity) is { } learntAh
                ? Math.Round(100 * learntAh / channel.RatedCapacityAh!.Value, 1)
                : null;
        }

        state[GaugeEntity.LastEntry.Key] = time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        return state;
    }

    // Until the battery is empty, or full while it is charged, as the current goes.
    private double? HoursLeft(double? leftAh, double? capacityAh, IReadOnlyList<Entry> before)
    {
        double? meanA = before.Average(entry => Number(entry, current));
        return meanA is null || Math.Abs(meanA.Value) < RestingA ? null
            : (meanA < 0 ? leftAh : capacityAh - leftAh) / Math.Abs(meanA.Value) is { } hours ? Math.Round(hours, 3)
            : null;
    }

    // JSON has no infinities, and nor does a battery.
    private static double? Number(Entry entry, int index) =>
        double.TryParse(entry.Fields[index], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : null;

    private GaugeEntity? Entity(FieldSettings field, int index) => field switch
    {
        { Role: FieldRole.StatusBits } => null,
        { Role: FieldRole.StateOfCharge } => Measured(index, "battery", 1),
        { Unit: "V" } => Measured(index, "voltage", 3),
        { Unit: "A" } => Measured(index, "current", 3),
        { Unit: "W" } => Measured(index, "power", 1),
        { Unit: "°C" } => Measured(index, "temperature", 1),
        { Unit: "ms" } => Measured(index, "duration", 0) with { IsDiagnostic = true },
        { Unit: "kWh" } => Measured(index, "energy", 3) with { StateClass = "total_increasing" },
        { Unit: "" } => new GaugeEntity(keys[index], field.Name),
        _ => Measured(index, null, 1),
    };

    private GaugeEntity Measured(int index, string? deviceClass, int decimals) =>
        GaugeEntity.Measured(keys[index], channel.Fields[index].Name, channel.Fields[index].Unit, deviceClass, decimals);

    private int IndexOf(Func<FieldSettings, bool> match)
    {
        for (int index = 0; index < channel.Fields.Count; index++)
        {
            if (match(channel.Fields[index]))
            {
                return index;
            }
        }

        return -1;
    }
}
