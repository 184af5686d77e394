using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The machine's analog-to-digital converter.</summary>
    public sealed class Adc : IAnalogInputs
    {
        /// <inheritdoc/>
        public IAnalogInput Open(int channel)
        {
            return new AdcInput(channel);
        }
    }
}
