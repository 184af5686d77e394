using System.Globalization;
using NanoBms.ChannelServer;
using NanoBms.HomeAssistant;

namespace NanoBms.LocalChannel.Mqtt;

/// <summary>A channel as a device of Home Assistant: an entity a field, by the field's role and unit.</summary>
internal sealed class ChannelDevice
{
    private const string Power = "power", Time = "last_entry";

    private readonly ChannelSettings channel;
    private readonly string[] keys;
    private readonly int voltage, current;

    public ChannelDevice(ChannelSettings channel, Uri page)
    {
        this.channel = channel;
        keys = [.. channel.Fields.Select((_, index) => FormattableString.Invariant($"field{index + 1}"))];
        voltage = IndexOf(one => one.Unit == "V");
        current = IndexOf(one => one.Role == FieldRole.Current || one.Unit == "A");
        List<GaugeEntity> entities = [.. channel.Fields.Select(Entity).OfType<GaugeEntity>()];
        if (GivesPower)
        {
            entities.Add(GaugeEntity.Measured(Power, "Power", "W", "power", 1));
        }

        entities.Add(new GaugeEntity(Time, "Last entry") { DeviceClass = "timestamp", IsDiagnostic = true });
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

    /// <summary>What an entry says.</summary>
    public Dictionary<string, object?> StateOf(Entry entry)
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

        state[Time] = DateTimeOffset.FromUnixTimeMilliseconds(entry.CreatedAtMs).ToString("yyyy-MM-ddTHH:mm:sszzz", null);
        return state;
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
