using NanoBms.Device.Hardware;

namespace NanoBms.PackSimulator.Sensors;

/// <summary>
/// A sensor chip at the level of its registers, as bytes on the wire: a read begins with the byte that the chip sends first and gives ones
/// beyond the register's end, as a bus does that nobody drives.
/// </summary>
public abstract class SensorEmulator : IRegisterDevice
{
    private const byte Undriven = 0xFF;

    private readonly bool isLowByteFirst;

    /// <summary>A chip at power-up.</summary>
    /// <param name="isLowByteFirst">Whether the low byte of a register comes first.</param>
    /// <param name="random">Source of its noise.</param>
    protected SensorEmulator(bool isLowByteFirst, Random random)
    {
        this.isLowByteFirst = isLowByteFirst;
        Random = random;
    }

    /// <summary>What is wrong with it.</summary>
    public ChipFault Fault { get; set; }

    /// <summary>Source of its noise.</summary>
    protected Random Random { get; }

    /// <summary>Its supply goes and comes back: all registers as at power-up.</summary>
    public abstract void PowerCycle();

    /// <summary>Goes on in time with signals that stay as they are.</summary>
    /// <param name="currentA">Amperes through the shunt from IN+ to IN-.</param>
    /// <param name="voltageV">Volts at the bus pin.</param>
    /// <param name="temperatureC">Temperature at the chip, degrees Celsius.</param>
    /// <param name="durationS">Seconds.</param>
    public abstract void Advance(double currentA, double voltageV, double temperatureC, double durationS);

    /// <inheritdoc/>
    public bool TryRead(byte[] frame, int count)
    {
        ArgumentNullException.ThrowIfNull(frame);
        for (int k = 1; k <= count; k++)
        {
            frame[k] = Fault switch
            {
                ChipFault.Junk => (byte)Random.Next(0x100),
                ChipFault.Ones => Undriven,
                _ => 0,
            };
        }

        if (Fault is not (ChipFault.Silent or ChipFault.Junk or ChipFault.Zeros or ChipFault.Ones))
        {
            int width = WidthOf(frame[0]);
            long value = Read(frame[0]);
            for (int k = 1; k <= count; k++)
            {
                int place = isLowByteFirst ? k - 1 : width - k;
                frame[k] = k > width ? Undriven : (byte)(value >> (8 * place));
            }
        }

        return Fault != ChipFault.Silent;
    }

    /// <inheritdoc/>
    public bool TryWrite(byte[] frame, int count)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (Fault is not (ChipFault.Silent or ChipFault.Zeros or ChipFault.Ones) && count == WidthOf(frame[0]))
        {
            int value = 0;
            for (int k = 1; k <= count; k++)
            {
                value = (value << 8) | frame[isLowByteFirst ? count + 1 - k : k];
            }

            Write(frame[0], value);
        }

        return Fault != ChipFault.Silent;
    }

    /// <summary>A register without a sign, as the bus would give it now; with what reading it changes.</summary>
    /// <param name="register">Register address.</param>
    public long ReadRegister(int register)
    {
        int width = WidthOf(register);
        byte[] frame = new byte[1 + width];
        frame[0] = (byte)register;
        TryRead(frame, width);
        long value = 0;
        for (int k = 1; k <= width; k++)
        {
            value = (value << 8) | frame[isLowByteFirst ? width + 1 - k : k];
        }

        return value;
    }

    /// <summary>Writes a register of two bytes, over the bus.</summary>
    public void WriteRegister(int register, int value)
    {
        byte high = (byte)(value >> 8), low = (byte)value;
        TryWrite(isLowByteFirst ? [(byte)register, low, high] : [(byte)register, high, low], 2);
    }

    /// <summary>Bytes of a register.</summary>
    protected abstract int WidthOf(int register);

    /// <summary>What a register holds; reading may change flags. Bits beyond its width do not count.</summary>
    protected abstract long Read(int register);

    /// <summary>Writes a register as far as it can be written.</summary>
    protected abstract void Write(int register, int value);
}
