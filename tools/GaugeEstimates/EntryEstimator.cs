using NanoBms.Device.Storage;
using NanoBms.Predictor;

namespace NanoBms.GaugeEstimates;

/// <summary>Entries to estimates: the one way for polling, for replaying and for a server that computes what devices do not.</summary>
/// <param name="channelId">The channel.</param>
/// <param name="predictor">Its predictor; samples reach it through here from now on.</param>
public sealed class EntryEstimator(long channelId, SocPredictor predictor)
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
        bool isFirst = !predictor.HasSamples;
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
        bool isMeasured = prediction.Outcome is SampleOutcome.Measured or SampleOutcome.Restarted;
        int? soc = prediction.SocPercent is { } percent && isMeasured ? DeviceFigure.ToCentiPercent(percent) : null;
        return new Estimate(
            channelId, entry, sample, soc, soc is null ? null : (int)MathF.Round(prediction.BarPercent!.Value * 10),
            gauge.DeviceSocPercent, gauge.DeviceBarPercent, prediction.BufferedSamples, predictor.WindowLength, note)
        {
            NetworkSoc = isMeasured && prediction.NetworkSocPercent is { } network ? DeviceFigure.ToCentiPercent(network) : null,
            RemainingAh = soc is null ? null : prediction.RemainingAh,
            CapacityAh = prediction.CapacityAh,
            HealthShare = prediction.CapacityAh is null ? null : prediction.HealthShare,
            TimeLeft = soc is null ? null : prediction.TimeLeft,
            Status = gauge.Status,
            OwnStatus = StatusOf(prediction, isFirst),
        };
    }

    /// <summary>As after power-up.</summary>
    public void Reset() => predictor.Reset();

    /// <summary>All that the next estimate depends on, for <see cref="TryRestore"/>.</summary>
    /// <exception cref="NotSupportedException">The model's state cannot be kept: it is a float or a streaming one.</exception>
    public byte[] Save() => follower.Save();

    /// <summary>Goes on from what was saved as if nothing had been between.</summary>
    /// <returns>False, and as after power-up, where it was saved of another model, another battery or another version.</returns>
    public bool TryRestore(byte[] state) => follower.TryRestore(state);

    // The bits that a device has beside a sample, as far as they can be seen from here. That the window started anew a device says with the
    // first sample that is good again.
    private static int? StatusOf(SocPrediction prediction, bool isFirst) => prediction.Outcome switch
    {
        SampleOutcome.TooSoon or SampleOutcome.TooLate => null,
        SampleOutcome.Held => StatusBits.SensorFault | StatusBits.Held,
        SampleOutcome.Void => StatusBits.SensorFault,
        _ => (!isFirst && prediction.BufferedSamples == 1 ? StatusBits.Restarted : prediction.MissedSamples > 0 ? StatusBits.Held : 0)
            | (prediction.Disagrees ? StatusBits.Disagreement : 0)
            | (prediction.IsOtherBattery ? StatusBits.OtherBattery : 0),
    };
}
