using System;
using System.Device.Gpio;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>A GPIO as an output.</summary>
    public sealed class DigitalOutput : IDigitalOutput
    {
        private readonly int pinNumber;
        private GpioController gpio;
        private GpioPin pin;

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
                if (pin == null)
                {
                    gpio = new GpioController();
                    pin = gpio.OpenPin(pinNumber, PinMode.Output);
                }

                pin.Write(isHigh ? PinValue.High : PinValue.Low);
            }
            catch (Exception)
            {
                // A pin that cannot be an output must not stop the gauge; it stays as it is.
            }
        }
    }
}
