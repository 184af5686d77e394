using NanoBms.Core.Estimation;

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
/// <param name="VoltageV">Voltage of the battery, volts.</param>
/// <param name="CurrentA">Current of the battery, amperes, discharge negative.</param>
/// <param name="TemperatureC">Temperature, degrees Celsius.</param>
/// <param name="Time">When it was measured; null: one sample period after the sample before.</param>
public readonly record struct BatterySample(float? VoltageV, float? CurrentA, float? TemperatureC, DateTimeOffset? Time = null);

/// <summary>What a predictor says to a sample.</summary>
/// <param name="SocPercent">
/// State of charge, 0..100 %: the figure that the device shows, made of network and charge count; null while nothing is known, and for a
/// sample that was not used.
/// </param>
/// <param name="Outcome">What became of the sample.</param>
/// <param name="BufferedSamples">Samples in the window after it.</param>
/// <param name="MissedSamples">Sample times without a sample between this one and the one before.</param>
public readonly record struct SocPrediction(float? SocPercent, SampleOutcome Outcome, int BufferedSamples, long MissedSamples)
{
    /// <summary>Error bar of <see cref="SocPercent"/>, percent: the truth lies within it 95 times in 100.</summary>
    public float? BarPercent { get; init; }

    /// <summary>State of charge by the network alone, 0..100 %; null while its window fills.</summary>
    public float? NetworkSocPercent { get; init; }

    /// <summary>Capacity of the battery as it was learnt, ampere-hours; null where the model does not tell its cell's.</summary>
    public float? CapacityAh { get; init; }

    /// <summary>Learnt capacity as a share of the rated one: the state of health, 1 as long as nothing was learnt.</summary>
    public float HealthShare { get; init; }

    /// <summary>Charge that is left, ampere-hours; null while nothing is known.</summary>
    public float? RemainingAh { get; init; }

    /// <summary>
    /// Time to empty, or to full while it is charged, at the mean current of five minutes; null where it is not to be told.
    /// </summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Whether network and charge count have contradicted each other for minutes.</summary>
    public bool Disagrees { get; init; }

    /// <summary>What is wrong between the battery and the one that was described.</summary>
    public BatteryFault Fault { get; init; }

    /// <summary>Whether anything is wrong between the two: <see cref="Fault"/> says what.</summary>
    public bool IsOtherBattery => Fault != BatteryFault.None;
}
