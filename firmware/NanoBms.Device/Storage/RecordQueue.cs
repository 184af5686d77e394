using NanoBms.Core;

namespace NanoBms.Device
{
    /// <summary>
    /// Entries that wait to be sent: the newest in memory, the others on flash where there is one; in order, oldest dropped first. Where the
    /// sampling and the sending loop meet: adding takes microseconds and never waits for the flash.
    /// </summary>
    public sealed class RecordQueue
    {
        /// <summary>Entries of a batch at most: bounds the memory of a write to the channel to about 4 KB.</summary>
        public const int MostAtOnce = FlashLog.ChunkEntries;

        private const long StoreRetryMs = 60000;

        // A clock that was wrong before may be set back; by less than this the order of entries is kept instead.
        private const long SetBackS = 3600;

        private readonly RecordRing ring;
        private readonly FlashLog flash;
        private readonly int keepInMemory;
        private readonly RecordRing moving = new RecordRing(MostAtOnce);
        private readonly RecordRing batch = new RecordRing(MostAtOnce);
        private readonly long[] marks = new long[MostAtOnce];

        // The ring's lock is held for a few assignments only. The flash's lock comes first where both are needed.
        private readonly object ringGate = new object();
        private readonly object flashGate = new object();
        private int flashCount, dropped, flashDropped, batchFromRing, movedSinceBatch;
        private bool batchOfFlash, storeFailed;
        private long lastUnixS, startUnixS, storeNotBeforeMs;

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

        /// <summary>Whether entries, or the place up to which they were sent, are in memory only and meant for the flash.</summary>
        public bool HasUnstored
        {
            get
            {
                lock (ringGate)
                {
                    return flash != null && (ring.Count > keepInMemory || flash.HasUnsavedCursor);
                }
            }
        }

        /// <summary>Whether <see cref="StoreStep"/> has something to move now.</summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public bool NeedsStoring(long nowMs)
        {
            return HasUnstored && !(StoreFailed && nowMs < storeNotBeforeMs);
        }

        /// <summary>Hands over what keeps times unique and how many entries are on flash, where they themselves stay.</summary>
        public void Transfer(StateBuffer buffer)
        {
            buffer.Transfer(ref flashCount);
            buffer.Transfer(ref lastUnixS);
        }

        /// <summary>Adds an entry; drops the oldest where there is no room.</summary>
        public void Add(Record record)
        {
            lock (ringGate)
            {
                if (record.UnixS == 0 && startUnixS != 0)
                {
                    record.UnixS = startUnixS + record.UptimeMs / 1000;
                }

                // The channel takes no two entries of the same second.
                if (record.UnixS != 0)
                {
                    if (record.UnixS <= lastUnixS && record.UnixS > lastUnixS - SetBackS)
                    {
                        record.UnixS = lastUnixS + 1;
                    }

                    lastUnixS = record.UnixS;
                }

                if (!ring.Add(record))
                {
                    dropped++;
                }
            }
        }

        /// <summary>
        /// Moves entries to flash that have waited in memory for long enough. To be called often, by whoever may wait for a flash write; the
        /// other steps go on meanwhile.
        /// </summary>
        /// <param name="nowMs">Uptime in milliseconds.</param>
        public void StoreStep(long nowMs)
        {
            if (flash == null || (StoreFailed && nowMs < storeNotBeforeMs))
            {
                return;
            }

            lock (flashGate)
            {
                flash.Open();
                int asked = 1, done = 1;
                while (asked > 0 && done == asked)
                {
                    int number;
                    asked = TakeMoving(out number);
                    done = flash.Append(moving, asked);
                    RemoveMoved(number, done);
                }

                bool cursorSaved = flash.TrySaveCursor();
                storeNotBeforeMs = nowMs + StoreRetryMs;
                lock (ringGate)
                {
                    storeFailed = done < asked || !cursorSaved;
                }
            }
        }

        /// <summary>Tells the clock time of power-up: entries that have only a time since then are stamped with it.</summary>
        /// <param name="startUnixS">Seconds since 1970.</param>
        public void SetClock(long startUnixS)
        {
            lock (flashGate)
            {
                if (flash != null)
                {
                    flash.Open();
                    flash.SetClock(startUnixS);
                }

                lock (ringGate)
                {
                    this.startUnixS = startUnixS;
                    ring.Stamp(startUnixS);
                    if (ring.Count > 0)
                    {
                        lastUnixS = ring.Peek(ring.Count - 1).UnixS;
                    }
                }
            }
        }

        /// <summary>Begins a batch of the oldest entries; they stay in the queue until <see cref="Accept"/>.</summary>
        /// <param name="most">Entries at most, up to <see cref="MostAtOnce"/>.</param>
        /// <returns>How many there are: see <see cref="Batch"/>.</returns>
        public int TakeBatch(int most)
        {
            lock (flashGate)
            {
                movedSinceBatch = 0;
                batchOfFlash = false;
                int count = 0;
                if (flash != null)
                {
                    flash.Open();
                    count = flash.Peek(most, batch, marks);
                    UpdateFlash();
                }

                // What is on flash is older: while it cannot be read, nothing may overtake it.
                if (flash != null && flash.Count > 0)
                {
                    batchOfFlash = true;
                    return count;
                }

                lock (ringGate)
                {
                    batchFromRing = ring.FirstNumber;
                    count = ring.Count < most ? ring.Count : most;
                    ring.CopyTo(batch, count);
                    return count;
                }
            }
        }

        /// <summary>Whether the batch was on flash, so that an earlier run may have sent it.</summary>
        public bool IsBatchStored
        {
            get { return batchOfFlash; }
        }

        /// <summary>An entry of the batch.</summary>
        public Record Batch(int index)
        {
            return batch.Peek(index);
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
                if (batchOfFlash)
                {
                    flash.Accept(entries, marks[entries - 1]);
                    UpdateFlash();
                    return;
                }

                // Entries may have moved to flash while they were being sent: they are its oldest then.
                int moved = movedSinceBatch < entries ? movedSinceBatch : entries;
                int left = moved;
                while (left > 0)
                {
                    int part = flash.Peek(left, moving, marks);
                    if (part == 0)
                    {
                        break;
                    }

                    flash.Accept(part, marks[part - 1]);
                    left -= part;
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

        private int TakeMoving(out int number)
        {
            lock (ringGate)
            {
                number = ring.FirstNumber;
                int count = ring.Count - keepInMemory;
                count = count > MostAtOnce ? MostAtOnce : (count < 0 ? 0 : count);
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

            movedSinceBatch += entries;
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
                }
            }
        }
    }
}
