using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A 12-bit ADC, each channel of which reads what was put there.</summary>
    public sealed class FakeAnalogInput : IAnalogInput, IAnalogInputs
    {
        /// <summary>The raw value; below 0 the converter does not answer.</summary>
        public int Raw;

        /// <inheritdoc/>
        public int MaxValue
        {
            get { return 4095; }
        }

        /// <inheritdoc/>
        public IAnalogInput Open(int channel)
        {
            return this;
        }

        /// <inheritdoc/>
        public bool TryRead(out int raw)
        {
            raw = Raw;
            return Raw >= 0;
        }
    }
}
