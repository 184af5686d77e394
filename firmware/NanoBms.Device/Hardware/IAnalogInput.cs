namespace NanoBms.Device.Hardware
{
    /// <summary>A channel of an analog-to-digital converter.</summary>
    public interface IAnalogInput
    {
        /// <summary>Raw value at full scale.</summary>
        int MaxValue { get; }

        /// <summary>Reads the channel; false where the converter does not answer.</summary>
        /// <param name="raw">0..<see cref="MaxValue"/>.</param>
        bool TryRead(out int raw);
    }
}
