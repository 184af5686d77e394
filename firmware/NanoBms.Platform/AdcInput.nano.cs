using System;
using System.Device.Adc;
using NanoBms.Device;

namespace NanoBms.Platform
{
    /// <summary>A channel of the ESP32's first ADC; the mean of several conversions, which are noisy one by one.</summary>
    public sealed class AdcInput : IAnalogInput
    {
        private const int Conversions = 16;

        private readonly AdcController controller = new AdcController();
        private readonly AdcChannel channel;

        /// <summary>Opens an ADC1 channel, 0..7.</summary>
        public AdcInput(int channelNumber)
        {
            channel = controller.OpenChannel(channelNumber);
        }

        /// <inheritdoc/>
        public int MaxValue
        {
            get { return controller.MaxValue; }
        }

        /// <inheritdoc/>
        public bool TryRead(out int raw)
        {
            raw = 0;
            try
            {
                int sum = 0;
                for (int k = 0; k < Conversions; k++)
                {
                    sum += channel.ReadValue();
                }

                raw = (sum + Conversions / 2) / Conversions;
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
