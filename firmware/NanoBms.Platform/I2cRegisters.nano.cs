using System;
using System.Device.I2c;
using nanoFramework.Hardware.Esp32;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>A chip with 16-bit registers on the ESP32's first I2C bus.</summary>
    public sealed class I2cRegisters : IRegisterDevice
    {
        private readonly I2cDevice device;
        private readonly byte[] address = new byte[1];
        private readonly byte[] word = new byte[2];
        private readonly byte[] frame = new byte[3];

        /// <summary>Opens the bus on two GPIOs.</summary>
        public I2cRegisters(int chipAddress, int dataPin, int clockPin)
        {
            Configuration.SetPinFunction(dataPin, DeviceFunction.I2C1_DATA);
            Configuration.SetPinFunction(clockPin, DeviceFunction.I2C1_CLOCK);
            device = I2cDevice.Create(new I2cConnectionSettings(1, chipAddress, I2cBusSpeed.FastMode));
        }

        /// <inheritdoc/>
        public bool TryRead(int register, out int value)
        {
            value = 0;
            try
            {
                address[0] = (byte)register;
                I2cTransferResult result = device.WriteRead(new SpanByte(address), new SpanByte(word));
                value = (word[0] << 8) | word[1];
                return result.Status == I2cTransferStatus.FullTransfer;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryWrite(int register, int value)
        {
            try
            {
                frame[0] = (byte)register;
                frame[1] = (byte)(value >> 8);
                frame[2] = (byte)value;
                return device.Write(new SpanByte(frame)).Status == I2cTransferStatus.FullTransfer;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
