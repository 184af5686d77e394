namespace NanoBms.Device.Hardware
{
    /// <summary>Waiting by <see cref="IClock.UptimeMs"/>, which an ESP32 begins anew after 497 days (2^32 ticks of 10 ms).</summary>
    public static class Uptime
    {
        // Loops read the uptime one after the other: one that is a little ahead of another has not stepped.
        private const long SlackMs = 1000;

        /// <summary>Whether a time has passed. So it has where the uptime ran back meanwhile: rather too early than not for days.</summary>
        /// <param name="periodMs">The time, milliseconds.</param>
        /// <param name="sinceMs">Uptime from which it counts.</param>
        /// <param name="nowMs">Uptime now.</param>
        public static bool HasPassed(long periodMs, long sinceMs, long nowMs)
        {
            long passedMs = nowMs - sinceMs;
            return passedMs >= periodMs || passedMs < -SlackMs;
        }
    }
}
