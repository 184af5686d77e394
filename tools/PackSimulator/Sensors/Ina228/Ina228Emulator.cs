using NanoBms.Device.Sensors.Ina228;

namespace NanoBms.PackSimulator.Sensors.Ina228;

/// <summary>The INA228 at the level of its registers (TI datasheet SLYS021, sections 7.3 to 7.6 and 8.1).</summary>
public sealed class Ina228Emulator : ShuntEmulator
{
    /// <summary>The shunt calibration register: 4096 makes a step of current that of shunt voltage over the shunt.</summary>
    public const int CalibrationRegister = 0x02;

    /// <summary>The register of the shunt's temperature coefficient, ppm a kelvin.</summary>
    public const int TemperatureCoefficientRegister = 0x03;

    /// <summary>The die's temperature, 7.8125 mK a step, signed.</summary>
    public const int DieTemperatureRegister = 0x06;

    /// <summary>The current register, 20 bits, signed.</summary>
    public const int CurrentRegister = 0x07;

    /// <summary>The power register, 24 bits: 3.2 V a current step.</summary>
    public const int PowerRegister = 0x08;

    /// <summary>The energy register, 40 bits: 16 power steps for a second.</summary>
    public const int EnergyRegister = 0x09;

    private const int ResetBit = 1 << 15, ResetAccumulators = 1 << 14, WritableConfiguration = 0x3FF0, NarrowRange = 1 << 4, Compensates =
        1 << 5;
    private const int PowerOnAdcConfiguration = 0xFB68, PowerOnCalibration = 0x1000, FirstLimitRegister = 0x0C;
    private const int ChargeOverflow = 1 << 10, EnergyOverflow = 1 << 11, MemoryIsSound = 1, WritableDiagnostics = 0xF000;
    private const int Manufacturer = 0x5449, DeviceAndRevision = 0x2281;
    private const int Full = 0x7FFFF, UnusedBits = 4, MaxPower = 0xFFFFFF;
    private const double WideStepV = 312.5e-9, NarrowStepV = 78.125e-9, BusStepV = 195.3125e-6, TemperatureStepC = 7.8125e-3;
    private const double ReferenceC = 25, MillionthsOfOne = 1e6, EnergyStepsOfPower = 16, PowerDivisor = 16384;

    private static readonly int[] PowerOnLimits = [0x7FFF, 0x8000, 0x7FFF, 0x0000, 0x7FFF, 0xFFFF];
    private static readonly int[] Averages = [1, 4, 16, 64, 128, 256, 512, 1024];
    private static readonly double[] ConversionTimesS = [50e-6, 84e-6, 150e-6, 280e-6, 540e-6, 1052e-6, 2074e-6, 4120e-6];

    private readonly int[] limits = new int[PowerOnLimits.Length];
    private int configuration, adcConfiguration, calibration, coefficient, diagnostics, flags;
    private int shunt, bus, temperature, current, power;
    private double energy, charge;

    /// <summary>A chip at power-up.</summary>
    /// <param name="shuntOhm">The shunt at its pins, ohms.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="random">Source of its noise.</param>
    public Ina228Emulator(double shuntOhm, SensorErrors errors, Random random)
        : base(shuntOhm, errors, random) => PowerCycle();

    /// <summary>
    /// Typical offsets and gain of the datasheet's electrical characteristics; noise of a step with 1024 averages (table 8-2).
    /// </summary>
    public static ChipErrors Errors { get; } =
        new(ShuntOffsetV: 0.3e-6, ShuntNoiseV: 0.3e-6, BusOffsetV: 1e-3, BusGain: 0.0001, BusNoiseV: 0.2e-3);

    /// <inheritdoc/>
    public override double ConversionS =>
        Averages[adcConfiguration & 7]
        * ((Measures(1) ? ConversionTimesS[(adcConfiguration >> 9) & 7] : 0)
            + (Measures(2) ? ConversionTimesS[(adcConfiguration >> 6) & 7] : 0)
            + (Measures(4) ? ConversionTimesS[(adcConfiguration >> 3) & 7] : 0));

    /// <inheritdoc/>
    /// <remarks>Modes 1 to 7 convert once for each write to the ADC's configuration.</remarks>
    protected override bool IsContinuous => (adcConfiguration & 0x8000) != 0;

    private double ShuntStepV => (configuration & NarrowRange) != 0 ? NarrowStepV : WideStepV;

    /// <inheritdoc/>
    public override void PowerCycle()
    {
        (configuration, adcConfiguration, calibration, coefficient) = (0, PowerOnAdcConfiguration, PowerOnCalibration, 0);
        (diagnostics, flags, energy, charge) = (0, 0, 0, 0);
        (shunt, bus, temperature, current, power) = (0, 0, 0, 0, 0);
        PowerOnLimits.CopyTo(limits, 0);
        Restart();
    }

    /// <inheritdoc/>
    protected override int WidthOf(int register) => register switch
    {
        Ina228Sensor.ShuntVoltageRegister or Ina228Sensor.BusVoltageRegister or CurrentRegister or PowerRegister => 3,
        EnergyRegister or Ina228Sensor.ChargeRegister => 5,
        _ => 2,
    };

    /// <inheritdoc/>
    protected override long Read(int register)
    {
        switch (register)
        {
            case Ina228Sensor.ConfigurationRegister:
                return configuration;
            case Ina228Sensor.AdcConfigurationRegister:
                return adcConfiguration;
            case CalibrationRegister:
                return calibration;
            case TemperatureCoefficientRegister:
                return coefficient;
            case Ina228Sensor.ShuntVoltageRegister:
                return (long)(Fault == ChipFault.Overload ? Full : shunt) << UnusedBits;
            case Ina228Sensor.BusVoltageRegister:
                return (long)(Fault == ChipFault.Nonsense ? Full : bus) << UnusedBits;
            case DieTemperatureRegister:
                return temperature;
            case CurrentRegister:
                return (long)current << UnusedBits;
            case PowerRegister:
                return power;
            case EnergyRegister:
                flags &= ~EnergyOverflow;
                return (long)energy;
            case Ina228Sensor.ChargeRegister:
                flags &= ~ChargeOverflow;
                return (long)charge;
            case Ina228Sensor.DiagnosticsRegister:
                int value = diagnostics | flags | MemoryIsSound;
                flags &= ~Ina228Sensor.ConversionReady;
                return value;
            case >= FirstLimitRegister and < FirstLimitRegister + 6:
                return limits[register - FirstLimitRegister];
            case Ina228Sensor.ManufacturerIdRegister:
                return Manufacturer;
            case Ina228Sensor.DeviceIdRegister:
                return DeviceAndRevision;
            default:
                return 0;
        }
    }

    /// <inheritdoc/>
    protected override void Write(int register, int value)
    {
        switch (register)
        {
            case Ina228Sensor.ConfigurationRegister when (value & ResetBit) != 0:
                PowerCycle();
                break;
            case Ina228Sensor.ConfigurationRegister:
                configuration = value & WritableConfiguration;
                if ((value & ResetAccumulators) != 0)
                {
                    (energy, charge) = (0, 0);
                    flags &= ~(EnergyOverflow | ChargeOverflow | Ina228Sensor.MathOverflow);
                }

                break;
            case Ina228Sensor.AdcConfigurationRegister:
                adcConfiguration = value;
                flags &= ~Ina228Sensor.ConversionReady;
                Restart();
                break;
            case CalibrationRegister:
                calibration = value & 0x7FFF;
                break;
            case TemperatureCoefficientRegister:
                coefficient = value & 0x3FFF;
                break;
            case Ina228Sensor.DiagnosticsRegister:
                diagnostics = value & WritableDiagnostics;
                break;
            case >= FirstLimitRegister and < FirstLimitRegister + 6:
                limits[register - FirstLimitRegister] = value;
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Charge and energy count each conversion as it is, without waiting for the averages; in triggered modes they mean nothing.
    /// </remarks>
    protected override void Accumulate(double shuntV, double busV, double durationS)
    {
        if (!IsContinuous || Fault == ChipFault.Frozen)
        {
            return;
        }

        double steps = Math.Clamp(shuntV / ShuntStepV, -Full - 1, Full) * CurrentSteps();
        charge += steps * durationS;
        energy += Math.Abs(steps) * Math.Clamp(busV / BusStepV, 0, Full) / PowerDivisor / EnergyStepsOfPower * durationS;

        // Both begin anew from 0 (section 8.1.2).
        if (Math.Abs(charge) >= 1L << 39)
        {
            charge = 0;
            flags |= ChargeOverflow;
        }

        if (energy >= 1L << 40)
        {
            energy = 0;
            flags |= EnergyOverflow;
        }
    }

    /// <inheritdoc/>
    protected override void Finish(double shuntV, double busV, double temperatureC)
    {
        temperature = Measures(4) ? (int)Math.Round(temperatureC / TemperatureStepC) : temperature;
        shunt = Measures(2) ? Steps(shuntV, ShuntStepV, -Full - 1, Full, shunt) : shunt;
        bus = Measures(1) ? Steps(busV, BusStepV, 0, Full, bus) : bus;
        double exactCurrent = Math.Round(shunt * CurrentSteps()), exactPower = Math.Abs(exactCurrent) * bus / PowerDivisor;
        bool overflow = exactCurrent is > Full or < -Full - 1 || exactPower > MaxPower;
        current = (int)Math.Clamp(exactCurrent, -Full - 1, Full);
        power = (int)Math.Min(exactPower, MaxPower);
        flags = (flags & ~Ina228Sensor.MathOverflow) | Ina228Sensor.ConversionReady | (overflow ? Ina228Sensor.MathOverflow : 0);
    }

    // Bits of the mode: bus, shunt, temperature.
    private bool Measures(int bit) => ((adcConfiguration >> 12) & bit) != 0;

    /// <summary>Current steps of a step at the shunt (section 8.1.2, equations 2 to 4; section 7.3.5 with the temperature).</summary>
    private double CurrentSteps()
    {
        double warmer = (configuration & Compensates) != 0 ? (temperature * TemperatureStepC - ReferenceC) * coefficient / MillionthsOfOne
            : 0;
        return calibration == 0 ? 0 : PowerOnCalibration / (double)calibration / (1 + warmer);
    }
}
