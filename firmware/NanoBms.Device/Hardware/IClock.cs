using System;

namespace NanoBms.Device.Hardware
{
    /// <summary>Time.</summary>
    public interface IClock
    {
        /// <summary>Milliseconds since power-up; never runs back.</summary>
        long UptimeMs { get; }

        /// <summary>Whether <see cref="UtcNow"/> is true time.</summary>
        bool IsSet { get; }

        /// <summary>Date and time, UTC; meaningless until <see cref="IsSet"/>.</summary>
        DateTime UtcNow { get; }
    }
}
