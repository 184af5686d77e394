using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Running
{
    /// <summary>
    /// Watches the loops of a gauge and restarts the device, with a logged reason, when one does not come back, fails again and again, or
    /// memory runs low: nanoFramework gives programs no hardware watchdog.
    /// </summary>
    public sealed class Supervisor
    {
        /// <summary>Failures of a loop within <see cref="FailureWindowMs"/> that lead to a restart.</summary>
        public const int MaxFailures = 5;

        /// <summary>Milliseconds in which failures count together.</summary>
        public const int FailureWindowMs = 600000;

        /// <summary>Free bytes of memory below which the device is restarted.</summary>
        public const int MinFreeBytes = 6000;

        private const int MemoryPeriodMs = 30000;

        // Between two looks: after more, all stood still or the uptime stepped, and no loop could report.
        private const int StandstillMs = 35000;

        private const int MaxLoops = 4;

        private readonly IClock clock;
        private readonly ILog log;
        private readonly IPower power;
        private readonly DeviceState state;
        private readonly object gate = new object();
        private readonly string[] names = new string[MaxLoops];
        private readonly int[] limitMs = new int[MaxLoops];
        private readonly long[] reportedMs = new long[MaxLoops];
        private readonly long[] failedMs = new long[MaxLoops];
        private readonly int[] failures = new int[MaxLoops];
        private readonly bool[] mayHangInStore = new bool[MaxLoops];
        private int loops;
        private long memoryCheckedMs, checkedMs;
        private string askedReason;
        private RestartReason askedKind;

        /// <summary>A supervisor.</summary>
        /// <param name="clock">Time.</param>
        /// <param name="log">Where the reason goes.</param>
        /// <param name="power">Memory and restart.</param>
        /// <param name="state">Keeps the reason.</param>
        public Supervisor(IClock clock, ILog log, IPower power, DeviceState state)
        {
            this.clock = clock;
            this.log = log;
            this.power = power;
            this.state = state;
        }

        /// <summary>Entries that wait: stored before a restart, so that it loses none; null: none are.</summary>
        public RecordQueue Queue { get; set; }

        /// <summary>Adds a loop, before any starts.</summary>
        /// <param name="name">For the log.</param>
        /// <param name="longestMs">Milliseconds between two reports at most.</param>
        /// <param name="usesStore">
        /// Whether it may hang in the storage; then nothing is kept there before a restart, which would hang too.
        /// </param>
        /// <returns>The loop's number.</returns>
        public int Add(string name, int longestMs, bool usesStore)
        {
            lock (gate)
            {
                names[loops] = name;
                limitMs[loops] = longestMs;
                mayHangInStore[loops] = usesStore;
                reportedMs[loops] = clock.UptimeMs;
                return loops++;
            }
        }

        /// <summary>A loop reports that it goes on.</summary>
        public void Report(int loop)
        {
            lock (gate)
            {
                reportedMs[loop] = clock.UptimeMs;
            }
        }

        /// <summary>A loop reports that a step failed.</summary>
        public void ReportFailure(int loop, string fault)
        {
            log.Write("Fault in " + names[loop] + ": " + fault);
            lock (gate)
            {
                long nowMs = clock.UptimeMs;
                if (failures[loop] == 0 || Uptime.HasPassed(FailureWindowMs + 1, failedMs[loop], nowMs))
                {
                    failures[loop] = 0;
                    failedMs[loop] = nowMs;
                }

                failures[loop]++;
            }
        }

        /// <summary>Asks for a restart with the next look.</summary>
        /// <param name="kind">Why, to be kept.</param>
        /// <param name="reason">Why, for the log.</param>
        public void Ask(RestartReason kind, string reason)
        {
            lock (gate)
            {
                askedKind = kind;
                askedReason = reason;
            }
        }

        /// <summary>
        /// Looks after all loops and the memory; restarts the device where that is needed. To be called each second or so.
        /// </summary>
        /// <returns>False where it restarted the device.</returns>
        public bool Check()
        {
            bool storeHangs = false;
            string reason;
            RestartReason kind;
            lock (gate)
            {
                long nowMs = clock.UptimeMs;
                bool stoodStill = Uptime.HasPassed(StandstillMs, checkedMs, nowMs);
                checkedMs = nowMs;
                reason = askedReason;
                kind = askedKind;
                for (int k = 0; k < loops; k++)
                {
                    reportedMs[k] = stoodStill ? nowMs : reportedMs[k];
                    long silentMs = nowMs - reportedMs[k];
                    if (silentMs > limitMs[k])
                    {
                        reason = names[k] + " has not come back for " + (silentMs / 1000).ToString() + " s";
                        kind = RestartReason.Hang;
                        storeHangs |= mayHangInStore[k];
                    }
                    else if (failures[k] >= MaxFailures)
                    {
                        reason = names[k] + " failed " + failures[k].ToString() + " times within 10 minutes";
                        kind = RestartReason.RepeatedException;
                    }
                }
            }

            if (kind == RestartReason.None && Uptime.HasPassed(MemoryPeriodMs, memoryCheckedMs, clock.UptimeMs))
            {
                memoryCheckedMs = clock.UptimeMs;
                int free = power.FreeMemoryBytes();
                if (free < MinFreeBytes)
                {
                    reason = "only " + free.ToString() + " bytes of memory are free";
                    kind = RestartReason.LowMemory;
                }
            }

            if (kind == RestartReason.None)
            {
                return true;
            }

            log.Write("Restart by supervision: " + reason + ".");
            if (!storeHangs)
            {
                if (!state.SaveForRestart(kind) && state.IsKept)
                {
                    log.Write("The state is not kept: the storage does not take it.");
                }

                int left = Queue == null ? 0 : Queue.StoreAll();
                if (left > 0)
                {
                    log.Write(left.ToString() + " entries in memory are lost with the restart.");
                }
            }

            power.Restart();
            return false;
        }
    }
}
