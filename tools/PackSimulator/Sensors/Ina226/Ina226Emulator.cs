using NanoBms.Device.Sensors.Ina226;

namespace NanoBms.PackSimulator.Sensors.Ina226;

/// <summary>The INA226 at the level of its registers (TI datasheet SBOS547, section 7).</summary>
public sealed class Ina226Emulator : ShuntEmulator
{
    /// <summary>The power register: 25 current steps a step.</summary>
    public const int PowerRegister = 0x03;

    /// <summary>The current register, whose step the calibration register sets.</summary>
    public const int CurrentRegister = 0x04;

    /// <summary>The calibration register.</summary>
    public const int CalibrationRegister = 0x05;

    /// <summary>The limit that the alert functions compare with.</summary>
    public const int AlertLimitRegister = 0x07;

    private const int PowerOnConfiguration = 0x4127, ResetBit = 0x8000, FixedBits = 0x4000, WritableConfiguration = 0x0FFF;
    private const int AlertFunctionFlag = 1 << 4, WritableMask = 0xFC03, LatchEnable = 1;
    private const int Manufacturer = 0x5449, DieAndRevision = 0x2260;
    private const double ShuntStepV = 2.5e-6, BusStepV = 1.25e-3;

    private static readonly int[] Averages = [1, 4, 16, 64, 128, 256, 512, 1024];
    private static readonly double[] ConversionTimesS = [140e-6, 204e-6, 332e-6, 588e-6, 1.1e-3, 2.116e-3, 4.156e-3, 8.244e-3];

    private int configuration, calibration, mask, alertLimit, flags;
    private int shunt, bus, current, power;

    /// <summary>A chip at power-up.</summary>
    /// <param name="shuntOhm">The shunt at its pins, ohms.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="random">Source of its noise.</param>
    public Ina226Emulator(double shuntOhm, SensorErrors errors, Random random)
        : base(shuntOhm, errors, random) => PowerCycle();

    /// <summary>Typical offsets and gain of the datasheet's electrical characteristics.</summary>
    public static ChipErrors Errors { get; } = new(
        ShuntOffsetV: 2.5e-6, ShuntNoiseV: 1e-6, BusOffsetV: 1.25e-3, BusGain: 0.0002, BusNoiseV: 0.3e-3);

    /// <inheritdoc/>
    public override double ConversionS =>
        Averages[(configuration >> 9) & 7]
        * (((configuration & 2) != 0 ? ConversionTimesS[(configuration >> 6) & 7] : 0)
            + ((configuration & 1) != 0 ? ConversionTimesS[(configuration >> 3) & 7] : 0));

    /// <inheritdoc/>
    /// <remarks>Modes 1 to 3 convert once for each write to the configuration.</remarks>
    protected override bool IsContinuous => (configuration & 4) != 0;

    /// <inheritdoc/>
    public override void PowerCycle()
    {
        configuration = PowerOnConfiguration;
        (calibration, mask, alertLimit, flags) = (0, 0, 0, 0);
        (shunt, bus, current, power) = (0, 0, 0, 0);
        Restart();
    }

    /// <inheritdoc/>
    protected override int WidthOf(int register) => 2;

    /// <inheritdoc/>
    protected override long Read(int register)
    {
        switch (register)
        {
            case Ina226Sensor.ConfigurationRegister:
                return configuration;
            case Ina226Sensor.ShuntVoltageRegister:
                return Fault == ChipFault.Overload ? short.MaxValue : shunt;
            case Ina226Sensor.BusVoltageRegister:
                return Fault == ChipFault.Nonsense ? short.MaxValue : bus;
            case PowerRegister:
                return power;
            case CurrentRegister:
                return current;
            case CalibrationRegister:
                return calibration;
            case Ina226Sensor.MaskEnableRegister:
                int value = mask | flags;

                // Reading this register is what takes the ready flag back, and a latched alert.
                flags &= ~(Ina226Sensor.ConversionReady | ((mask & LatchEnable) != 0 ? AlertFunctionFlag : 0));
                return value;
            case AlertLimitRegister:
                return alertLimit;
            case Ina226Sensor.ManufacturerIdRegister:
                return Manufacturer;
            case Ina226Sensor.DieIdRegister:
                return DieAndRevision;
            default:
                return 0;
        }
    }

    /// <inheritdoc/>
    protected override void Write(int register, int value)
    {
        switch (register)
        {
            case Ina226Sensor.ConfigurationRegister when (value & ResetBit) != 0:
                PowerCycle();
                break;
            case Ina226Sensor.ConfigurationRegister:
                // It starts the conversion anew and takes the ready flag back.
                configuration = FixedBits | (value & WritableConfiguration);
                flags &= ~Ina226Sensor.ConversionReady;
                Restart();
                break;
            case CalibrationRegister:
                calibration = value & 0x7FFF;
                break;
            case Ina226Sensor.MaskEnableRegister:
                mask = value & WritableMask;
                break;
            case AlertLimitRegister:
                alertLimit = value & 0xFFFF;
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Finish(double shuntV, double busV, double temperatureC)
    {
        shunt = (configuration & 1) != 0 ? Steps(shuntV, ShuntStepV, short.MinValue, short.MaxValue, shunt) : shunt;
        bus = (configuration & 2) != 0 ? Steps(busV, BusStepV, 0, short.MaxValue, bus) : bus;

        // Current = shunt * calibration / 2048, power = current * bus / 20000 (section 7.5, equations 3 and 4).
        long exactCurrent = (long)shunt * calibration / 2048, exactPower = Math.Abs(exactCurrent) * bus / 20000;
        bool overflow = exactCurrent is > short.MaxValue or < short.MinValue || exactPower > ushort.MaxValue;
        current = (int)Math.Clamp(exactCurrent, short.MinValue, short.MaxValue);
        power = (int)Math.Min(exactPower, ushort.MaxValue);
        flags = (flags & AlertFunctionFlag) | Ina226Sensor.ConversionReady | (overflow ? Ina226Sensor.MathOverflow : 0);
        SetAlert();
    }

    /// <summary>The highest of the alert functions that are on decides.</summary>
    private void SetAlert()
    {
        int limit = (short)alertLimit;
        bool alert = (mask >> 10) switch
        {
            >= 32 => shunt > limit,
            >= 16 => shunt < limit,
            >= 8 => bus > alertLimit,
            >= 4 => bus < alertLimit,
            >= 2 => power > alertLimit,
            _ => false,
        };
        bool latched = (mask & LatchEnable) != 0 && (flags & AlertFunctionFlag) != 0;
        flags = alert || latched ? flags | AlertFunctionFlag : flags & ~AlertFunctionFlag;
    }
}
