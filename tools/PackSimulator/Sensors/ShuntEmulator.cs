using NanoBms.Cells.Virtual;

namespace NanoBms.PackSimulator.Sensors;

/// <summary>
/// What Texas Instruments' chips that measure at a shunt have in common: conversions take their time and give the mean of the signals over
/// it.
/// </summary>
public abstract class ShuntEmulator : SensorEmulator
{
    private readonly double shuntOhm;
    private readonly SensorErrors errors;
    private double shuntVs, busVs, convertedS;
    private bool isConverting;

    /// <summary>A chip before power-up.</summary>
    /// <param name="shuntOhm">The shunt at its pins, ohms.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="random">Source of its noise.</param>
    protected ShuntEmulator(double shuntOhm, SensorErrors errors, Random random)
        : base(false, random)
    {
        this.shuntOhm = shuntOhm;
        this.errors = errors;
    }

    /// <summary>Duration of a conversion with all its averages, seconds; 0 while powered down.</summary>
    public abstract double ConversionS { get; }

    /// <summary>Whether conversions follow each other without being asked for.</summary>
    protected abstract bool IsContinuous { get; }

    /// <inheritdoc/>
    public override void Advance(double currentA, double voltageV, double temperatureC, double durationS)
    {
        double totalS = ConversionS;
        while (isConverting && totalS > 0 && durationS > 0 && Fault != ChipFault.Stopped)
        {
            double stepS = Math.Min(durationS, totalS - convertedS);
            double shuntV = currentA * shuntOhm;
            shuntVs += shuntV * stepS;
            busVs += voltageV * stepS;
            Accumulate(shuntV * (1 + errors.ShuntGain) + errors.ShuntOffsetV, voltageV * (1 + errors.BusGain) + errors.BusOffsetV, stepS);
            convertedS += stepS;
            durationS -= stepS;
            if (convertedS >= totalS * (1 - 1e-12))
            {
                double meanShuntV = shuntVs / totalS, meanBusV = busVs / totalS;
                (shuntVs, busVs, convertedS) = (0, 0, 0);
                isConverting = IsContinuous;
                Finish(
                    meanShuntV * (1 + errors.ShuntGain) + errors.ShuntOffsetV + errors.ShuntNoiseV * Normal.Next(Random),
                    meanBusV * (1 + errors.BusGain) + errors.BusOffsetV + errors.BusNoiseV * Normal.Next(Random),
                    temperatureC);
            }
        }
    }

    /// <summary>Begins a conversion anew, as a write to its settings does.</summary>
    protected void Restart()
    {
        (shuntVs, busVs, convertedS) = (0, 0, 0);
        isConverting = ConversionS > 0;
    }

    /// <summary>Takes a part of a conversion, where something is counted that does not wait for its end.</summary>
    /// <param name="shuntV">Volts at the shunt as the chip has them.</param>
    /// <param name="busV">Volts at the bus pin as the chip has them.</param>
    /// <param name="durationS">Seconds.</param>
    protected virtual void Accumulate(double shuntV, double busV, double durationS)
    {
    }

    /// <summary>Takes the result of a conversion into the registers.</summary>
    /// <param name="shuntV">Volts at the shunt as the chip has them.</param>
    /// <param name="busV">Volts at the bus pin as the chip has them.</param>
    /// <param name="temperatureC">Temperature at the chip, degrees Celsius.</param>
    protected abstract void Finish(double shuntV, double busV, double temperatureC);

    /// <summary>A result in steps, as the chip's range and what is wrong with it allow.</summary>
    /// <param name="value">Volts.</param>
    /// <param name="step">Volts of a step.</param>
    /// <param name="min">Lowest value of the register.</param>
    /// <param name="max">Highest value of the register.</param>
    /// <param name="before">What it held.</param>
    protected int Steps(double value, double step, int min, int max, int before) => Fault switch
    {
        ChipFault.Frozen => before,
        ChipFault.Noise => Random.Next(min, max + 1),
        _ => (int)Math.Clamp(Math.Round(value / step), min, max),
    };
}
