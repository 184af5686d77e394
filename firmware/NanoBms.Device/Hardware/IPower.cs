namespace NanoBms.Device.Hardware
{
    /// <summary>The machine as a whole.</summary>
    public interface IPower
    {
        /// <summary>Bytes of managed memory that are free after a collection.</summary>
        int FreeMemoryBytes();

        /// <summary>Restarts the machine.</summary>
        void Restart();
    }
}
