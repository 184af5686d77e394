using System;
using System.Device.I2c;
using System.IO;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>A chip with 16-bit registers on the first I2C bus of a Raspberry Pi.</summary>
    public sealed class I2cRegisters : IRegisterDevice
    {
        private readonly I2cDevice device;

        /// <summary>Opens the bus; its pins are fixed on a Raspberry Pi.</summary>
        public I2cRegisters(int chipAddress, int dataPin, int clockPin)
        {
            _ = dataPin;
            _ = clockPin;
            device = I2cDevice.Create(new I2cConnectionSettings(1, chipAddress));
        }

        /// <inheritdoc/>
        public bool TryRead(int register, out int value)
        {
            Span<byte> word = stackalloc byte[2];
            try
            {
                device.WriteRead(stackalloc byte[] { (byte)register }, word);
                value = (word[0] << 8) | word[1];
                return true;
            }
            catch (IOException)
            {
                value = 0;
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryWrite(int register, int value)
        {
            try
            {
                device.Write(stackalloc byte[] { (byte)register, (byte)(value >> 8), (byte)value });
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
