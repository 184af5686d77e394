using System.Globalization;
using NanoBms.Device.Storage;

namespace NanoBms.GaugeEstimates;

/// <summary>
/// An entry in the field map of the gauge, <see cref="ChannelField"/>.
/// </summary>
public sealed class GaugeEntry
{
    private static readonly string[] Names = ["voltage", "current", "temperature"];

    public GaugeEntry(FeedEntry entry)
    {
        Entry = entry;
        var values = new float?[3];
        for (int k = 0; k < values.Length; k++)
        {
            string? text = entry.Field(k + 1);
            values[k] = Number(text);
            HasReading |= !string.IsNullOrWhiteSpace(text);
            if (values[k] is null)
            {
                Fault ??= string.IsNullOrWhiteSpace(text) ? $"no {Names[k]}" : $"{Names[k]} '{Shortened(text)}' is not a number";
            }
        }

        (VoltageV, CurrentA, TemperatureC) = (values[0], values[1], values[2]);
        DeviceSocPercent = Number(entry.Field(ChannelField.Soc));
        DeviceBarPercent = Number(entry.Field(ChannelField.Bar));
        if (int.TryParse(entry.Field(ChannelField.Status), NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
        {
            Status = bits;
            IsPowerUp = (bits & StatusBits.PowerUp) != 0;
            IsSupervisedRestart = (bits & StatusBits.SupervisedRestart) != 0;
            IsAfterGap = (bits & StatusBits.Restarted) != 0;
        }
    }

    public FeedEntry Entry { get; }

    public float? VoltageV { get; }

    public float? CurrentA { get; }

    public float? TemperatureC { get; }

    /// <summary>Whether the entry is a sample at all: an entry of other fields only is none.</summary>
    public bool HasReading { get; }

    /// <summary>What is wrong with the sample; null: nothing.</summary>
    public string? Fault { get; }

    /// <summary>What the device estimated; null where it wrote nothing.</summary>
    public float? DeviceSocPercent { get; }

    /// <summary>Error bar of the device's estimate; null where it wrote none.</summary>
    public float? DeviceBarPercent { get; }

    /// <summary>Status bits; null where it wrote none.</summary>
    public int? Status { get; }

    /// <summary>Whether it is the device's first entry since it was started.</summary>
    public bool IsPowerUp { get; }

    /// <summary>Whether the device restarted itself before it.</summary>
    public bool IsSupervisedRestart { get; }

    /// <summary>Whether the device says that its window started anew before this entry, for want of readings.</summary>
    public bool IsAfterGap { get; }

    private static float? Number(string? text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value : null;

    private static string Shortened(string text) => Printable.Of(text.Length > 20 ? text[..20] + "..." : text);
}
