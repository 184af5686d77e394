using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>A machine that counts its restarts.</summary>
    public sealed class FakePower : IPower
    {
        /// <summary>Bytes of memory that are free.</summary>
        public int FreeBytes = 50000;

        /// <summary>Times it was restarted.</summary>
        public int Restarts;

        /// <inheritdoc/>
        public int FreeMemoryBytes()
        {
            return FreeBytes;
        }

        /// <inheritdoc/>
        public void Restart()
        {
            Restarts++;
        }
    }
}
