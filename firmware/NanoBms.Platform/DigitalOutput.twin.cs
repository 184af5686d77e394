using System;
using System.Device.Gpio;
using System.IO;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>A GPIO of a Raspberry Pi as an output.</summary>
    public sealed class DigitalOutput : IDigitalOutput, IDisposable
    {
        private readonly int pinNumber;
        private GpioController gpio;

        /// <summary>A GPIO; it is opened when it is first set.</summary>
        public DigitalOutput(int pinNumber)
        {
            this.pinNumber = pinNumber;
        }

        /// <inheritdoc/>
        public void Set(bool isHigh)
        {
            try
            {
                if (gpio == null)
                {
                    gpio = new GpioController();
                    gpio.OpenPin(pinNumber, PinMode.Output);
                }

                gpio.Write(pinNumber, isHigh ? PinValue.High : PinValue.Low);
            }
            catch (Exception exception) when (exception is IOException || exception is NotSupportedException
                || exception is InvalidOperationException || exception is UnauthorizedAccessException)
            {
                // A pin that cannot be an output must not stop the gauge; it stays as it is.
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            gpio?.Dispose();
            gpio = null;
        }
    }
}
