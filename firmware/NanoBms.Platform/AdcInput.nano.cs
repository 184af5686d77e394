using System;
using System.Device.Adc;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>A channel of the ESP32's first ADC; the mean of several conversions, which are noisy one by one.</summary>
    public sealed class AdcInput : IAnalogInput
    {
        private const int Conversions = 16;

        private readonly AdcController controller = new AdcController();
        private readonly int channelNumber;
        private AdcChannel channel;

        /// <summary>An ADC1 channel, 0..7; it is opened with the first reading.</summary>
        public AdcInput(int channelNumber)
        {
            this.channelNumber = channelNumber;
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
                if (channel == null)
                {
                    channel = controller.OpenChannel(channelNumber);
                }

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
