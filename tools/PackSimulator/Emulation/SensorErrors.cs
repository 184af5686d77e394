using NanoBms.Cells.Virtual;

namespace NanoBms.PackSimulator.Emulation;

/// <summary>Errors of one board's sensors: constant offsets and gains, and the noise of each result.</summary>
public sealed record SensorErrors
{
    /// <summary>Sensors without errors other than their steps.</summary>
    public static SensorErrors None { get; } = new();

    /// <summary>Offset of the shunt voltage, volts.</summary>
    public double ShuntOffsetV { get; init; }

    /// <summary>Relative error of shunt and gain together.</summary>
    public double ShuntGain { get; init; }

    /// <summary>Noise of an averaged shunt voltage, volts, standard deviation.</summary>
    public double ShuntNoiseV { get; init; }

    /// <summary>Offset of the bus voltage, volts.</summary>
    public double BusOffsetV { get; init; }

    /// <summary>Relative error of the bus voltage.</summary>
    public double BusGain { get; init; }

    /// <summary>Noise of an averaged bus voltage, volts, standard deviation.</summary>
    public double BusNoiseV { get; init; }

    /// <summary>Relative error of the NTC's resistance.</summary>
    public double ThermistorGain { get; init; }

    /// <summary>Noise of an ADC conversion, steps, standard deviation.</summary>
    public double AdcNoiseSteps { get; init; }

    /// <summary>
    /// A board at random: an INA226 (SBOS547, electrical characteristics: 2.5 uV and 1.25 mV typical offset, 0.02 % gain), a shunt and an NTC
    /// of 1 %.
    /// </summary>
    /// <param name="random">Source of the draw.</param>
    /// <param name="scale">Factor on all errors; 0: none.</param>
    public static SensorErrors Draw(Random random, double scale) => new()
    {
        ShuntOffsetV = scale * 2.5e-6 * Normal.Next(random),
        ShuntGain = scale * 0.005 * Normal.Next(random),
        ShuntNoiseV = scale * 1e-6,
        BusOffsetV = scale * 1.25e-3 * Normal.Next(random),
        BusGain = scale * 0.0002 * Normal.Next(random),
        BusNoiseV = scale * 0.3e-3,
        ThermistorGain = scale * 0.005 * Normal.Next(random),
        AdcNoiseSteps = scale * 1.5,
    };
}
