using System;

namespace NanoBms.Device.Hardware
{
    /// <summary>Time.</summary>
    public interface IClock
    {
        /// <summary>Milliseconds since power-up, until they begin anew: waits go by <see cref="Uptime.HasPassed"/>.</summary>
        long UptimeMs { get; }

        /// <summary>Whether <see cref="UtcNow"/> is true time.</summary>
        bool IsSet { get; }

        /// <summary>Date and time, UTC; meaningless until <see cref="IsSet"/>.</summary>
        DateTime UtcNow { get; }

        /// <summary>Sets date and time, UTC. Does not throw.</summary>
        void Set(DateTime utc);
    }
}
