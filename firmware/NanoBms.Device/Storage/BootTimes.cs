using System;

namespace NanoBms.Device.Storage
{
    /// <summary>Clock times of the power-ups that stored entries without one, in their order.</summary>
    public sealed class BootTimes
    {
        /// <summary>Power-ups that are kept at most: bounds the memory however often a device without a clock starts anew.</summary>
        public const int MostBoots = 64;

        // Of each: its number, the time since then of its last entry, its clock time in seconds since 2020 or 0.
        private readonly int[] boots = new int[MostBoots];
        private readonly int[] lastUptimeS = new int[MostBoots];
        private readonly int[] startS = new int[MostBoots];
        private int count;
        private bool hasForgotten;

        /// <summary>Takes note of an entry without clock time.</summary>
        /// <param name="boot">Number of the power-up.</param>
        /// <param name="uptimeS">Its time since then.</param>
        public void Note(int boot, int uptimeS)
        {
            int at = Find(boot);
            if (at < 0)
            {
                if (count == MostBoots)
                {
                    ForgetOldest();
                }

                at = count++;
                boots[at] = boot;
                lastUptimeS[at] = 0;
                startS[at] = 0;
            }

            lastUptimeS[at] = uptimeS > lastUptimeS[at] ? uptimeS : lastUptimeS[at];
        }

        /// <summary>Sets the clock time of a power-up that is known here.</summary>
        public void Set(int boot, long startUnixS)
        {
            int at = Find(boot);
            if (at >= 0)
            {
                startS[at] = (int)(startUnixS - Record.EpochUnixS);
            }
        }

        /// <summary>Whether the time of a power-up will never be known, because too many came after it.</summary>
        public bool IsForgotten(int boot)
        {
            return hasForgotten && Find(boot) < 0;
        }

        /// <summary>The clock time of a power-up, seconds since 1970; 0 where it is not known.</summary>
        public long StartUnixS(int boot)
        {
            int at = Find(boot);
            return at < 0 || startS[at] == 0 ? 0 : startS[at] + Record.EpochUnixS;
        }

        /// <summary>
        /// Finds times for all: of the running one it is known now. One that ended before its clock was set is taken to have ended as the
        /// next began, which is so after a restart and the latest that can be after a power cut.
        /// </summary>
        /// <param name="running">Number of the running power-up.</param>
        /// <param name="startUnixS">Its clock time.</param>
        /// <returns>Numbers of the power-ups whose time is new, the newest first.</returns>
        public int[] Resolve(int running, long startUnixS)
        {
            var found = new int[count];
            int resolved = 0;
            int nextS = (int)(startUnixS - Record.EpochUnixS);
            for (int k = count - 1; k >= 0; k--)
            {
                if (startS[k] == 0)
                {
                    startS[k] = boots[k] == running ? nextS : nextS - lastUptimeS[k] - 1;
                    found[resolved++] = boots[k];
                }

                nextS = startS[k];
            }

            var numbers = new int[resolved];
            Array.Copy(found, 0, numbers, 0, resolved);
            return numbers;
        }

        private void ForgetOldest()
        {
            count--;
            Array.Copy(boots, 1, boots, 0, count);
            Array.Copy(lastUptimeS, 1, lastUptimeS, 0, count);
            Array.Copy(startS, 1, startS, 0, count);
            hasForgotten = true;
        }

        private int Find(int boot)
        {
            for (int k = 0; k < count; k++)
            {
                if (boots[k] == boot)
                {
                    return k;
                }
            }

            return -1;
        }
    }
}
