using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The ESP32 as a whole.</summary>
    public sealed class Power : IPower
    {
        /// <inheritdoc/>
        public int FreeMemoryBytes()
        {
            return (int)nanoFramework.Runtime.Native.GC.Run(false);
        }

        /// <inheritdoc/>
        public void Restart()
        {
            nanoFramework.Runtime.Native.Power.RebootDevice(nanoFramework.Runtime.Native.RebootOption.NormalReboot);
        }
    }
}
