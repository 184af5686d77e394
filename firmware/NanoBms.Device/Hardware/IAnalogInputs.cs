namespace NanoBms.Device.Hardware
{
    /// <summary>An analog-to-digital converter.</summary>
    public interface IAnalogInputs
    {
        /// <summary>A channel of it, which says so when it is read where it is not there.</summary>
        /// <param name="channel">Channel number, 0 or above.</param>
        IAnalogInput Open(int channel);
    }
}
