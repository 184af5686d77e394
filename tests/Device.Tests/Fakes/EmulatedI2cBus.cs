using System.Device.I2c;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>
/// An I2C bus of chips with registers, as bytes on the wire: a write is the register's address and the register's bytes, a read is of the
/// register whose address was written last. No acknowledge is an IOException, as Linux tells it.
/// </summary>
internal sealed class EmulatedI2cBus : I2cBus
{
    private readonly Dictionary<int, IRegisterDevice> chips = [];

    /// <summary>Devices opened so far.</summary>
    public int Opened { get; private set; }

    /// <summary>Puts a chip on the bus.</summary>
    public void Connect(int address, IRegisterDevice chip) => chips[address] = chip;

    public override I2cDevice CreateDevice(int deviceAddress)
    {
        Opened++;
        return new Device(chips, deviceAddress);
    }

    public override void RemoveDevice(int deviceAddress)
    {
    }

    private sealed class Device(Dictionary<int, IRegisterDevice> chips, int address) : I2cDevice
    {
        private byte register;

        public override I2cConnectionSettings ConnectionSettings { get; } = new(1, address);

        public override void Read(Span<byte> buffer)
        {
            byte[] frame = new byte[1 + buffer.Length];
            frame[0] = register;
            if (!chips.TryGetValue(address, out IRegisterDevice? chip) || !chip.TryRead(frame, buffer.Length))
            {
                throw NotAcknowledged();
            }

            frame.AsSpan(1).CopyTo(buffer);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            register = buffer[0];
            if (!chips.TryGetValue(address, out IRegisterDevice? chip)
                || (buffer.Length > 1 && !chip.TryWrite(buffer.ToArray(), buffer.Length - 1)))
            {
                throw NotAcknowledged();
            }
        }

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            Write(writeBuffer);
            Read(readBuffer);
        }

        private static IOException NotAcknowledged() => new("Error 121 performing I2C data transfer.");
    }
}
