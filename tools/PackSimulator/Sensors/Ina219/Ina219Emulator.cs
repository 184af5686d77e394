using NanoBms.Device.Sensors.Ina219;

namespace NanoBms.PackSimulator.Sensors.Ina219;

/// <summary>The INA219 at the level of its registers (TI datasheet SBOS448, section 8).</summary>
public sealed class Ina219Emulator : ShuntEmulator
{
    /// <summary>The current register, whose step the calibration register sets.</summary>
    public const int CurrentRegister = 0x04;

    /// <summary>The calibration register.</summary>
    public const int CalibrationRegister = 0x05;

    private const int PowerOnConfiguration = 0x399F, ResetBit = 0x8000, WritableConfiguration = 0x3FFF, WideBusRange = 1 << 13;
    private const int ShuntSteps = 4000, BusSteps = 4000, BusShift = 3;
    private const double ShuntStepV = 10e-6, BusStepV = 4e-3;

    // Codes 0 to 3: one conversion of 9 to 12 bits; 8 to 15: 1 to 128 conversions of 12 bits. Table 5 of the datasheet.
    private static readonly double[] ConversionTimesS =
        [84e-6, 148e-6, 276e-6, 532e-6, 84e-6, 148e-6, 276e-6, 532e-6, 532e-6, 1.06e-3, 2.13e-3, 4.26e-3, 8.51e-3, 17.02e-3, 34.05e-3,
            68.1e-3];

    private int configuration, calibration, shunt, bus, current, power;
    private bool isReady, isOverflown;

    /// <summary>A chip at power-up.</summary>
    /// <param name="shuntOhm">The shunt at its pins, ohms.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="random">Source of its noise.</param>
    public Ina219Emulator(double shuntOhm, SensorErrors errors, Random random)
        : base(shuntOhm, errors, random) => PowerCycle();

    /// <summary>
    /// Typical offsets and gain of the datasheet's electrical characteristics (grade A, gain 1/8); noise is below a step with 128 averages.
    /// </summary>
    public static ChipErrors Errors { get; } = new(
        ShuntOffsetV: 40e-6, ShuntNoiseV: 5e-6, BusOffsetV: 4e-3, BusGain: 0.002, BusNoiseV: 1e-3);

    /// <inheritdoc/>
    public override double ConversionS =>
        ((configuration & 2) != 0 ? ConversionTimesS[(configuration >> 7) & 15] : 0)
            + ((configuration & 1) != 0 ? ConversionTimesS[(configuration >> 3) & 15] : 0);

    /// <inheritdoc/>
    /// <remarks>Modes 1 to 3 convert once for each write to the configuration; mode 4 converts nothing.</remarks>
    protected override bool IsContinuous => (configuration & 7) > 4;

    /// <inheritdoc/>
    public override void PowerCycle()
    {
        configuration = PowerOnConfiguration;
        (calibration, shunt, bus, current, power) = (0, 0, 0, 0, 0);
        (isReady, isOverflown) = (false, false);
        Restart();
    }

    /// <inheritdoc/>
    protected override int WidthOf(int register) => 2;

    /// <inheritdoc/>
    protected override long Read(int register)
    {
        switch (register)
        {
            case Ina219Sensor.ConfigurationRegister:
                return configuration;
            case Ina219Sensor.ShuntVoltageRegister:
                return Fault == ChipFault.Overload ? Gain() * ShuntSteps : shunt;
            case Ina219Sensor.BusVoltageRegister:
                return ((Fault == ChipFault.Nonsense ? 2 * BusSteps : bus) << BusShift)
                    | (isReady ? Ina219Sensor.ConversionReady : 0) | (isOverflown ? Ina219Sensor.MathOverflow : 0);
            case Ina219Sensor.PowerRegister:
                isReady = false;
                return power;
            case CurrentRegister:
                return current;
            case CalibrationRegister:
                return calibration;
            default:
                return 0;
        }
    }

    /// <inheritdoc/>
    protected override void Write(int register, int value)
    {
        switch (register)
        {
            case Ina219Sensor.ConfigurationRegister when (value & ResetBit) != 0:
                PowerCycle();
                break;
            case Ina219Sensor.ConfigurationRegister:
                configuration = value & WritableConfiguration;
                isReady = false;
                Restart();
                break;
            case CalibrationRegister:
                // Its lowest bit cannot be set.
                calibration = value & 0xFFFE;
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Finish(double shuntV, double busV, double temperatureC)
    {
        int shuntEnd = Gain() * ShuntSteps, busEnd = (configuration & WideBusRange) != 0 ? 2 * BusSteps : BusSteps;
        shunt = (configuration & 1) != 0 ? Steps(shuntV, ShuntStepV, -shuntEnd, shuntEnd, shunt) : shunt;
        bus = (configuration & 2) != 0 ? Steps(busV, BusStepV, 0, busEnd, bus) : bus;

        // Current = shunt * calibration / 4096, power = current * bus / 5000 (section 8.5.1, equations 4 and 5).
        long exactCurrent = (long)shunt * calibration / 4096, exactPower = Math.Abs(exactCurrent) * bus / 5000;
        isOverflown = exactCurrent is > short.MaxValue or < short.MinValue || exactPower > ushort.MaxValue;
        current = (int)Math.Clamp(exactCurrent, short.MinValue, short.MaxValue);
        power = (int)Math.Min(exactPower, ushort.MaxValue);
        isReady = true;
    }

    private int Gain() => 1 << ((configuration >> 11) & 3);
}
