using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>Time in seconds since 1970.</summary>
    public static class UnixTime
    {
        /// <summary>The clock's time now; 0 while it is not set.</summary>
        public static long Now(IClock clock)
        {
            return clock.IsSet ? Of(clock.UtcNow) : 0;
        }

        /// <summary>The clock's time at power-up.</summary>
        public static long OfPowerUp(IClock clock)
        {
            return Of(clock.UtcNow.AddMilliseconds(-clock.UptimeMs));
        }

        private static long Of(DateTime time)
        {
            return Record.EpochUnixS + (time.Ticks - new DateTime(2020, 1, 1).Ticks) / TimeSpan.TicksPerSecond;
        }
    }
}
