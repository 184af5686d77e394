using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>A chip with 16-bit registers, and the ways in which one goes wrong on a bus.</summary>
internal abstract class RegisterChip : IRegisterDevice, IBus
{
    protected Dictionary<int, int> Registers { get; } = [];

    /// <summary>Transfers that are not acknowledged from now on.</summary>
    public int LostTransfers { get; set; }

    /// <summary>What a stuck data line makes of every word; null while it is free.</summary>
    public int? StuckAt { get; set; }

    /// <summary>Whether bringing the bus back helps.</summary>
    public bool RecoveryHelps { get; set; } = true;

    /// <summary>Times the bus was brought back.</summary>
    public int Recoveries { get; private set; }

    /// <summary>What was written, in order.</summary>
    public List<(int Register, int Value)> Writes { get; } = [];

    public bool TryRead(int register, out int value)
    {
        value = 0;
        if (LostTransfers > 0)
        {
            LostTransfers--;
            return false;
        }

        value = StuckAt ?? Registers.GetValueOrDefault(register);
        OnRead(register);
        return true;
    }

    public bool TryWrite(int register, int value)
    {
        if (LostTransfers > 0)
        {
            LostTransfers--;
            return false;
        }

        Writes.Add((register, value));
        if (StuckAt is null)
        {
            Registers[register] = value;
            OnWritten();
        }

        return true;
    }

    public void Recover()
    {
        Recoveries++;
        if (RecoveryHelps)
        {
            StuckAt = null;
            LostTransfers = 0;
        }
    }

    protected virtual void OnRead(int register)
    {
    }

    protected abstract void OnWritten();
}

/// <summary>An INA226 as its datasheet (TI SBOS547) describes its registers.</summary>
internal sealed class Ina226Chip : RegisterChip
{
    private const double ShuntOhm = 0.002;

    // Taken back by reading its register, and set again within the second.
    private const int ConversionReady = 8;

    private double voltageV, currentA;

    public Ina226Chip() => PowerOn();

    /// <summary>Whether it measures no more, and answers with its last results.</summary>
    public bool IsStopped { get; set; }

    /// <summary>What it measures.</summary>
    public void Measure(double volts, double amperes)
    {
        (voltageV, currentA) = (volts, amperes);
        OnWritten();

        // A conversion is ready that nobody has read yet.
        Registers[0x06] = ConversionReady;
    }

    /// <summary>The supply comes back: reset values, section 7.6.</summary>
    public void PowerOn()
    {
        Registers.Clear();
        Registers[0x00] = 0x4127;
        Registers[0xFE] = 0x5449;
        Registers[0xFF] = 0x2260;
    }

    /// <summary>Another chip at the address.</summary>
    public void Replace(int manufacturer, int die) => (Registers[0xFE], Registers[0xFF]) = (manufacturer, die);

    protected override void OnRead(int register)
    {
        if (register == 0x06)
        {
            Registers[0x06] = IsStopped ? 0 : ConversionReady;
        }
    }

    protected override void OnWritten()
    {
        int shunt = (int)Math.Clamp(Math.Round(currentA * ShuntOhm / 2.5e-6), -32768, 32767);
        int current = shunt * Registers.GetValueOrDefault(0x05) / 2048;
        Registers[0x01] = shunt & 0xFFFF;
        Registers[0x02] = (int)Math.Round(voltageV / 1.25e-3);
        Registers[0x04] = current & 0xFFFF;
    }
}

/// <summary>An INA219 as its datasheet (TI SBOS448) describes its registers.</summary>
internal sealed class Ina219Chip : RegisterChip
{
    private const double ShuntOhm = 0.1;

    private const int ConversionReady = 2;

    private double voltageV, currentA;

    public Ina219Chip() => Registers[0x00] = 0x399F;

    /// <summary>Whether it measures no more, and answers with its last results.</summary>
    public bool IsStopped { get; set; }

    /// <summary>What it measures.</summary>
    public void Measure(double volts, double amperes)
    {
        (voltageV, currentA) = (volts, amperes);
        OnWritten();
    }

    protected override void OnWritten()
    {
        int gain = (Registers[0x00] >> 11) & 3;
        int fullScale = 4000 << gain;
        Registers[0x01] = (int)Math.Clamp(Math.Round(currentA * ShuntOhm / 10e-6), -fullScale, fullScale) & 0xFFFF;
        Registers[0x02] = ((int)Math.Round(voltageV / 4e-3) << 3) | ConversionReady;
    }

    protected override void OnRead(int register)
    {
        if (register == 0x03 && IsStopped)
        {
            Registers[0x02] &= ~ConversionReady;
        }
    }
}
