using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A 12-bit ADC channel that reads what was put there.</summary>
    public sealed class FakeAnalogInput : IAnalogInput
    {
        /// <summary>The raw value; below 0 the converter does not answer.</summary>
        public int Raw;

        /// <inheritdoc/>
        public int MaxValue
        {
            get { return 4095; }
        }

        /// <inheritdoc/>
        public bool TryRead(out int raw)
        {
            raw = Raw;
            return Raw >= 0;
        }
    }
}
