using System.Globalization;
using NanoBms.Device.Storage;
using NanoBms.Predictor;

namespace NanoBms.GaugeEstimates;

/// <summary>What is computed for an entry.</summary>
/// <param name="ChannelId">The channel.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Sample">Its measured values.</param>
/// <param name="Soc">Own state of charge in hundredths of a percent, rounded as the device rounds it; null: none.</param>
/// <param name="BarDeciPercent">Its error bar, tenths of a percent.</param>
/// <param name="DeviceSocPercent">What the device wrote; null: nothing.</param>
/// <param name="DeviceBarPercent">The error bar that the device wrote; null: none.</param>
/// <param name="BufferedSamples">Samples in the window.</param>
/// <param name="WindowLength">Samples of a full window.</param>
/// <param name="Note">What is to be said of the sample; empty: nothing.</param>
public sealed record Estimate(
    long ChannelId, FeedEntry Entry, BatterySample Sample, int? Soc, int? BarDeciPercent, float? DeviceSocPercent, float? DeviceBarPercent,
    int BufferedSamples, int WindowLength, string Note)
{
    /// <summary>State of charge by the network alone, hundredths of a percent; null: none.</summary>
    public int? NetworkSoc { get; init; }

    /// <summary>Charge left, ampere-hours; null: not known.</summary>
    public float? RemainingAh { get; init; }

    /// <summary>Capacity as it was learnt, ampere-hours; null: not known.</summary>
    public float? CapacityAh { get; init; }

    /// <summary>Learnt capacity as a share of the rated one; null: not known.</summary>
    public float? HealthShare { get; init; }

    /// <summary>Time until the battery is empty or full; null: not known.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Status bits that the device wrote; null: none.</summary>
    public int? Status { get; init; }

    /// <summary>Own status bits, <see cref="StatusBits"/>; null: the entry was not used.</summary>
    public int? OwnStatus { get; init; }

    /// <summary>Own state of charge with two decimals; null: none.</summary>
    public string? SocText => Hundredths(Soc);

    /// <summary>Its error bar with one decimal; null: none.</summary>
    public string? BarText => BarDeciPercent is { } bar ? (bar / 10m).ToString("F1", CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the device wrote another error bar, or another state of charge.</summary>
    public bool IsDifferent => Difference is { } difference && (difference != 0
        || (BarDeciPercent is { } bar && DeviceBarPercent is { } device && bar != (int)MathF.Round(device * 10)));

    /// <summary>Own minus the device's state of charge in hundredths of a percent; null where one of them is missing.</summary>
    public int? Difference => Soc is { } soc && DeviceSocPercent is { } device ? soc - DeviceFigure.ToCentiPercent(device) : null;

    /// <summary>Fields of an entry that hold what was measured; those after them hold what is computed of it.</summary>
    public static int MeasuredFields => ChannelField.Temperature;

    /// <summary>What stands in a field of the channel, <see cref="ChannelField"/>, as the device would write it; null: nothing.</summary>
    /// <param name="field">Number of the field, 4 to 8.</param>
    public string? FieldText(int field) => field switch
    {
        ChannelField.Soc => SocText,
        ChannelField.Bar => BarText,
        ChannelField.NetworkSoc => Hundredths(NetworkSoc),
        ChannelField.Status => OwnStatus?.ToString(CultureInfo.InvariantCulture),
        ChannelField.Capacity => OwnStatus is null ? null : CapacityAh?.ToString("F2", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Fields 4 to 8 hold what is computed."),
    };

    private static string? Hundredths(int? value) =>
        value is { } number ? (number / 100m).ToString("F2", CultureInfo.InvariantCulture) : null;
}
