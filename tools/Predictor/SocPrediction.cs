namespace NanoBms.Predictor;

/// <summary>What became of a sample.</summary>
public enum SampleOutcome
{
    /// <summary>Measured, plausible, and in sequence.</summary>
    Measured,

    /// <summary>Missing or implausible: the last good reading stands in for it.</summary>
    Held,

    /// <summary>Missing or implausible for too long: the window is void.</summary>
    Void,

    /// <summary>Measured and plausible, the first of a new window after too long a gap.</summary>
    Restarted,

    /// <summary>Not used: there is a sample for this sample time already.</summary>
    TooSoon,

    /// <summary>Not used: older than the last sample.</summary>
    TooLate,
}

/// <summary>A sample of a battery. A value that could not be measured is null.</summary>
/// <param name="VoltageV">Cell voltage, volts.</param>
/// <param name="CurrentA">Current, amperes, discharge negative.</param>
/// <param name="TemperatureC">Temperature, degrees Celsius.</param>
/// <param name="Time">When it was measured; null: one sample period after the sample before.</param>
public readonly record struct BatterySample(float? VoltageV, float? CurrentA, float? TemperatureC, DateTimeOffset? Time = null);

/// <summary>What a predictor says to a sample.</summary>
/// <param name="SocPercent">State of charge, 0..100 %; null while the window fills, and for a sample that was not used.</param>
/// <param name="Outcome">What became of the sample.</param>
/// <param name="BufferedSamples">Samples in the window after it.</param>
/// <param name="MissedSamples">Sample times without a sample between this one and the one before.</param>
public readonly record struct SocPrediction(float? SocPercent, SampleOutcome Outcome, int BufferedSamples, long MissedSamples);
