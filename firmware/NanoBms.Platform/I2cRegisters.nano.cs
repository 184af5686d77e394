using System;
using System.Device.Gpio;
using System.Device.I2c;
using System.Threading;
using NanoBms.Device.Hardware;
using nanoFramework.Hardware.Esp32;

namespace NanoBms.Platform
{
    /// <summary>A chip with 16-bit registers on the ESP32's first I2C bus, at 400 kHz.</summary>
    public sealed class I2cRegisters : IRegisterDevice, IBus
    {
        private const int BusNumber = 1;

        // A chip that was cut off in the middle of a byte lets go of the data line after nine clocks at most.
        private const int RecoveryClocks = 9;

        private readonly int chipAddress, dataPin, clockPin;
        private readonly byte[] address = new byte[1];
        private readonly byte[] word = new byte[2];
        private readonly byte[] frame = new byte[3];
        private I2cDevice device;

        /// <summary>A chip on the bus of two GPIOs; nothing is opened before the first access.</summary>
        public I2cRegisters(int chipAddress, int dataPin, int clockPin)
        {
            this.chipAddress = chipAddress;
            this.dataPin = dataPin;
            this.clockPin = clockPin;
        }

        /// <inheritdoc/>
        public bool TryRead(int register, out int value)
        {
            value = 0;
            try
            {
                Open();
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
                Open();
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

        /// <inheritdoc/>
        public void Recover()
        {
            try
            {
                if (device != null)
                {
                    device.Dispose();
                    device = null;
                }

                using (var gpio = new GpioController())
                {
                    GpioPin data = gpio.OpenPin(dataPin, PinMode.InputPullUp);
                    GpioPin clock = gpio.OpenPin(clockPin, PinMode.OutputOpenDrain);
                    for (int k = 0; k < RecoveryClocks && data.Read() == PinValue.Low; k++)
                    {
                        clock.Write(PinValue.Low);
                        Thread.Sleep(1);
                        clock.Write(PinValue.High);
                        Thread.Sleep(1);
                    }

                    gpio.ClosePin(dataPin);
                    gpio.ClosePin(clockPin);
                }
            }
            catch (Exception)
            {
                // The next access tells whether the bus is back.
            }
        }

        private void Open()
        {
            if (device == null)
            {
                Configuration.SetPinFunction(dataPin, DeviceFunction.I2C1_DATA);
                Configuration.SetPinFunction(clockPin, DeviceFunction.I2C1_CLOCK);
                device = I2cDevice.Create(new I2cConnectionSettings(BusNumber, chipAddress, I2cBusSpeed.FastMode));
            }
        }
    }
}
