using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;

namespace NanoBms.App
{
    /// <summary>
    /// Lets the machine sleep until the next sample while no loop of a gauge has work. The loop that samples asks for it; the others tell
    /// when they are in a step, so that nothing is cut off in its middle.
    /// </summary>
    public sealed class GaugeSleep
    {
        /// <summary>
        /// Milliseconds after power-up in which the machine stays awake: to put files on it, which a sleeping one does not take.
        /// </summary>
        public const int StayAwakeMs = 60000;

        // Less does not pay: a deep sleep costs a start.
        private const int MinLightMs = 50, MinDeepMs = 1000;

        // A storage that does not take the state is not asked more often than this.
        private const int RetryMs = 10000;

        private readonly Gauge gauge;
        private readonly ISleep sleep;
        private readonly IClock clock;
        private readonly bool isDeep;
        private readonly object gate = new object();
        private int steps;
        private long refusedMs;
        private bool isRefused;

        /// <summary>The sleep of a gauge.</summary>
        /// <param name="gauge">The gauge.</param>
        /// <param name="sleep">The machine's sleep.</param>
        /// <param name="clock">Time.</param>
        /// <param name="mode">A value of <see cref="SleepMode"/> other than none.</param>
        public GaugeSleep(Gauge gauge, ISleep sleep, IClock clock, string mode)
        {
            this.gauge = gauge;
            this.sleep = sleep;
            this.clock = clock;
            isDeep = mode == SleepMode.Deep;
        }

        /// <summary>A step of a loop other than sampling begins.</summary>
        public void BeginStep()
        {
            lock (gate)
            {
                steps++;
            }
        }

        /// <summary>It ended.</summary>
        public void EndStep()
        {
            lock (gate)
            {
                steps--;
            }
        }

        /// <summary>
        /// Sleeps, if all other loops are idle; true where it did. A deep sleep does not come back, but on a machine of a test.
        /// </summary>
        /// <param name="waitMs">Milliseconds until the next sample.</param>
        public bool TrySleep(long waitMs)
        {
            lock (gate)
            {
                long nowMs = clock.UptimeMs;
                if (waitMs < (isDeep ? MinDeepMs : MinLightMs) || nowMs < StayAwakeMs
                    || (isRefused && !Uptime.HasPassed(RetryMs, refusedMs, nowMs)) || steps > 0 || gauge.HasWork(nowMs))
                {
                    return false;
                }

                bool slept = !isDeep && sleep.TryLightSleep((int)waitMs);
                if (isDeep && gauge.TryKeepForSleep())
                {
                    slept = true;
                    sleep.DeepSleep((int)waitMs);
                }

                isRefused = !slept;
                refusedMs = nowMs;
                return slept;
            }
        }
    }
}
