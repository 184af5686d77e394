namespace NanoBms.Device.Hardware
{
    /// <summary>A pin that drives something.</summary>
    public interface IDigitalOutput
    {
        /// <summary>Sets the pin; does not throw.</summary>
        void Set(bool isHigh);
    }
}
