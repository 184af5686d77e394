using System;
using NanoBms.Core;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Entries that wait to be sent: the newest in memory, the others on flash where there is one; in order, oldest dropped first. Where
    /// the sampling and the sending loop meet: adding takes microseconds and never waits for the flash.
    /// </summary>
    public sealed class RecordQueue
    {
        /// <summary>Entries of a batch at most: bounds the memory of a write to the channel to about 4 KB.</summary>
        public const int MaxAtOnce = FlashLog.ChunkEntries;

        private const long StoreRetryMs = 60000;

        private readonly RecordRing ring;
        private readonly FlashLog flash;
        private readonly int keepInMemory;
        private readonly RecordRing moving = new RecordRing(MaxAtOnce);
        private readonly RecordRing batch = new RecordRing(MaxAtOnce);
        private readonly long[] marks = new long[MaxAtOnce];
        private readonly EntryNumbers numbers = new EntryNumbers();

        // The ring's lock is held for a few assignments only. The flash's lock comes first where both are needed.
        private readonly object ringGate = new object();
        private readonly object flashGate = new object();
        private int flashCount, dropped, flashDropped, flashDamaged, batchOfFlash, batchFromRing;

        // A bit for each entry of the batch that was in the ring: on flash since then. What the ring dropped is not.
        private int movedOfBatch;
        private bool storeFailed;
        private long lastUnixS, lastUnstampedS, earlierUnixS, startUnixS, storeTriedMs;
        private int earlierBoot;

        /// <summary>A queue in memory.</summary>
        /// <param name="capacity">Entries in memory at most.</param>
        public RecordQueue(int capacity)
            : this(capacity, null, capacity)
        {
        }

        /// <summary>A queue in memory and on flash.</summary>
        /// <param name="capacity">Entries in memory at most.</param>
        /// <param name="flash">Entries that wait longer; null: none do.</param>
        /// <param name="keepInMemory">Entries that may wait in memory only; a power cut loses them.</param>
        public RecordQueue(int capacity, FlashLog flash, int keepInMemory)
        {
            ring = new RecordRing(capacity);
            this.flash = flash;
            this.keepInMemory = keepInMemory;
        }

        /// <summary>Entries that wait.</summary>
        public int Count
        {
            get
            {
                lock (ringGate)
                {
                    return ring.Count + flashCount;
                }
            }
        }

        /// <summary>Entries dropped because there was no room.</summary>
        public int Dropped
        {
            get
            {
                lock (ringGate)
                {
                    return dropped + flashDropped;
                }
            }
        }

        /// <summary>Time of the newest entry that has one, also of before this start; seconds since 1970, 0: none.</summary>
        public long NewestUnixS
        {
            get
            {
                lock (ringGate)
                {
                    return lastUnixS;
                }
            }
        }

        /// <summary>Number of the power-up that gave <see cref="NewestUnixS"/>, as the log on flash counts them; 0: not known.</summary>
        public int NewestBoot
        {
            get
            {
                lock (ringGate)
                {
                    return lastUnixS == earlierUnixS || flash == null || flash.Boot == FlashLog.NoBoot ? earlierBoot : flash.Boot;
                }
            }
        }

        /// <summary>
        /// Whether this start gives times or numbers behind those of before it, which the next one would give again if nobody kept
        /// <see cref="NewestUnixS"/> and <see cref="NewestNumber"/> meanwhile: to be kept before anything is sent.
        /// </summary>
        public bool MustNote { get; private set; }

        /// <summary>Takes note that they are kept, or that nobody can keep them.</summary>
        public void Noted()
        {
            MustNote = false;
        }

        /// <summary>Whether the flash did not take entries at the last try.</summary>
        public bool StoreFailed
        {
            get
            {
                lock (ringGate)
                {
                    return storeFailed;
                }
            }
        }

        /// <summary>Whether entries, or what was found out about them, are in memory only and meant for the flash.</summary>
        public bool HasUnstored
        {
            get
            {
                lock (ringGate)
                {
                    return flash != null && (ring.Count > keepInMemory || flash.HasUnsaved);
                }
            }
        }

        /// <summary>Whether <see cref="StoreStep"/> has something to move now.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public bool NeedsStoring(long nowMs)
        {
            return HasUnstored && IsStoreDue(nowMs);
        }

        /// <summary>Serialises what keeps times unique and how many entries are on flash, where they themselves stay.</summary>
        public void Serialize(StateBuffer buffer)
        {
            buffer.Serialize(ref flashCount);
            numbers.Serialize(buffer);
            buffer.Serialize(ref lastUnixS);
            buffer.Serialize(ref startUnixS);
            int boot = flash == null ? FlashLog.NoBoot : flash.Boot;
            buffer.Serialize(ref boot);
            if (flash != null)
            {
                flash.Boot = boot;
            }
        }

        /// <summary>Tells, before any entry is added, the time of the newest entry of before this start, which new ones follow.</summary>
        /// <param name="newestUnixS">Seconds since 1970; 0: not known.</param>
        /// <param name="newestBoot">
        /// Number of the power-up that gave it, as the log on flash counts them: entries of it and of earlier ones were made before. 0: not
        /// known, so that all may have been made later.
        /// </param>
        public void StartAfter(long newestUnixS, int newestBoot)
        {
            lock (ringGate)
            {
                earlierBoot = newestBoot;
                earlierUnixS = newestUnixS;
                lastUnixS = newestUnixS;
            }

            if (flash != null && newestBoot != 0)
            {
                // Else this power-up's entries would be taken for older ones, where nothing on flash tells that they are not.
                flash.ComeAfter(newestBoot);
            }
        }

        /// <summary>The number that was given last; 0: none yet.</summary>
        public int NewestNumber
        {
            get
            {
                lock (ringGate)
                {
                    return numbers.Newest;
                }
            }
        }

        /// <summary>Numbers that starts left out, and that no entry in the channel has said yet.</summary>
        public int LeftOutNumbers
        {
            get
            {
                lock (ringGate)
                {
                    return numbers.LeftOut;
                }
            }
        }

        /// <summary>Tells, before any entry is added, which numbers were given before.</summary>
        /// <param name="lastNumber">The last one that may have been given; 0: none.</param>
        /// <param name="leftOut">So many before it may never have been given, which is not said yet.</param>
        public void StartNumbers(int lastNumber, int leftOut)
        {
            lock (ringGate)
            {
                numbers.Start(lastNumber, leftOut);
            }
        }

        /// <summary>Adds an entry; drops the oldest where there is no room.</summary>
        public void Add(Record record)
        {
            lock (ringGate)
            {
                numbers.Add();
                if (record.UnixS == 0 && startUnixS != 0)
                {
                    record.UnixS = startUnixS + record.UptimeMs / 1000;
                }
                else if (startUnixS == 0 && flash != null && record.UptimeMs > 0)
                {
                    // Entries on flash that have no time yet come before it: it is told when they have one.
                    record.UnixS = 0;
                }

                // The channel takes no two entries of the same second.
                if (record.UnixS != 0)
                {
                    if (record.UnixS <= lastUnixS && record.UnixS > lastUnixS - BootTimes.SetBackS)
                    {
                        MustNote |= lastUnixS == earlierUnixS;
                        record.UnixS = lastUnixS == earlierUnixS ? lastUnixS + BootTimes.NotedAgoS : lastUnixS + 1;
                    }

                    lastUnixS = record.UnixS;
                }
                else
                {
                    // Where the uptime stepped back, the order is kept all the same.
                    long uptimeS = record.UptimeMs / 1000;
                    if (lastUnstampedS > 0 && uptimeS <= lastUnstampedS)
                    {
                        uptimeS = lastUnstampedS + 1;
                        record.UptimeMs = uptimeS * 1000;
                    }

                    lastUnstampedS = uptimeS;
                }

                if (!ring.Add(record))
                {
                    dropped++;
                }
            }
        }

        /// <summary>
        /// Moves entries to flash that have waited in memory for long enough. To be called often, by whoever may wait for a flash write;
        /// the other steps go on meanwhile.
        /// </summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public void StoreStep(long nowMs)
        {
            if (flash == null || !IsStoreDue(nowMs))
            {
                return;
            }

            lock (flashGate)
            {
                // What is not moved keeps nobody from noting what was sent, or skipped.
                bool isMoved = TryMove(keepInMemory);
                bool failed = !flash.TrySave() || !isMoved;
                storeTriedMs = nowMs;
                lock (ringGate)
                {
                    storeFailed = failed;
                }
            }
        }

        /// <summary>
        /// Moves all entries to flash, for whoever is about to restart the device; how many it did not take, which are lost then.
        /// </summary>
        public int StoreAll()
        {
            if (flash != null)
            {
                lock (flashGate)
                {
                    TryMove(0);
                    flash.TrySave();
                }
            }

            lock (ringGate)
            {
                return ring.Count;
            }
        }

        /// <summary>Tells the clock time of power-up: entries that have only a time since then are stamped with it.</summary>
        /// <param name="startUnixS">Seconds since 1970.</param>
        /// <returns>False where something on flash must be read first: it is to be told again.</returns>
        public bool SetClock(long startUnixS)
        {
            lock (flashGate)
            {
                long newest = 0, toldUnixS = startUnixS;
                if (flash == null)
                {
                    // The clock was set back over a restart: entries of before it are there already.
                    startUnixS = BootTimes.Higher(startUnixS, BootTimes.Floor(startUnixS, earlierUnixS) + 1);
                }
                else
                {
                    flash.Open();
                    if (!flash.TrySetClock(ref startUnixS, earlierUnixS, earlierBoot))
                    {
                        return false;
                    }

                    newest = flash.NewestUnixS < startUnixS + BootTimes.SetBackS ? flash.NewestUnixS : 0;

                    // It had to be moved behind entries of earlier power-ups: those that come now follow them, too.
                    newest = startUnixS > toldUnixS ? BootTimes.Higher(startUnixS, newest) : newest;
                }

                lock (ringGate)
                {
                    MustNote |= startUnixS > toldUnixS && earlierUnixS != 0;
                    this.startUnixS = startUnixS;
                    ring.Stamp(startUnixS);
                    newest = lastUnstampedS > 0 ? BootTimes.Higher(startUnixS + lastUnstampedS, newest) : newest;
                    lastUnixS = BootTimes.Higher(newest, lastUnixS);
                }

                return true;
            }
        }

        /// <summary>Whether the last batch is empty because the flash cannot be read just now.</summary>
        public bool IsBlocked
        {
            get { return flash != null && flash.IsBlocked; }
        }

        /// <summary>Begins a batch of the oldest entries; they stay in the queue until <see cref="Accept"/>.</summary>
        /// <param name="most">Entries at most, up to <see cref="MaxAtOnce"/>.</param>
        /// <returns>How many there are: see <see cref="Batch"/>.</returns>
        public int TakeBatch(int most)
        {
            lock (flashGate)
            {
                movedOfBatch = 0;
                batch.RemoveFirst(batch.Count);
                if (flash != null)
                {
                    flash.Open();
                    flash.Peek(most, batch, marks);
                    UpdateFlash();
                }

                // What is on flash is older: while not all of it is in the batch, nothing may overtake it.
                batchOfFlash = batch.Count;
                bool isAll = flash == null || (!flash.IsBlocked && batchOfFlash == flash.Count);
                lock (ringGate)
                {
                    // Both together: else an entry that waited once would have each new one wait, and go over the flash, for ever.
                    batchFromRing = ring.FirstNumber;
                    for (int k = 0; isAll && k < ring.Count && batch.Count < most; k++)
                    {
                        batch.Add(ring.Peek(k));
                    }

                    GoOn();
                    numbers.BeginBatch(ring.Count + flashCount, dropped + flashDropped, flashDamaged);
                    return batch.Count;
                }
            }
        }

        /// <summary>Whether the batch, or its begin, was on flash, so that an earlier run may have sent it.</summary>
        public bool IsBatchStored
        {
            get { return batchOfFlash > 0; }
        }

        /// <summary>An entry of the batch.</summary>
        public Record Batch(int index)
        {
            return batch.Peek(index);
        }

        /// <summary>
        /// The number of an entry of the batch, and with the first one why some before it are missing: <see cref="EntryNumbers"/>.
        /// </summary>
        public string NumberText(int index)
        {
            lock (ringGate)
            {
                return numbers.Text(index);
            }
        }

        /// <summary>Removes the first entries of the batch: they are in the channel, or will never be.</summary>
        public void Accept(int entries)
        {
            if (entries <= 0)
            {
                return;
            }

            lock (flashGate)
            {
                int sent;
                lock (ringGate)
                {
                    sent = numbers.Accept(entries);
                }

                if (batchOfFlash > 0 || movedOfBatch != 0)
                {
                    flash.NoteSent(sent);
                }

                int stored = batchOfFlash < entries ? batchOfFlash : entries;
                if (stored > 0)
                {
                    flash.Accept(stored, marks[stored - 1]);
                }

                // Entries may have moved to flash while they were being sent: they are its oldest then.
                entries -= stored;
                int moved = 0;
                for (int k = 0; k < entries; k++)
                {
                    moved += (movedOfBatch >> k) & 1;
                }

                if (moved > 0)
                {
                    flash.AcceptOldest(moved, moving, marks);
                }

                UpdateFlash();
                lock (ringGate)
                {
                    int until = batchFromRing + entries;
                    int rest = until - ring.FirstNumber;
                    if (rest > 0)
                    {
                        ring.RemoveFirst(rest < ring.Count ? rest : ring.Count);
                    }
                }
            }
        }

        private bool IsStoreDue(long nowMs)
        {
            return !StoreFailed || Uptime.HasPassed(StoreRetryMs, storeTriedMs, nowMs);
        }

        /// <summary>Moves the oldest entries to flash, all but some; false where it does not take them.</summary>
        private bool TryMove(int keep)
        {
            flash.Open();
            UpdateFlash();
            lock (ringGate)
            {
                GoOn();
                if (flashCount == 0 && ring.Count > keep)
                {
                    // What is counted on from, should a file that comes not be readable.
                    flash.NoteSent(Math.Max(flash.SentNumber, numbers.Newest - ring.Count));
                }
            }

            int asked = 1, done = 1;
            while (asked > 0 && done == asked)
            {
                int number;
                asked = TakeMoving(keep, out number);
                done = flash.Append(moving, asked);
                RemoveMoved(number, done);
            }

            return done == asked;
        }

        private void GoOn()
        {
            MustNote |= numbers.GoOn(ring.Count + flashCount, flash == null ? 0 : flash.SentNumber);
        }

        private int TakeMoving(int keep, out int number)
        {
            lock (ringGate)
            {
                number = ring.FirstNumber;
                int count = ring.Count - keep;
                count = count > MaxAtOnce ? MaxAtOnce : (count < 0 ? 0 : count);
                ring.CopyTo(moving, count);
                return count;
            }
        }

        private void RemoveMoved(int number, int entries)
        {
            lock (ringGate)
            {
                // The ring may have dropped some of them meanwhile, if it was full.
                int rest = number + entries - ring.FirstNumber;
                if (rest > 0)
                {
                    ring.RemoveFirst(rest);
                }
            }

            for (int at = number - batchFromRing; at < number - batchFromRing + entries && at < MaxAtOnce; at++)
            {
                movedOfBatch |= 1 << at;
            }

            UpdateFlash();
        }

        private void UpdateFlash()
        {
            lock (ringGate)
            {
                if (flash != null)
                {
                    flashCount = flash.Count;
                    flashDropped = flash.Dropped;
                    flashDamaged = flash.Damaged + flash.Skipped;
                }
            }
        }
    }
}
