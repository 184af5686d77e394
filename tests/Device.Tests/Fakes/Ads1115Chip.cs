using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>
/// An ADS1115 at the level of its registers (TI datasheet SBAS444, section 9.6). In single-shot mode a write that sets the config
/// register's top bit starts a conversion; that bit reads 0 while it runs, here for so many reads, and the input is taken at the start.
/// </summary>
internal sealed class Ads1115Chip : IRegisterDevice
{
    /// <summary>
    /// Config register at power-up: AIN0 against AIN1, +-2.048 V, single shot, 128 a second, comparator off, nothing running.
    /// </summary>
    public const int PowerUpConfig = 0x8583;

    private const int Conversion = 0, Config = 1, LowThreshold = 2, HighThreshold = 3;
    private const int Start = 0x8000, SingleShot = 0x0100;

    private static readonly double[] FullScaleV = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256];

    private readonly double[] inputsV = new double[4];
    private int conversion, low = 0x8000, high = 0x7FFF, readsLeft;

    /// <summary>What the config register was last set to.</summary>
    public int Configuration { get; private set; } = PowerUpConfig & ~Start;

    /// <summary>Reads of the config register that find a conversion still running.</summary>
    public int ReadsUntilReady { get; set; } = 1;

    /// <summary>Conversions done.</summary>
    public int Conversions { get; private set; }

    /// <summary>Whether it answers.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>What a stuck data line makes of every word; null while it is free.</summary>
    public int? StuckAt { get; set; }

    /// <summary>Sets an input against ground, volts.</summary>
    public void SetInput(int channel, double volts) => inputsV[channel] = volts;

    /// <summary>Sets an input to the divider of an NTC on top and a resistor below.</summary>
    public void SetDivider(int channel, double ntcOhm, double resistorOhm, double supplyV) =>
        SetInput(channel, supplyV * resistorOhm / (ntcOhm + resistorOhm));

    public bool TryRead(byte[] frame, int count)
    {
        Assert.Equal(2, count);
        int value = Read(frame[0]);
        (frame[1], frame[2]) = ((byte)(value >> 8), (byte)value);
        return Answers;
    }

    /// <summary>A register, high byte first on the bus.</summary>
    public int Read(int register) => StuckAt ?? register switch
    {
        Conversion => (Configuration & SingleShot) != 0 ? conversion : Convert(Configuration),
        Config => Configuration | (IsReady() ? Start : 0),
        LowThreshold => low,
        HighThreshold => high,
        _ => throw new InvalidOperationException($"an ADS1115 has no register {register}"),
    };

    public bool TryWrite(byte[] frame, int count)
    {
        Assert.Equal(2, count);
        Write(frame[0], (frame[1] << 8) | frame[2]);
        return Answers;
    }

    /// <summary>Writes a register.</summary>
    public void Write(int register, int value)
    {
        if (!Answers || StuckAt is not null)
        {
            return;
        }

        switch (register)
        {
            case Config:
                Configuration = value & ~Start;
                if ((value & Start) != 0 && (value & SingleShot) != 0)
                {
                    conversion = Convert(value);
                    Conversions++;
                    readsLeft = ReadsUntilReady;
                }

                break;
            case LowThreshold:
                low = value;
                break;
            case HighThreshold:
                high = value;
                break;
            default:
                throw new InvalidOperationException($"register {register} of an ADS1115 cannot be written");
        }
    }

    private bool IsReady()
    {
        if ((Configuration & SingleShot) == 0)
        {
            return false;
        }

        return readsLeft-- <= 0;
    }

    /// <summary>The input by the multiplexer (bits 14 to 12) in steps of the full scale (bits 11 to 9), two's complement.</summary>
    private int Convert(int config)
    {
        double volts = ((config >> 12) & 7) switch
        {
            0 => inputsV[0] - inputsV[1],
            1 => inputsV[0] - inputsV[3],
            2 => inputsV[1] - inputsV[3],
            3 => inputsV[2] - inputsV[3],
            int single => inputsV[single - 4],
        };
        double steps = Math.Round(volts / FullScaleV[(config >> 9) & 7] * 32768);
        return (int)Math.Clamp(steps, short.MinValue, short.MaxValue) & 0xFFFF;
    }
}
