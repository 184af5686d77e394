using System;
using NanoBms.Device.Hardware;

namespace NanoBms.DeviceTests
{
    /// <summary>Time that the test moves; power-up was on 2026-03-01 at 12:00:00 UTC.</summary>
    public sealed class ManualClock : IClock
    {
        private long aheadMs;

        /// <inheritdoc/>
        public long UptimeMs { get; private set; }

        /// <inheritdoc/>
        public bool IsSet { get; set; } = true;

        /// <inheritdoc/>
        public DateTime UtcNow
        {
            get { return new DateTime(2026, 3, 1, 12, 0, 0).AddMilliseconds(UptimeMs + aheadMs); }
        }

        /// <inheritdoc/>
        public void Set(DateTime utc)
        {
            aheadMs += (utc.Ticks - UtcNow.Ticks) / TimeSpan.TicksPerMillisecond;
            IsSet = true;
        }

        /// <summary>Lets time pass.</summary>
        public void Advance(int milliseconds)
        {
            UptimeMs += milliseconds;
        }
    }
}
