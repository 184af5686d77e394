using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Entries on flash, oldest dropped first: a ring of segment files that are only ever appended to, and the place up to which all was
    /// sent. A power cut at any byte loses at most the entry that was being written. What cannot be read is tried again, then skipped,
    /// counted and named in the log; it is not overwritten before its turn.
    /// </summary>
    /// <remarks>
    /// A segment is a header of 24 bytes and 169 entries of 24, 4,080 bytes: one 4 KB block of the ESP32's file system. 37 of them hold at
    /// least 6,084 entries, 25 hours at one each 15 s, in 148 of that partition's 256 KB. Wear: an append moves its block, so each one
    /// costs a block erase, spread by the file system over its free blocks (some 25 of them while the log is full). An outage costs 5,760
    /// appends a day, 230 erases a block, of the 100,000 that the flash stands: 14 months of outage. While entries are sent at once nothing
    /// is written here. Not for several threads.
    /// </remarks>
    public sealed partial class FlashLog
    {
        /// <summary>Entries of a segment.</summary>
        public const int EntriesPerSegment = 169;

        /// <summary>Segments at most.</summary>
        public const int Segments = 37;

        /// <summary>Entries that are read or written at once.</summary>
        public const int ChunkEntries = 20;

        /// <summary>
        /// Readings in vain, at growing pauses, after which sending goes on behind what cannot be read: 26 minutes. Behind a file that
        /// tells when others were made it does so with guessed times, by which nobody finds in the channel what is there already.
        /// </summary>
        public const int MaxTries = 8;

        // Flash that takes nothing is worn: entries wait four minutes for their clock time to be on it.
        private const int MaxClockTries = 5;

        /// <summary>No number of a power-up.</summary>
        public const int NoBoot = -1;

        private const int EntryBytes = RecordCodec.Bytes;

        private readonly IFileStore store;
        private readonly ILog log;
        private readonly byte[] chunk = new byte[ChunkEntries * EntryBytes];
        private readonly TwinFile cursorFile;
        private readonly BootTimes times = new BootTimes();

        private int minBoot, boot = NoBoot, newestBoot = NoBoot;
        private int headSequence, headPlace, lastSequence, readTries, clockTries, owed;
        private bool isOpen, cursorUnsaved, isRefused;
        private long lostMark, newestUnixS;

        /// <summary>A log in a store; <see cref="Open"/> comes first.</summary>
        /// <param name="store">Where.</param>
        /// <param name="minBoot">Number of this power-up, 0..65535, unless the log knows of a later one.</param>
        /// <param name="log">Where what is lost is said; null: nowhere.</param>
        public FlashLog(IFileStore store, int minBoot, ILog log = null)
        {
            this.store = store;
            this.minBoot = minBoot;
            this.log = log;
            cursorFile = new TwinFile(store, "sent.");
        }

        /// <summary>Entries not yet sent.</summary>
        public int Count { get; private set; }

        /// <summary>Entries dropped because the log was full, or because nothing can tell their time any more.</summary>
        public int Dropped { get; private set; }

        /// <summary>Entries that a power cut or the flash has damaged.</summary>
        public int Damaged { get; private set; }

        /// <summary>
        /// Entries that went, or may have gone, with what cannot be read or is not there any more: each in a line of the log.
        /// </summary>
        public int Skipped { get; private set; }

        /// <summary>Whether the last <see cref="Peek"/> found that it cannot read now, and must not be taken for empty.</summary>
        public bool IsBlocked { get; private set; }

        /// <summary>The newest time that an entry here has, seconds since 1970; 0: none has one.</summary>
        public long NewestUnixS
        {
            get { return newestUnixS; }
        }

        /// <summary>
        /// Number of this power-up, which no other has that the log knows of; <see cref="NoBoot"/> before it is open. To be set before that
        /// where a deep sleep was no power-up.
        /// </summary>
        public int Boot
        {
            get { return boot; }
            set { boot = value; }
        }

        /// <summary>Tells, before it is open, a power-up that came before this one, which the log may know nothing of any more.</summary>
        /// <param name="earlierBoot">Its number.</param>
        public void ComeAfter(int earlierBoot)
        {
            minBoot = After(earlierBoot, 0, minBoot) & 0xFFFF;
        }

        /// <summary>
        /// Finds what is there from before. Takes a second or two on a full log of a small board; does nothing the second time.
        /// </summary>
        public void Open()
        {
            if (isOpen)
            {
                return;
            }

            isOpen = true;
            LoadCursor();
            FindSegments();
            DeleteSent();
            CompleteTail();
            NameMissing();
            int newest = lastSequence % Segments;
            if (lastSequence == headSequence && sequences[newest] == lastSequence && places[newest] < headPlace)
            {
                headPlace = places[newest];
                cursorUnsaved = true;
            }

            int first = Oldest();
            if (first > headSequence && unread == 0)
            {
                MoveHead(first, 0);
            }

            Scan();
            if (boot == NoBoot)
            {
                // Each segment that was not read may hold as many numbers as entries; whoever left some out for that noted his.
                int hidden = unread * EntriesPerSegment;
                boot = After(newestBoot, hidden, After(cursorBoot, hidden, newestBoot == NoBoot ? minBoot + hidden : minBoot)) & 0xFFFF;
                cursorUnsaved |= hidden > 0;
            }

            cursorUnsaved |= cursorFile.HasUnread;
            TrySaveCursor();
        }

        /// <summary>
        /// Adds the first entries of a ring; how many of them are on the storage now: fewer than asked for where it fails.
        /// </summary>
        public int Append(RecordRing records, int count)
        {
            int done = 0;
            bool goesOn = TryTellClocks();
            while (goesOn && done < count)
            {
                goesOn = TryReady(records, count, ref done);
                int slot = lastSequence % Segments;
                int part = EntriesPerSegment - places[slot];
                part = part > count - done ? count - done : part;
                part = part > ChunkEntries ? ChunkEntries : part;
                if (goesOn && part > 0)
                {
                    for (int k = 0; k < part; k++)
                    {
                        Note(records.Peek(done + k), k * EntryBytes);
                    }

                    goesOn = store.Append(Name(slot), chunk, part * EntryBytes);
                    if (goesOn)
                    {
                        places[slot] += (short)part;
                        Count += part;
                        done += part;
                    }
                    else
                    {
                        // Some of them may be there.
                        TryAlign(slot, records, count, ref done);
                    }
                }
            }

            if (done < count && !isRefused)
            {
                Say("The flash does not take entries: they wait in memory.");
            }

            isRefused = done < count;
            CountAnew();
            return done;
        }

        /// <summary>Gives the oldest entries, in order, without removing them.</summary>
        /// <param name="most">How many at most, up to <see cref="ChunkEntries"/>.</param>
        /// <param name="records">
        /// Receives them, and holds nothing else then. An entry's UnixS is 0 where its clock time is not known yet.
        /// </param>
        /// <param name="marks">Receives for each the mark that <see cref="Accept"/> takes.</param>
        /// <returns>How many there are; fewer than asked for at the end of a segment. None where it <see cref="IsBlocked"/>.</returns>
        public int Peek(int most, RecordRing records, long[] marks)
        {
            records.RemoveFirst(records.Count);
            IsBlocked = !TrySettle(true);
            if (!IsBlocked && !TryTellClocks())
            {
                // Sent before its time is on flash, an entry would come again with another one after a power cut.
                clockTries++;
                IsBlocked = clockTries < MaxClockTries;
            }

            SettleOwed(records, marks);
            int count = IsBlocked ? 0 : PeekOldest(most, records, marks);
            CountAnew();
            return count;
        }

        /// <summary>Takes note that entries are in the channel: removes all up to a mark.</summary>
        /// <param name="entries">How many they are.</param>
        /// <param name="mark">The mark of the last of them.</param>
        public void Accept(int entries, long mark)
        {
            int sequence = (int)(mark >> 32);
            int place = (int)mark;
            if (sequence < headSequence || (sequence == headSequence && place <= headPlace))
            {
                return;
            }

            Count = Count > entries ? Count - entries : 0;
            MoveHead(sequence, place);
            int slot = sequence % Segments;
            if (Count == 0 && sequence == lastSequence && place >= places[slot])
            {
                MoveHead(sequence + 1, 0);
            }

            cursorUnsaved = true;
            TrySaveCursor();
            DeleteSent();
        }

        /// <summary>Takes note that the oldest entries are in the channel, as soon as they can be read.</summary>
        /// <param name="entries">How many they are.</param>
        /// <param name="records">Of use meanwhile: holds others then.</param>
        /// <param name="marks">Of use meanwhile.</param>
        public void AcceptOldest(int entries, RecordRing records, long[] marks)
        {
            owed += entries;
            IsBlocked = false;
            SettleOwed(records, marks);
            CountAnew();
        }

        /// <summary>Tells the clock time of this power-up; with it, and on flash before anything is sent, all entries have one.</summary>
        /// <param name="startUnixS">Seconds since 1970; receives it as it had to be moved: see <see cref="BootTimes"/>.</param>
        /// <param name="notedUnixS">The newest time given before this power-up, as it was noted; 0: none.</param>
        /// <param name="notedBoot">The power-up that gave it; 0: not known.</param>
        /// <returns>False where there is something that must be read first.</returns>
        public bool TrySetClock(ref long startUnixS, long notedUnixS, int notedBoot)
        {
            if (!TrySettle(false))
            {
                return false;
            }

            clocks = times.Resolve(boot, ref startUnixS, notedUnixS, notedBoot, newestUnixS);
            TryTellClocks();
            return true;
        }

        /// <summary>A number of a power-up, or the one behind another and as many hidden ones, where that is later.</summary>
        private static int After(int earlier, int hidden, int number)
        {
            int next = earlier + 1 + hidden;
            return earlier == NoBoot || ((number - next) & 0xFFFF) < 0x8000 ? number : next;
        }

        private int PeekOldest(int most, RecordRing records, long[] marks)
        {
            records.RemoveFirst(records.Count);
            int count = 0;
            while (count == 0 && SkipEmpty())
            {
                int slot = headSequence % Segments;
                if ((givenUp & (1L << slot)) != 0)
                {
                    givenUp &= ~(1L << slot);
                    sequences[slot] = Unread;
                    Skip(slot, EntriesPerSegment, " cannot be read: ");
                    continue;
                }

                int wanted = places[slot] - headPlace;
                wanted = wanted > ChunkEntries ? ChunkEntries : wanted;
                int read = StoredFile.Read(store, Name(slot), EntryBytes + headPlace * EntryBytes, chunk, wanted * EntryBytes);
                if (read == FileLength.Unreadable && ++readTries < MaxTries)
                {
                    IsBlocked = true;
                    return 0;
                }

                if (read < EntryBytes)
                {
                    if (read == FileLength.Unreadable)
                    {
                        Skip(slot, headPlace + wanted, " cannot be read: ");
                    }
                    else
                    {
                        Skip(slot, places[slot], read < 0 ? " is not there any more: " : " is shorter than it was: ");
                    }

                    continue;
                }

                readTries = 0;
                count = Decode(read / EntryBytes, most, records, marks);
            }

            Count = count == 0 ? 0 : Count;
            return count;
        }

        /// <summary>
        /// Takes the entries of the chunk that can be sent; moves on behind those that never can be, where there is none.
        /// </summary>
        private int Decode(int read, int most, RecordRing records, long[] marks)
        {
            int count = 0, place = headPlace;
            for (int k = 0; k < read && count < most; k++)
            {
                place++;
                int at = k * EntryBytes;
                long mark = ((long)headSequence << 32) | (uint)place;
                if (IsLost(at))
                {
                    if (mark > lostMark)
                    {
                        Dropped++;
                        Count--;
                        lostMark = mark;
                    }
                }
                else if (RecordCodec.IsWhole(chunk, at) && !RecordCodec.IsClock(chunk, at))
                {
                    Record record = RecordCodec.Decode(chunk, at);
                    if (record.UnixS == 0)
                    {
                        long start = times.StartUnixS(RecordCodec.Boot(chunk, at));
                        record.UnixS = start == 0 ? 0 : start + record.UptimeMs / 1000;
                    }

                    records.Add(record);
                    marks[count] = mark;
                    count++;
                }
            }

            if (count == 0)
            {
                MoveHead(headSequence, place);
            }

            return count;
        }

        private void SettleOwed(RecordRing records, long[] marks)
        {
            while (owed > 0 && !IsBlocked)
            {
                int part = PeekOldest(owed > ChunkEntries ? ChunkEntries : owed, records, marks);

                // Some of them may have been skipped meanwhile.
                part = part > owed ? owed : part;
                owed = part == 0 && !IsBlocked ? 0 : owed - part;
                if (part > 0)
                {
                    Accept(part, marks[part - 1]);
                }
            }
        }

        /// <summary>Moves on behind places that were not sent, and says so.</summary>
        private void Skip(int slot, int toPlace, string why)
        {
            int entries = toPlace - headPlace;
            Lose(slot, entries, why);
            isCountUnsure = true;
            owed = owed > entries ? owed - entries : 0;
            MoveHead(headSequence, toPlace);

            // At once: read again after a restart, they would come behind those that were sent meanwhile.
            cursorUnsaved = true;
            TrySaveCursor();
        }

        private void Lose(int slot, int entries, string why)
        {
            Skipped += entries;
            Say(Name(slot) + why + "up to " + entries.ToString() + " entries are lost.");
        }

        /// <summary>Moves to where the next entry may be; false where there is none.</summary>
        private bool SkipEmpty()
        {
            while (headSequence <= lastSequence)
            {
                int slot = headSequence % Segments;
                if (sequences[slot] == headSequence && headSequence > 0 && headPlace < places[slot])
                {
                    return true;
                }

                if (headSequence == lastSequence)
                {
                    return false;
                }

                readTries = 0;
                MoveHead(headSequence + 1, 0);
            }

            return false;
        }

        private void MoveHead(int sequence, int place)
        {
            headSequence = sequence;
            headPlace = place;
        }

        /// <summary>Writes an entry to the chunk, and takes note of its time.</summary>
        private void Note(Record record, int at)
        {
            RecordCodec.Encode(record, boot, chunk, at);
            if (record.UnixS == 0)
            {
                times.Note(boot, (int)(record.UptimeMs / 1000));
            }
            else
            {
                newestUnixS = record.UnixS > newestUnixS ? record.UnixS : newestUnixS;
            }
        }

        private void Say(string line)
        {
            if (log != null)
            {
                log.Write(line);
            }
        }
    }
}
