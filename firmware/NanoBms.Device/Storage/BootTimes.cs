using System;

namespace NanoBms.Device.Storage
{
    /// <summary>Clock times of the power-ups that stored entries without one, in their order.</summary>
    public sealed class BootTimes
    {
        /// <summary>Power-ups that are kept at most: bounds the memory however often a device without a clock starts anew.</summary>
        public const int MaxBoots = 64;

        // A clock that was wrong before may be set back; by less than this the order of entries is kept instead, and that no two are of the
        // same second: the channel would take the second one for the first.
        internal const long SetBackS = 86400;

        // The newest time of before a restart was noted two minutes and a half ago at most: a note a minute, of which one may have failed.
        internal const long NotedAgoS = 150;

        private const int FewBoots = 4;

        // Of each: its number, the time since then of its last entry, its clock time in seconds since 2020 or 0, and where that is lost the
        // time of an entry of a later one, or 0.
        private int[] boots = new int[FewBoots];
        private int[] lastUptimeS = new int[FewBoots];
        private int[] startS = new int[FewBoots];
        private int[] beforeS = new int[FewBoots];
        private int count, lastGiver = -1;
        private bool hasForgotten;

        /// <summary>Takes note of an entry without clock time.</summary>
        /// <param name="boot">Number of the power-up, 0..65535, which comes after the 32,767 numbers before it.</param>
        /// <param name="uptimeS">Its time since then.</param>
        public void Note(int boot, int uptimeS)
        {
            int at = Find(boot);
            if (at < 0)
            {
                at = MakeRoom(boot);
            }

            if (at >= 0)
            {
                lastUptimeS[at] = Math.Max(lastUptimeS[at], uptimeS);
            }
        }

        /// <summary>Sets the clock time of a power-up that is known here.</summary>
        /// <param name="boot">Its number.</param>
        /// <param name="startUnixS">Seconds since 1970.</param>
        /// <param name="isGuess">
        /// Whether another one found it, which may not have read what that one told: it counts where nothing else does.
        /// </param>
        public void Set(int boot, long startUnixS, bool isGuess)
        {
            int at = Find(boot);
            if (at >= 0 && (!isGuess || startS[at] == 0))
            {
                startS[at] = (int)(startUnixS - Record.EpochUnixS);
            }
        }

        /// <summary>
        /// Takes note of an entry that has a time: those without one of earlier power-ups come before it, where what told theirs is lost.
        /// </summary>
        /// <param name="boot">Number of the power-up.</param>
        /// <param name="unixS">Its time, seconds since 1970.</param>
        public void NoteGiven(int boot, long unixS)
        {
            if (boot == lastGiver)
            {
                return;
            }

            lastGiver = boot;
            for (int k = count - 1; k >= 0; k--)
            {
                if (startS[k] == 0 && beforeS[k] == 0 && boots[k] != boot && ((boot - boots[k]) & 0xFFFF) < 0x8000)
                {
                    beforeS[k] = (int)(unixS - Record.EpochUnixS);
                }
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
        /// next began, which is so after a restart and the latest that can be after a power cut; but no entry comes at or before a time
        /// that was given already.
        /// </summary>
        /// <param name="running">Number of the running power-up.</param>
        /// <param name="startUnixS">Its clock time, seconds since 1970; receives it as it had to be moved.</param>
        /// <param name="notedUnixS">The newest time given before this power-up, as it was noted; 0: none.</param>
        /// <param name="notedBoot">
        /// The power-up that gave it: entries of it and of those before are not later, also where what told their times is lost. 0: not
        /// known.
        /// </param>
        /// <param name="givenUnixS">The newest time given that is known for sure; 0: none.</param>
        /// <returns>Numbers of the power-ups whose time is new, the oldest first.</returns>
        public int[] Resolve(int running, ref long startUnixS, long notedUnixS, int notedBoot, long givenUnixS)
        {
            var isNew = new bool[count];
            int found = 0, firstOfTail = 0;
            long nextS = startUnixS - Record.EpochUnixS;
            for (int k = count - 1; k >= 0; k--)
            {
                if (startS[k] == 0)
                {
                    if (beforeS[k] != 0)
                    {
                        firstOfTail = firstOfTail == 0 ? k + 1 : firstOfTail;
                        nextS = nextS < beforeS[k] ? nextS : beforeS[k];
                    }

                    startS[k] = (int)(boots[k] == running ? nextS : nextS - lastUptimeS[k] - 1);
                    isNew[k] = true;
                    found++;
                }
                else if (firstOfTail == 0)
                {
                    firstOfTail = k + 1;
                }

                nextS = startS[k];
            }

            int afterNote = firstOfTail;
            while (notedBoot != 0 && afterNote < count && ((notedBoot - boots[afterNote]) & 0xFFFF) < 0x8000)
            {
                afterNote++;
            }

            long givenS = givenUnixS - Record.EpochUnixS;
            long notedS = Floor(afterNote < count ? startS[afterNote] + Record.EpochUnixS : startUnixS, notedUnixS) - Record.EpochUnixS;
            var numbers = new int[found];
            found = 0;
            long floorS = 0;
            for (int k = 0; k < count; k++)
            {
                floorS = k == firstOfTail ? Higher(floorS, givenS) : floorS;
                floorS = Bounded(k == afterNote ? Higher(floorS, notedS) : floorS, startUnixS);
                if (isNew[k])
                {
                    startS[k] = (int)Higher(startS[k], floorS + 1);
                    numbers[found++] = boots[k];
                }

                if (boots[k] == running)
                {
                    startUnixS = isNew[k] ? startS[k] + Record.EpochUnixS : startUnixS;
                    return numbers;
                }

                floorS = Higher(floorS, (long)startS[k] + lastUptimeS[k]);
            }

            floorS = Bounded(Higher(floorS, Higher(givenS, notedS)), startUnixS);
            startUnixS = Higher(startUnixS, floorS + 1 + Record.EpochUnixS);
            return numbers;
        }

        // A clock that was far ahead and is right again is not followed.
        private static long Bounded(long floorS, long startUnixS)
        {
            return floorS - SetBackS >= startUnixS - Record.EpochUnixS ? 0 : floorS;
        }

        /// <summary>The time that entries must come after, where the newest one given was noted before a restart.</summary>
        /// <param name="unixS">Time of the first entry.</param>
        /// <param name="notedUnixS">The newest time given, as it was noted; 0: none.</param>
        internal static long Floor(long unixS, long notedUnixS)
        {
            return unixS <= notedUnixS - SetBackS ? 0 : unixS <= notedUnixS ? notedUnixS + NotedAgoS - 1 : notedUnixS;
        }

        /// <summary>The later of two times.</summary>
        internal static long Higher(long a, long b)
        {
            return a > b ? a : b;
        }

        /// <summary>Makes a place for a power-up among those before and after it; -1 where it is older than all that are kept.</summary>
        private int MakeRoom(int boot)
        {
            int at = count;
            while (at > 0 && ((boots[at - 1] - boot) & 0xFFFF) < 0x8000)
            {
                at--;
            }

            if (count == MaxBoots)
            {
                hasForgotten = true;
                if (at == 0)
                {
                    return -1;
                }

                at--;
                count--;
                Array.Copy(boots, 1, boots, 0, count);
                Array.Copy(lastUptimeS, 1, lastUptimeS, 0, count);
                Array.Copy(startS, 1, startS, 0, count);
                Array.Copy(beforeS, 1, beforeS, 0, count);
            }

            if (count == boots.Length)
            {
                boots = Grown(boots);
                lastUptimeS = Grown(lastUptimeS);
                startS = Grown(startS);
                beforeS = Grown(beforeS);
            }

            for (int k = count; k > at; k--)
            {
                boots[k] = boots[k - 1];
                lastUptimeS[k] = lastUptimeS[k - 1];
                startS[k] = startS[k - 1];
                beforeS[k] = beforeS[k - 1];
            }

            boots[at] = boot;
            lastUptimeS[at] = 0;
            startS[at] = 0;
            beforeS[at] = 0;
            count++;
            return at;
        }

        private static int[] Grown(int[] values)
        {
            var grown = new int[values.Length * 2];
            Array.Copy(values, 0, grown, 0, values.Length);
            return grown;
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
