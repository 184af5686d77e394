using NanoBms.Cells.Virtual;
using NanoBms.Device.Hardware;
using NanoBms.Device.Sensors;

namespace NanoBms.PackSimulator.Emulation;

/// <summary>
/// The INA226 at the level of its registers (TI datasheet SBOS547, section 7): conversions take their time and give the mean of the signals
/// over it, in steps of the registers.
/// </summary>
public sealed class Ina226Emulator : IRegisterDevice
{
    /// <summary>The power register: 25 current steps a step.</summary>
    public const int PowerRegister = 0x03;

    /// <summary>The limit that the alert functions compare with.</summary>
    public const int AlertLimitRegister = 0x07;

    private const int PowerOnConfiguration = 0x4127, ResetBit = 0x8000, FixedBits = 0x4000, WritableConfiguration = 0x0FFF;
    private const int ConversionReadyFlag = 1 << 3, MathOverflowFlag = 1 << 2, AlertFunctionFlag = 1 << 4, WritableMask = 0xFC03, LatchEnable = 1;
    private const double ShuntStepV = 2.5e-6, BusStepV = 1.25e-3;
    private const int AllOnes = 0xFFFF, FullScale = 0x7FFF;

    private static readonly int[] Averages = [1, 4, 16, 64, 128, 256, 512, 1024];
    private static readonly double[] ConversionTimesS = [140e-6, 204e-6, 332e-6, 588e-6, 1.1e-3, 2.116e-3, 4.156e-3, 8.244e-3];

    private readonly double shuntOhm;
    private readonly SensorErrors errors;
    private readonly Random random;
    private int configuration, calibration, mask, alertLimit, flags;
    private int shunt, bus, current, power;
    private double shuntVs, busVs, convertedS;
    private bool converting;

    /// <summary>A chip at power-up.</summary>
    /// <param name="shuntOhm">The shunt at its pins, ohms.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="random">Source of its noise.</param>
    public Ina226Emulator(double shuntOhm, SensorErrors errors, Random random)
    {
        this.shuntOhm = shuntOhm;
        this.errors = errors;
        this.random = random;
        Reset();
    }

    /// <summary>What is wrong with it.</summary>
    public ChipFault Fault { get; set; }

    /// <summary>Duration of a conversion with all its averages, seconds; 0 while powered down.</summary>
    public double ConversionS =>
        Averages[(configuration >> 9) & 7]
        * (((configuration & 2) != 0 ? ConversionTimesS[(configuration >> 6) & 7] : 0) + ((configuration & 1) != 0 ? ConversionTimesS[(configuration >> 3) & 7] : 0));

    /// <summary>Its supply goes and comes back: all registers as at power-up.</summary>
    public void PowerCycle() => Reset();

    /// <summary>Goes on in time with signals that stay as they are.</summary>
    /// <param name="currentA">Amperes through the shunt from IN+ to IN-.</param>
    /// <param name="busVoltageV">Volts at the bus pin.</param>
    /// <param name="durationS">Seconds.</param>
    public void Advance(double currentA, double busVoltageV, double durationS)
    {
        double totalS = ConversionS;
        while (converting && durationS > 0 && Fault != ChipFault.Stopped)
        {
            double stepS = Math.Min(durationS, totalS - convertedS);
            shuntVs += currentA * shuntOhm * stepS;
            busVs += busVoltageV * stepS;
            convertedS += stepS;
            durationS -= stepS;
            if (convertedS >= totalS * (1 - 1e-12))
            {
                Finish(totalS);
            }
        }
    }

    /// <inheritdoc/>
    public bool TryRead(int register, out int value)
    {
        value = Fault switch
        {
            ChipFault.Junk => random.Next(0x10000),
            ChipFault.Ones => AllOnes,
            _ => 0,
        };
        switch (Fault)
        {
            case ChipFault.Silent:
                return false;
            case ChipFault.Junk or ChipFault.Zeros or ChipFault.Ones:
                return true;
            case ChipFault.Overload when register is Ina226Register.ShuntVoltage or Ina226Register.Current:
            case ChipFault.Nonsense when register == Ina226Register.BusVoltage:
                value = FullScale;
                return true;
            default:
                break;
        }

        switch (register)
        {
            case Ina226Register.Configuration:
                value = configuration;
                return true;
            case Ina226Register.ShuntVoltage:
                value = shunt & 0xFFFF;
                return true;
            case Ina226Register.BusVoltage:
                value = bus;
                return true;
            case PowerRegister:
                value = power;
                return true;
            case Ina226Register.Current:
                value = current & 0xFFFF;
                return true;
            case Ina226Register.Calibration:
                value = calibration;
                return true;
            case Ina226Register.MaskEnable:
                value = mask | flags;

                // Reading this register is what takes the ready flag back, and a latched alert.
                flags &= ~(ConversionReadyFlag | ((mask & LatchEnable) != 0 ? AlertFunctionFlag : 0));
                return true;
            case AlertLimitRegister:
                value = alertLimit;
                return true;
            case Ina226Register.ManufacturerId:
                value = Ina226.Manufacturer;
                return true;
            case Ina226Register.DieId:
                value = Ina226.Die;
                return true;
            default:
                return true;
        }
    }

    /// <inheritdoc/>
    public bool TryWrite(int register, int value)
    {
        if (Fault is ChipFault.Silent or ChipFault.Zeros or ChipFault.Ones)
        {
            return Fault != ChipFault.Silent;
        }

        switch (register)
        {
            case Ina226Register.Configuration:
                Configure(value);
                break;
            case Ina226Register.Calibration:
                calibration = value & 0x7FFF;
                break;
            case Ina226Register.MaskEnable:
                mask = value & WritableMask;
                break;
            case AlertLimitRegister:
                alertLimit = value & 0xFFFF;
                break;
            default:
                break;
        }

        return true;
    }

    private void Configure(int value)
    {
        if ((value & ResetBit) != 0)
        {
            Reset();
            return;
        }

        configuration = FixedBits | (value & WritableConfiguration);
        Restart();
    }

    private void Reset()
    {
        configuration = PowerOnConfiguration;
        (calibration, mask, alertLimit, flags) = (0, 0, 0, 0);
        (shunt, bus, current, power) = (0, 0, 0, 0);
        Restart();
    }

    /// <summary>Writing the configuration starts the conversion anew and takes the ready flag back.</summary>
    private void Restart()
    {
        flags &= ~ConversionReadyFlag;
        (shuntVs, busVs, convertedS) = (0, 0, 0);
        converting = (configuration & 3) != 0;
    }

    private void Finish(double totalS)
    {
        if ((configuration & 1) != 0)
        {
            double volts = shuntVs / totalS * (1 + errors.ShuntGain) + errors.ShuntOffsetV + errors.ShuntNoiseV * Normal.Next(random);
            shunt = (int)Math.Clamp(Math.Round(volts / ShuntStepV), short.MinValue, short.MaxValue);
        }

        if ((configuration & 2) != 0)
        {
            double volts = busVs / totalS * (1 + errors.BusGain) + errors.BusOffsetV + errors.BusNoiseV * Normal.Next(random);
            bus = (int)Math.Clamp(Math.Round(volts / BusStepV), 0, short.MaxValue);
        }

        // Current = shunt * calibration / 2048, power = current * bus / 20000 (section 7.5, equations 3 and 4).
        long exactCurrent = (long)shunt * calibration / 2048, exactPower = Math.Abs(exactCurrent) * bus / 20000;
        bool overflow = exactCurrent is > short.MaxValue or < short.MinValue || exactPower > ushort.MaxValue;
        current = (int)Math.Clamp(exactCurrent, short.MinValue, short.MaxValue);
        power = (int)Math.Min(exactPower, ushort.MaxValue);
        flags = (flags & AlertFunctionFlag) | ConversionReadyFlag | (overflow ? MathOverflowFlag : 0);
        SetAlert();
        (shuntVs, busVs, convertedS) = (0, 0, 0);

        // Modes 1 to 3 convert once for each write to the configuration.
        converting = (configuration & 4) != 0;
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
