using NanoBms.Cells.Virtual;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;

namespace NanoBms.PackSimulator.Sensors;

/// <summary>A 12-bit ADC at the divider of an NTC to the supply and a resistor to ground, as the board of hardware/ has it.</summary>
public sealed class ThermistorEmulator : IAnalogInput, IAnalogInputs
{
    private const double KelvinAt0C = 273.15, KelvinAt25C = 298.15;

    private readonly DeviceSettings settings;
    private readonly SensorErrors errors;
    private readonly Random random;
    private int held;

    /// <summary>A thermistor by the settings' resistances.</summary>
    /// <param name="settings">Divider and NTC.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="random">Source of its noise.</param>
    public ThermistorEmulator(DeviceSettings settings, SensorErrors errors, Random random)
    {
        this.settings = settings;
        this.errors = errors;
        this.random = random;
    }

    /// <summary>Temperature at the thermistor, degrees Celsius.</summary>
    public double TemperatureC { get; set; } = 25;

    /// <summary>What is wrong with it.</summary>
    public ChipFault Fault { get; set; }

    /// <inheritdoc/>
    public int MaxValue => 4095;

    /// <inheritdoc/>
    public IAnalogInput Open(int channel) => this;

    /// <inheritdoc/>
    public bool TryRead(out int raw)
    {
        if (Fault != ChipFault.None)
        {
            raw = Fault switch
            {
                ChipFault.Junk or ChipFault.Noise => random.Next(MaxValue + 1),
                ChipFault.Ones => MaxValue,
                ChipFault.Frozen => held,
                _ => 0,
            };
            return Fault != ChipFault.Silent;
        }

        double ohm = settings.ThermistorNominalOhm * (1 + errors.ThermistorGain)
            * Math.Exp(settings.ThermistorBeta * (1 / (TemperatureC + KelvinAt0C) - 1 / KelvinAt25C));
        double share = settings.ThermistorResistorOhm / (settings.ThermistorResistorOhm + ohm);
        double steps = share / settings.AdcFullScalePerSupply * MaxValue + errors.AdcNoiseSteps * Normal.Next(random);
        raw = held = (int)Math.Clamp(Math.Round(steps), 0, MaxValue);
        return true;
    }
}
