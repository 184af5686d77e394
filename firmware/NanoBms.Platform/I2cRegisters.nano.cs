using System;
using System.Device.Gpio;
using System.Device.I2c;
using System.Threading;
using NanoBms.Device.Hardware;
using nanoFramework.Hardware.Esp32;

namespace NanoBms.Platform
{
    /// <summary>A chip with registers on the ESP32's first I2C bus, at 400 kHz.</summary>
    public sealed class I2cRegisters : IRegisterDevice, IBus
    {
        private const int BusNumber = 1;

        // A chip that was cut off in the middle of a byte lets go of the data line after nine clocks at most.
        private const int RecoveryClocks = 9;

        private readonly int chipAddress, dataPin, clockPin;
        private I2cDevice device;

        /// <summary>A chip on the bus of two GPIOs; nothing is opened before the first access.</summary>
        public I2cRegisters(int chipAddress, int dataPin, int clockPin)
        {
            this.chipAddress = chipAddress;
            this.dataPin = dataPin;
            this.clockPin = clockPin;
        }

        /// <inheritdoc/>
        public bool TryRead(byte[] frame, int count)
        {
            try
            {
                Open();
                I2cTransferResult result = device.WriteRead(new SpanByte(frame, 0, 1), new SpanByte(frame, 1, count));
                return result.Status == I2cTransferStatus.FullTransfer;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <inheritdoc/>
        public bool TryWrite(byte[] frame, int count)
        {
            try
            {
                Open();
                return device.Write(new SpanByte(frame, 0, 1 + count)).Status == I2cTransferStatus.FullTransfer;
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
