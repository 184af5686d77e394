namespace NanoBms.Device.Running
{
    /// <summary>
    /// When a step is due that runs once a period: at start + n * period, so that lateness of one step never moves the next ones. Steps
    /// that could not be taken in time are left out, not made up for.
    /// </summary>
    public sealed class Pacer
    {
        private readonly int periodMs;
        private long dueMs;

        /// <summary>A pacer whose first step is due at once.</summary>
        /// <param name="periodMs">Milliseconds from step to step, above 0.</param>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public Pacer(int periodMs, long nowMs)
        {
            this.periodMs = periodMs;
            dueMs = nowMs;
        }

        /// <summary>Milliseconds to wait for the next step, 0 or above.</summary>
        /// <param name="nowMs">Uptime in milliseconds, after the step before.</param>
        public int NextWaitMs(long nowMs)
        {
            dueMs += periodMs;
            if (nowMs - dueMs >= periodMs)
            {
                dueMs += (nowMs - dueMs) / periodMs * periodMs;
            }
            else if (dueMs - nowMs > periodMs)
            {
                // The uptime ran back.
                dueMs = nowMs + periodMs;
            }

            return dueMs > nowMs ? (int)(dueMs - nowMs) : 0;
        }
    }
}
