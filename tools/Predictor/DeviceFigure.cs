using NanoBms.Core.Estimation;

namespace NanoBms.Predictor;

/// <summary>How a device came to a sample.</summary>
public enum DeviceStart
{
    /// <summary>It ran on.</summary>
    None,

    /// <summary>The sample is the first since it was switched on; how long it was off nobody knows.</summary>
    PowerUp,

    /// <summary>The sample is the first since it restarted itself, which takes a minute at most.</summary>
    Supervised,
}

/// <summary>What a device said with a sample.</summary>
/// <param name="SocPercent">State of charge that it showed; null: none, for it knew nothing.</param>
/// <param name="BarPercent">Error bar of it.</param>
/// <param name="Start">How it came to the sample.</param>
/// <param name="IsAfterGap">Whether it said that the samples before are void.</param>
public readonly record struct DeviceFigure(
    float? SocPercent, float? BarPercent, DeviceStart Start = DeviceStart.None, bool IsAfterGap = false)
{
    /// <summary>A state of charge, percent, in hundredths as a device writes it.</summary>
    public static int ToCentiPercent(float socPercent) => StateEstimator.ToCentiPercent(socPercent);

    /// <summary>Whether a prediction is the same to the last digit that a device shows.</summary>
    public bool IsSame(SocPrediction prediction) =>
        SocPercent is { } soc && prediction.SocPercent is { } own
            && ToCentiPercent(soc) == ToCentiPercent(own)
            && BarPercent is { } bar && prediction.BarPercent is { } ownBar && MathF.Round(bar * 10) == MathF.Round(ownBar * 10);
}
