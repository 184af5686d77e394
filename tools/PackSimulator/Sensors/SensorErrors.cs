using NanoBms.Cells.Virtual;

namespace NanoBms.PackSimulator.Sensors;

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

    /// <summary>A board at random: a chip, a shunt and an NTC of 1 %.</summary>
    /// <param name="chip">What is typical of the chip.</param>
    /// <param name="random">Source of the draw.</param>
    /// <param name="scale">Factor on all errors; 0: none.</param>
    public static SensorErrors Draw(ChipErrors chip, Random random, double scale) => new()
    {
        ShuntOffsetV = scale * chip.ShuntOffsetV * Normal.Next(random),
        ShuntGain = scale * 0.005 * Normal.Next(random),
        ShuntNoiseV = scale * chip.ShuntNoiseV,
        BusOffsetV = scale * chip.BusOffsetV * Normal.Next(random),
        BusGain = scale * chip.BusGain * Normal.Next(random),
        BusNoiseV = scale * chip.BusNoiseV,
        ThermistorGain = scale * 0.005 * Normal.Next(random),
        AdcNoiseSteps = scale * 1.5,
    };
}

/// <summary>Errors of a kind of chip: standard deviations from chip to chip, and of the noise of a result.</summary>
/// <param name="ShuntOffsetV">Offset of the shunt voltage, volts.</param>
/// <param name="ShuntNoiseV">Noise of a shunt voltage as the firmware has it averaged, volts.</param>
/// <param name="BusOffsetV">Offset of the bus voltage, volts.</param>
/// <param name="BusGain">Relative error of the bus voltage.</param>
/// <param name="BusNoiseV">Noise of a bus voltage as the firmware has it averaged, volts.</param>
public sealed record ChipErrors(double ShuntOffsetV, double ShuntNoiseV, double BusOffsetV, double BusGain, double BusNoiseV);
