using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Entries on flash, oldest dropped first: a ring of segment files that are only ever appended to, and the place up to which all was
    /// sent. A power cut at any byte loses at most the entry that was being written.
    /// </summary>
    /// <remarks>
    /// A segment is a header of 24 bytes and 169 entries of 24, 4,080 bytes: one 4 KB block of the ESP32's file system. 37 of them hold at
    /// least 6,084 entries, 25 hours at one each 15 s, in 148 of that partition's 256 KB. Wear: an append moves its block, so each one
    /// costs a block erase, spread by the file system over its free blocks (some 25 of them while the log is full). An outage costs 5,760
    /// appends a day, 230 erases a block, of the 100,000 that the flash stands: 14 months of outage. While entries are sent at once nothing
    /// is written here. Not for several threads.
    /// </remarks>
    public sealed class FlashLog
    {
        /// <summary>Entries of a segment.</summary>
        public const int EntriesPerSegment = 169;

        /// <summary>Segments at most.</summary>
        public const int Segments = 37;

        /// <summary>Entries that are read or written at once.</summary>
        public const int ChunkEntries = 20;

        private const int EntryBytes = RecordCodec.Bytes;
        private const int Magic = 0x4C42;
        private const int Version = 1;
        private const int CrcAt = 22;

        private readonly IFileStore store;
        private readonly int boot;
        private readonly int[] sequences = new int[Segments];
        private readonly short[] places = new short[Segments];
        private readonly byte[] chunk = new byte[ChunkEntries * EntryBytes];
        private readonly byte[] cursor = new byte[8];
        private readonly TwinFile cursorFile;
        private readonly BootTimes times = new BootTimes();
        private int headSequence, headPlace, lastSequence;
        private bool isOpen, cursorUnsaved;
        private long lostMark;

        /// <summary>A log in a store; <see cref="Open"/> comes first.</summary>
        /// <param name="store">Where.</param>
        /// <param name="boot">Number of this power-up, 0..65535.</param>
        public FlashLog(IFileStore store, int boot)
        {
            this.store = store;
            this.boot = boot;
            cursorFile = new TwinFile(store, "sent.", cursor.Length);
        }

        /// <summary>Entries not yet sent.</summary>
        public int Count { get; private set; }

        /// <summary>Entries dropped because the log was full, or because nothing can tell their time any more.</summary>
        public int Dropped { get; private set; }

        /// <summary>Entries that a power cut or the flash has damaged.</summary>
        public int Damaged { get; private set; }

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
            if (cursorFile.TryLoad(cursor))
            {
                headSequence = LittleEndian.Get32(cursor, 0);
                headPlace = LittleEndian.Get32(cursor, 4);
            }

            for (int slot = 0; slot < Segments; slot++)
            {
                int sequence = ReadHeader(slot);
                if (sequence > 0)
                {
                    sequences[slot] = sequence;
                    places[slot] = (short)((store.Length(Name(slot)) - EntryBytes) / EntryBytes);
                    lastSequence = sequence > lastSequence ? sequence : lastSequence;
                }
            }

            DeleteSent();
            if (lastSequence > 0)
            {
                CompleteTail(lastSequence % Segments);
            }

            if (lastSequence == headSequence && places[lastSequence % Segments] < headPlace)
            {
                headPlace = places[lastSequence % Segments];
            }

            lastSequence = headSequence > lastSequence ? headSequence : lastSequence;
            int first = Oldest();
            if (first > headSequence)
            {
                MoveHead(first, 0);
            }

            Scan();
        }

        /// <summary>
        /// Adds the first entries of a ring; how many of them are on the storage now: fewer than asked for where it fails.
        /// </summary>
        public int Append(RecordRing records, int count)
        {
            int done = 0;
            while (done < count)
            {
                int slot = lastSequence % Segments;
                if ((sequences[slot] != lastSequence || lastSequence == 0 || places[slot] >= EntriesPerSegment) && !StartSegment())
                {
                    return done;
                }

                slot = lastSequence % Segments;
                int part = EntriesPerSegment - places[slot];
                part = part > count - done ? count - done : part;
                part = part > ChunkEntries ? ChunkEntries : part;
                for (int k = 0; k < part; k++)
                {
                    Record record = records.Peek(done + k);
                    RecordCodec.Encode(record, boot, chunk, k * EntryBytes);
                    if (record.UnixS == 0)
                    {
                        times.Note(boot, (int)(record.UptimeMs / 1000));
                    }
                }

                int written = AppendChunk(slot, part);
                Count += written;
                done += written;
                if (written < part)
                {
                    return done;
                }
            }

            return done;
        }

        /// <summary>Gives the oldest entries, in order, without removing them.</summary>
        /// <param name="most">How many at most, up to <see cref="ChunkEntries"/>.</param>
        /// <param name="records">
        /// Receives them, and holds nothing else then. An entry's UnixS is 0 where its clock time is not known yet.
        /// </param>
        /// <param name="marks">Receives for each the mark that <see cref="Accept"/> takes.</param>
        /// <returns>How many there are; fewer than asked for at the end of a segment.</returns>
        public int Peek(int most, RecordRing records, long[] marks)
        {
            records.RemoveFirst(records.Count);
            int count = 0;
            while (count == 0 && SkipEmpty())
            {
                int slot = headSequence % Segments;
                int wanted = places[slot] - headPlace;
                wanted = wanted > ChunkEntries ? ChunkEntries : wanted;
                int read = store.Read(Name(slot), EntryBytes + headPlace * EntryBytes, chunk, wanted * EntryBytes);
                if (read != wanted * EntryBytes)
                {
                    // A storage that cannot be read just now is no reason to skip what is on it.
                    return 0;
                }

                int place = headPlace;
                for (int k = 0; k < wanted && count < most; k++)
                {
                    place++;
                    if (IsLost(k * EntryBytes))
                    {
                        long mark = ((long)headSequence << 32) | (uint)place;
                        Dropped += mark > lostMark ? 1 : 0;
                        lostMark = mark > lostMark ? mark : lostMark;
                    }
                    else if (RecordCodec.IsWhole(chunk, k * EntryBytes) && !RecordCodec.IsClock(chunk, k * EntryBytes))
                    {
                        Record record = RecordCodec.Decode(chunk, k * EntryBytes);
                        if (record.UnixS == 0)
                        {
                            long start = times.StartUnixS(RecordCodec.Boot(chunk, k * EntryBytes));
                            record.UnixS = start == 0 ? 0 : start + record.UptimeMs / 1000;
                        }

                        records.Add(record);
                        marks[count] = ((long)headSequence << 32) | (uint)place;
                        count++;
                    }
                }

                if (count == 0)
                {
                    MoveHead(headSequence, place);
                }
            }

            if (count == 0)
            {
                Count = 0;
            }

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

        /// <summary>Whether the storage did not take the place up to which all was sent: a restart would send entries again.</summary>
        public bool HasUnsavedCursor
        {
            get { return cursorUnsaved; }
        }

        /// <summary>Writes the place up to which all was sent, if that is still to be done; false where it fails.</summary>
        public bool TrySaveCursor()
        {
            if (cursorUnsaved)
            {
                LittleEndian.Put32(cursor, 0, headSequence);
                LittleEndian.Put32(cursor, 4, headPlace);
                cursorUnsaved = !cursorFile.TrySave(cursor);
            }

            return !cursorUnsaved;
        }

        /// <summary>Tells the clock time of this power-up; with it, and on flash before anything is sent, all entries have one.</summary>
        /// <param name="startUnixS">Seconds since 1970.</param>
        public void SetClock(long startUnixS)
        {
            int[] boots = times.Resolve(boot, startUnixS);
            for (int k = 0; k < boots.Length; k++)
            {
                int slot = lastSequence % Segments;
                if (sequences[slot] == lastSequence && (places[slot] < EntriesPerSegment || StartSegment()))
                {
                    RecordCodec.EncodeClock(times.StartUnixS(boots[k]), boots[k], chunk, 0);
                    AppendChunk(lastSequence % Segments, 1);
                }
            }
        }

        private static string Name(int slot)
        {
            return (slot < 10 ? "queue0" : "queue") + slot.ToString() + ".log";
        }

        /// <summary>The sequence number of a segment file; 0 where there is none or its header is not whole.</summary>
        private int ReadHeader(int slot)
        {
            if (store.Read(Name(slot), 0, chunk, EntryBytes) != EntryBytes || !RecordCodec.IsWhole(chunk, 0)
                || LittleEndian.Get16(chunk, 0) != Magic || LittleEndian.Get16(chunk, 2) != Version)
            {
                return 0;
            }

            int sequence = LittleEndian.Get32(chunk, 4);
            return sequence % Segments == slot ? sequence : 0;
        }

        private bool StartSegment()
        {
            int sequence = (lastSequence > headSequence ? lastSequence : headSequence) + 1;
            int slot = sequence % Segments;
            if (sequences[slot] != 0)
            {
                DropSegment(slot);
            }

            Array.Clear(chunk, 0, EntryBytes);
            LittleEndian.Put16(chunk, 0, Magic);
            LittleEndian.Put16(chunk, 2, Version);
            LittleEndian.Put32(chunk, 4, sequence);
            LittleEndian.Put16(chunk, CrcAt, Crc16.Compute(chunk, 0, CrcAt));
            if (!store.Write(Name(slot), chunk, EntryBytes))
            {
                return false;
            }

            sequences[slot] = sequence;
            places[slot] = 0;
            lastSequence = sequence;
            return true;
        }

        private void DropSegment(int slot)
        {
            int sequence = sequences[slot];
            if (sequence >= headSequence)
            {
                int entries = CountEntries(slot, sequence == headSequence ? headPlace : 0, false);
                Dropped += entries;
                Count -= entries;
                MoveHead(sequence + 1, 0);
            }

            sequences[slot] = 0;
        }

        /// <summary>Appends what the chunk holds; how many entries are on the storage then.</summary>
        private int AppendChunk(int slot, int entries)
        {
            if (store.Append(Name(slot), chunk, entries * EntryBytes))
            {
                places[slot] += (short)entries;
                return entries;
            }

            int before = places[slot];
            CompleteTail(slot);
            return CountWhole(slot, before);
        }

        /// <summary>How many entries from a place on are whole.</summary>
        private int CountWhole(int slot, int from)
        {
            int wanted = places[slot] - from;
            if (wanted <= 0 || store.Read(Name(slot), EntryBytes + from * EntryBytes, chunk, wanted * EntryBytes) != wanted * EntryBytes)
            {
                return 0;
            }

            int whole = 0;
            while (whole < wanted && RecordCodec.IsWhole(chunk, whole * EntryBytes))
            {
                whole++;
            }

            return whole;
        }

        /// <summary>Fills up an entry that was cut off, so that the next one begins where it should; as it is, it fails its CRC.</summary>
        private void CompleteTail(int slot)
        {
            int length = store.Length(Name(slot)) - EntryBytes;
            if (length < 0)
            {
                return;
            }

            int over = length % EntryBytes;
            if (over > 0)
            {
                for (int k = over; k < EntryBytes; k++)
                {
                    chunk[k] = 0xFF;
                }

                Array.Copy(chunk, over, chunk, 0, EntryBytes - over);
                store.Append(Name(slot), chunk, EntryBytes - over);
                length = store.Length(Name(slot)) - EntryBytes;
            }

            places[slot] = (short)(length < 0 ? 0 : length / EntryBytes);
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

                MoveHead(headSequence + 1, 0);
            }

            return false;
        }

        private void MoveHead(int sequence, int place)
        {
            headSequence = sequence;
            headPlace = place;
        }

        /// <summary>Removes segments that were sent as a whole.</summary>
        private void DeleteSent()
        {
            for (int slot = 0; slot < Segments; slot++)
            {
                if (sequences[slot] != 0 && sequences[slot] < headSequence && store.Delete(Name(slot)))
                {
                    sequences[slot] = 0;
                    places[slot] = 0;
                }
            }
        }

        private int Oldest()
        {
            int oldest = int.MaxValue;
            for (int slot = 0; slot < Segments; slot++)
            {
                if (sequences[slot] != 0 && sequences[slot] < oldest)
                {
                    oldest = sequences[slot];
                }
            }

            return oldest == int.MaxValue ? headSequence : oldest;
        }

        private void Scan()
        {
            for (int sequence = headSequence; sequence <= lastSequence; sequence++)
            {
                int slot = sequence % Segments;
                if (sequence > 0 && sequences[slot] == sequence)
                {
                    Count += CountEntries(slot, sequence == headSequence ? headPlace : 0, true);
                }
            }
        }

        /// <summary>Counts a segment's whole entries; with <paramref name="learn"/>, takes note of the power-ups they are of.</summary>
        private int CountEntries(int slot, int from, bool learn)
        {
            int count = 0;
            for (int place = from; place < places[slot]; place += ChunkEntries)
            {
                int wanted = places[slot] - place;
                wanted = wanted > ChunkEntries ? ChunkEntries : wanted;
                int read = store.Read(Name(slot), EntryBytes + place * EntryBytes, chunk, wanted * EntryBytes) / EntryBytes;
                for (int k = 0; k < read; k++)
                {
                    count += CountEntry(k * EntryBytes, learn);
                }
            }

            return count;
        }

        /// <summary>Whether an entry's time will never be known.</summary>
        private bool IsLost(int at)
        {
            return RecordCodec.IsWhole(chunk, at) && RecordCodec.IsUnstamped(chunk, at) && times.IsForgotten(RecordCodec.Boot(chunk, at));
        }

        private int CountEntry(int at, bool learn)
        {
            if (!RecordCodec.IsWhole(chunk, at))
            {
                Damaged += learn ? 1 : 0;
                return 0;
            }

            if (learn && RecordCodec.IsClock(chunk, at))
            {
                times.Set(RecordCodec.Boot(chunk, at), RecordCodec.TimeS(chunk, at) + Record.EpochUnixS);
            }
            else if (learn && RecordCodec.IsUnstamped(chunk, at))
            {
                times.Note(RecordCodec.Boot(chunk, at), RecordCodec.TimeS(chunk, at));
            }

            return RecordCodec.IsClock(chunk, at) ? 0 : 1;
        }
    }
}
