using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Platform
{
    /// <summary>The computer's clock, which its operating system keeps.</summary>
    public sealed class SystemClock : IClock
    {
        /// <inheritdoc/>
        public long UptimeMs
        {
            get { return Environment.TickCount64; }
        }

        /// <inheritdoc/>
        public bool IsSet
        {
            get { return true; }
        }

        /// <inheritdoc/>
        public DateTime UtcNow
        {
            get { return DateTime.UtcNow; }
        }

        /// <summary>Does nothing: the operating system sets the clock.</summary>
        public void Set(DateTime utc)
        {
            _ = utc;
        }
    }
}
