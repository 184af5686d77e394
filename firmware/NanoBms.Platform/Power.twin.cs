using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The computer as a whole.</summary>
    public sealed class Power : IPower
    {
        /// <summary>Exit code of a program that wants to be started anew, as a systemd unit does with Restart=on-failure.</summary>
        public const int RestartExitCode = 3;

        /// <inheritdoc/>
        public int FreeMemoryBytes()
        {
            long free = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return free > int.MaxValue ? int.MaxValue : (int)free;
        }

        /// <inheritdoc/>
        public void Restart()
        {
            Environment.Exit(RestartExitCode);
        }
    }
}
