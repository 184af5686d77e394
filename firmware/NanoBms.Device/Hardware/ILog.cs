namespace NanoBms.Device.Hardware
{
    /// <summary>The console.</summary>
    public interface ILog
    {
        /// <summary>Writes a line.</summary>
        void Write(string line);
    }
}
