using System.Collections;

namespace NanoBms.Device
{
    /// <summary>Clock times of the power-ups that stored entries without one, in their order.</summary>
    public sealed class BootTimes
    {
        private readonly ArrayList boots = new ArrayList();

        /// <summary>Takes note of an entry without clock time.</summary>
        /// <param name="boot">Number of the power-up.</param>
        /// <param name="uptimeS">Its time since then.</param>
        public void Note(int boot, int uptimeS)
        {
            BootTime time = Find(boot);
            if (time == null)
            {
                time = new BootTime { Boot = boot };
                boots.Add(time);
            }

            time.LastUptimeS = uptimeS > time.LastUptimeS ? uptimeS : time.LastUptimeS;
        }

        /// <summary>Sets the clock time of a power-up that is known here.</summary>
        public void Set(int boot, long startUnixS)
        {
            BootTime time = Find(boot);
            if (time != null)
            {
                time.StartUnixS = startUnixS;
            }
        }

        /// <summary>The clock time of a power-up, seconds since 1970; 0 where it is not known.</summary>
        public long StartUnixS(int boot)
        {
            BootTime time = Find(boot);
            return time == null ? 0 : time.StartUnixS;
        }

        /// <summary>
        /// Finds times for all: of the running one it is known now. One that ended before its clock was set is taken to have ended as the next
        /// began, which is so after a restart and the latest that can be after a power cut.
        /// </summary>
        /// <param name="running">Number of the running power-up.</param>
        /// <param name="startUnixS">Its clock time.</param>
        /// <returns>Numbers of the power-ups whose time is new, as an array of int.</returns>
        public int[] Resolve(int running, long startUnixS)
        {
            var found = new ArrayList();
            long nextStart = startUnixS;
            for (int k = boots.Count - 1; k >= 0; k--)
            {
                var time = (BootTime)boots[k];
                if (time.StartUnixS == 0)
                {
                    time.StartUnixS = time.Boot == running ? startUnixS : nextStart - time.LastUptimeS - 1;
                    found.Add(time.Boot);
                }

                nextStart = time.StartUnixS;
            }

            var numbers = new int[found.Count];
            for (int k = 0; k < numbers.Length; k++)
            {
                numbers[k] = (int)found[k];
            }

            return numbers;
        }

        /// <summary>Forgets all.</summary>
        public void Clear()
        {
            boots.Clear();
        }

        private BootTime Find(int boot)
        {
            for (int k = 0; k < boots.Count; k++)
            {
                var time = (BootTime)boots[k];
                if (time.Boot == boot)
                {
                    return time;
                }
            }

            return null;
        }

        private sealed class BootTime
        {
            public int Boot;
            public int LastUptimeS;
            public long StartUnixS;
        }
    }
}
