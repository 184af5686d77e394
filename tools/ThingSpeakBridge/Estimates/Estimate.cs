using System.Globalization;
using NanoBms.Core.Estimation;
using NanoBms.Predictor;
using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Estimates;

/// <summary>What the bridge says to an entry.</summary>
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
internal sealed record Estimate(
    long ChannelId, FeedEntry Entry, BatterySample Sample, int? Soc, int? BarDeciPercent, float? DeviceSocPercent, float? DeviceBarPercent,
    int BufferedSamples, int WindowLength, string Note)
{
    /// <summary>Charge left, ampere-hours; null: not known.</summary>
    public float? RemainingAh { get; init; }

    /// <summary>Capacity as it was learnt, ampere-hours; null: not known.</summary>
    public float? CapacityAh { get; init; }

    /// <summary>Time until the battery is empty or full; null: not known.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Status bits that the device wrote; null: none.</summary>
    public int? Status { get; init; }

    /// <summary>Own state of charge with two decimals; null: none.</summary>
    public string? SocText => Soc is { } soc ? (soc / 100m).ToString("F2", CultureInfo.InvariantCulture) : null;

    /// <summary>Its error bar with one decimal; null: none.</summary>
    public string? BarText => BarDeciPercent is { } bar ? (bar / 10m).ToString("F1", CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the device wrote another error bar, or another state of charge.</summary>
    public bool IsDifferent => Difference is { } difference && (difference != 0
        || (BarDeciPercent is { } bar && DeviceBarPercent is { } device && bar != (int)MathF.Round(device * 10)));

    /// <summary>Own minus the device's state of charge in hundredths of a percent; null where one of them is missing.</summary>
    public int? Difference => Soc is { } soc && DeviceSocPercent is { } device ? soc - StateEstimator.ToCentiPercent(device) : null;
}

/// <summary>Entries to estimates: the one way for polling and for replaying.</summary>
internal sealed class EntryEstimator(long channelId, SocPredictor predictor)
{
    private readonly DeviceFollower follower = new(predictor);

    /// <summary>The estimate for an entry; null where the entry is no sample.</summary>
    public Estimate? Take(FeedEntry entry)
    {
        var gauge = new GaugeEntry(entry);
        if (!gauge.HasReading)
        {
            return null;
        }

        var sample = new BatterySample(gauge.VoltageV, gauge.CurrentA, gauge.TemperatureC, entry.CreatedAt);
        DeviceStart start = !gauge.IsPowerUp ? DeviceStart.None
            : gauge.IsSupervisedRestart ? DeviceStart.Supervised : DeviceStart.PowerUp;
        SocPrediction prediction = follower.Follow(
            sample, new DeviceFigure(gauge.DeviceSocPercent, gauge.DeviceBarPercent, start, gauge.IsAfterGap));
        string note = prediction.Outcome switch
        {
            SampleOutcome.TooSoon => "there is a sample for this time already, not used",
            SampleOutcome.TooLate => "older than the sample before, not used",
            SampleOutcome.Held => $"{gauge.Fault ?? "not plausible"}, the sample before stands in",
            SampleOutcome.Void => $"{gauge.Fault ?? "not plausible"}, window void",
            SampleOutcome.Restarted => $"{prediction.MissedSamples} samples missing, window started anew",
            _ when gauge.IsPowerUp || gauge.IsAfterGap => "device started anew",
            _ when prediction.MissedSamples > 0 => $"{prediction.MissedSamples} samples missing, bridged",
            _ => "",
        };

        // As on the device, there is an estimate only for what was measured.
        int? soc = prediction.SocPercent is { } percent && prediction.Outcome is SampleOutcome.Measured or SampleOutcome.Restarted
            ? StateEstimator.ToCentiPercent(percent) : null;
        return new Estimate(
            channelId, entry, sample, soc, soc is null ? null : (int)MathF.Round(prediction.BarPercent!.Value * 10),
            gauge.DeviceSocPercent, gauge.DeviceBarPercent, prediction.BufferedSamples, predictor.WindowLength, note)
        {
            RemainingAh = soc is null ? null : prediction.RemainingAh,
            CapacityAh = prediction.CapacityAh,
            TimeLeft = soc is null ? null : prediction.TimeLeft,
            Status = gauge.Status,
        };
    }

    /// <summary>As after power-up.</summary>
    public void Reset() => predictor.Reset();
}
