using System;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Storage
{
    /// <content>The segment files.</content>
    public sealed partial class FlashLog
    {
        private const int Magic = 0x4C42;
        private const int Version = 1;
        private const int CrcAt = 22;
        private const int SegmentBytes = EntryBytes * (1 + EntriesPerSegment);

        // In place of a sequence number: no segment; one that could not be read.
        private const int None = 0, Unread = -1;

        private readonly int[] sequences = new int[Segments];
        private readonly short[] places = new short[Segments];
        private int unread, settleTries;
        private bool isCountUnsure;

        // What is learnt of entries that are counted.
        private enum Learning : byte
        {
            Nothing,
            All,
            ClocksAlone,
        }

        // A bit a slot: not read in all tries, and taken for full until its turn comes.
        private long givenUp;

        private static string Name(int slot)
        {
            return (slot < 10 ? "queue0" : "queue") + slot.ToString() + ".log";
        }

        private void FindSegments()
        {
            for (int slot = 0; slot < Segments; slot++)
            {
                Find(slot);
            }

            // The one behind the last may be the newest that there is: what is written next comes after it.
            lastSequence = headSequence > lastSequence ? headSequence : lastSequence;
            int passed = 0;
            while (passed++ < Segments && sequences[(lastSequence + 1) % Segments] == Unread)
            {
                lastSequence++;
            }
        }

        /// <summary>Finds what segment a file is.</summary>
        private void Find(int slot)
        {
            sequences[slot] = None;
            int length = StoredFile.Length(store, Name(slot));
            if (length == FileLength.Absent || (length >= 0 && length <= EntryBytes && ReadHeader(slot) == None))
            {
                // What has a header at most, and that not whole, was being begun when the power went.
                return;
            }

            int sequence = length < 0 ? Unread : ReadHeader(slot);
            sequences[slot] = sequence;
            places[slot] = (short)((length > SegmentBytes ? SegmentBytes : length) / EntryBytes - 1);
            if (sequence == Unread)
            {
                unread++;
            }
            else if (sequence == None)
            {
                Lose(slot, places[slot], " is no segment of this log: ");
            }
            else
            {
                lastSequence = sequence > lastSequence ? sequence : lastSequence;
                if (length > SegmentBytes)
                {
                    Say(
                        Name(slot) + " has " + length.ToString() + " bytes: what is behind " + SegmentBytes.ToString()
                            + " is not looked at.");
                }
            }
        }

        /// <summary>The sequence number of a segment file; None where its header is not whole, Unread where it cannot be read.</summary>
        private int ReadHeader(int slot)
        {
            int read = StoredFile.Read(store, Name(slot), 0, chunk, EntryBytes);
            if (read < 0)
            {
                return Unread;
            }

            int sequence = LittleEndian.Get32(chunk, 4);
            return read == EntryBytes && Crc16.Compute(chunk, 0, CrcAt) == LittleEndian.Get16(chunk, CrcAt)
                && LittleEndian.Get16(chunk, 0) == Magic && LittleEndian.Get16(chunk, 2) == Version && sequence > 0
                && sequence % Segments == slot
                ? sequence
                : None;
        }

        /// <summary>Reads segments that could not be read; false while there are some, and they are not given up.</summary>
        /// <param name="isTry">Whether it counts as one of so many tries.</param>
        private bool TrySettle(bool isTry)
        {
            settleTries += isTry && unread > 0 ? 1 : 0;
            bool isMore = false;
            for (int slot = 0; unread > 0 && slot < Segments; slot++)
            {
                if (sequences[slot] == Unread)
                {
                    unread--;
                    Find(slot);
                    if (sequences[slot] > 0)
                    {
                        TakeIn(sequences[slot]);
                        isMore = true;
                    }

                    if (sequences[slot] == Unread && settleTries >= MaxTries)
                    {
                        unread--;
                        GiveUp(slot);
                    }
                }
            }

            // Clock times of power-ups that only these entries are of were read before, and meant nothing then.
            for (int sequence = headSequence; isMore && sequence <= lastSequence; sequence++)
            {
                if (sequence > 0 && sequences[sequence % Segments] == sequence)
                {
                    CountEntries(sequence % Segments, 0, Learning.ClocksAlone);
                }
            }

            return unread == 0;
        }

        /// <summary>
        /// Takes what cannot be read for a full segment at its place, so that the numbers of entries before it leave room for its own,
        /// should a later start read it.
        /// </summary>
        private void GiveUp(int slot)
        {
            int sequence = lastSequence - (lastSequence - slot + Segments) % Segments;
            if (sequence < headSequence || sequence <= 0)
            {
                Lose(slot, EntriesPerSegment, " cannot be read: ");
                return;
            }

            givenUp |= 1L << slot;
            sequences[slot] = sequence;
            places[slot] = EntriesPerSegment;
            Count += EntriesPerSegment - (sequence == headSequence ? headPlace : 0);
        }

        private bool StartSegment()
        {
            // A note of what was sent that comes back would have the new segment taken for sent.
            if (cursorFile.HasUnread && !TrySaveCursor())
            {
                return false;
            }

            int sequence = (lastSequence > headSequence ? lastSequence : headSequence) + 1;
            int slot = sequence % Segments;
            if (sequences[slot] != None)
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
            givenUp &= ~(1L << slot);
            if (sequence == Unread)
            {
                if (unread > 0)
                {
                    unread--;
                    Lose(slot, EntriesPerSegment, " could not be read until its place was needed: ");
                }
            }
            else if (sequence >= headSequence)
            {
                int from = sequence == headSequence ? headPlace : 0;
                int entries = CountEntries(slot, from, Learning.Nothing);
                bool isCounted = entries >= 0;
                entries = isCounted ? entries : places[slot] - from;
                Dropped += entries;
                owed = owed > entries ? owed - entries : 0;
                MoveHead(sequence + 1, 0);
                Count -= isCounted ? entries : 0;
                isCountUnsure |= !isCounted;
            }

            sequences[slot] = None;
        }

        /// <summary>Makes the newest segment ready for an entry more; false where the storage does not do its part.</summary>
        private bool TryReady(RecordRing records, int count, ref int done)
        {
            int slot = lastSequence % Segments;

            // One of which all is sent is still there where it could not be removed: what came into it would be removed with it.
            if (lastSequence > 0 && lastSequence >= headSequence && sequences[slot] == lastSequence && places[slot] < EntriesPerSegment)
            {
                if (!TryAlign(slot, records, count, ref done))
                {
                    return false;
                }

                // It may have lost entries behind what was sent: a restart would take for sent what comes there now. From here, where the
                // stack is higher than where that is found.
                if (lastSequence == headSequence)
                {
                    TrySaveCursor();
                }

                if (sequences[slot] == lastSequence && places[slot] < EntriesPerSegment)
                {
                    return true;
                }
            }

            return StartSegment();
        }

        /// <summary>
        /// Makes sure that the next entry begins where it should: what a write that failed has left is taken for what it is.
        /// </summary>
        /// <param name="slot">The newest segment.</param>
        /// <param name="records">What that write held, from <paramref name="done"/> on; null: no entries.</param>
        /// <param name="count">Entries to be written.</param>
        /// <param name="done">Entries of them that are there.</param>
        /// <returns>False where the storage does not tell, or does not take, what is needed for it.</returns>
        private bool TryAlign(int slot, RecordRing records, int count, ref int done)
        {
            int length = StoredFile.Length(store, Name(slot));
            if (length == FileLength.Unreadable)
            {
                return false;
            }

            int found = length < 0 ? -1 : length / EntryBytes - 1;
            if (found < places[slot])
            {
                Shorten(slot, found);
            }

            while (found > places[slot] && places[slot] < EntriesPerSegment)
            {
                if (StoredFile.Read(store, Name(slot), EntryBytes * (1 + places[slot]), chunk, EntryBytes) != EntryBytes)
                {
                    return false;
                }

                places[slot]++;
                if (records != null && done < count && IsNext(records.Peek(done)))
                {
                    done++;
                    Count++;
                }
            }

            int over = length < 0 ? 0 : length % EntryBytes;
            if (over == 0 || places[slot] >= EntriesPerSegment)
            {
                return true;
            }

            // Filled up, an entry that was cut off fails its CRC.
            for (int k = 0; k < EntryBytes; k++)
            {
                chunk[k] = 0xFF;
            }

            bool isFilled = store.Append(Name(slot), chunk, EntryBytes - over);
            places[slot] += (short)(isFilled ? 1 : 0);
            return isFilled;
        }

        /// <summary>Whether the chunk begins with an entry as it is written now.</summary>
        private bool IsNext(Record record)
        {
            RecordCodec.Encode(record, boot, chunk, EntryBytes);
            int k = 0;
            while (k < EntryBytes && chunk[k] == chunk[EntryBytes + k])
            {
                k++;
            }

            return k == EntryBytes;
        }

        /// <summary>The newest segment has lost entries, or is not there any more.</summary>
        private void Shorten(int slot, int found)
        {
            int left = found < 0 ? 0 : found, from = lastSequence == headSequence && headPlace > left ? headPlace : left;
            int lost = places[slot] - from;
            if (lost > 0)
            {
                Lose(slot, lost, found < 0 ? " is not there any more: " : " is shorter than it was: ");
                owed = owed > lost ? owed - lost : 0;
            }

            places[slot] = (short)left;
            sequences[slot] = found < 0 ? None : sequences[slot];
            if (lastSequence == headSequence && headPlace > left)
            {
                headPlace = left;
                cursorUnsaved = true;
            }

            isCountUnsure |= lost > 0;
        }

        /// <summary>Fills up an entry that was cut off in the newest segment.</summary>
        private void CompleteTail()
        {
            int slot = lastSequence % Segments, done = 0;
            if (lastSequence > 0 && sequences[slot] == lastSequence)
            {
                TryAlign(slot, null, 0, ref done);
            }
        }

        /// <summary>Removes segments that were sent as a whole.</summary>
        private void DeleteSent()
        {
            for (int slot = 0; slot < Segments; slot++)
            {
                if (sequences[slot] > 0 && sequences[slot] < headSequence && store.Delete(Name(slot)))
                {
                    sequences[slot] = None;
                    places[slot] = 0;
                }
            }
        }

        private int Oldest()
        {
            int oldest = int.MaxValue;
            for (int slot = 0; slot < Segments; slot++)
            {
                if (sequences[slot] > 0 && sequences[slot] < oldest)
                {
                    oldest = sequences[slot];
                }
            }

            return oldest == int.MaxValue ? headSequence : oldest;
        }

        /// <summary>Says which files between the first and the last are not there.</summary>
        private void NameMissing()
        {
            // What had to go for what came later, since the note of what was sent: said again rather than never, should the power have gone
            // before it was said, and told to the channel with the next entry.
            int dropped = headSequence == 0 ? 0 : lastSequence - Segments + (IsBegun(lastSequence + 1) ? 2 : 1) - headSequence;
            if (dropped > 0)
            {
                Dropped += dropped * EntriesPerSegment - headPlace;
                MoveHead(headSequence + dropped, 0);
            }

            // Where all was sent, the first one is not there yet, and the one before it is where it could not be removed.
            int oldest = Oldest(), first = headPlace > 0 ? headSequence : (oldest > headSequence ? oldest : headSequence) + 1;
            first = first > lastSequence - Segments ? first : lastSequence - Segments + 1;
            for (int sequence = first; sequence <= lastSequence; sequence++)
            {
                int slot = sequence % Segments;
                if (sequences[slot] == None && StoredFile.Length(store, Name(slot)) == FileLength.Absent)
                {
                    Lose(slot, EntriesPerSegment - (sequence == headSequence ? headPlace : 0), " is missing: ");
                }
            }
        }

        /// <summary>Whether the power went while a segment was begun.</summary>
        private bool IsBegun(int sequence)
        {
            int slot = sequence % Segments;
            return sequences[slot] == None && StoredFile.Length(store, Name(slot)) >= 0;
        }

        private void Scan()
        {
            for (int sequence = headSequence; sequence <= lastSequence; sequence++)
            {
                if (sequence > 0 && sequences[sequence % Segments] == sequence)
                {
                    TakeIn(sequence);
                }
            }
        }

        /// <summary>Counts the entries of a segment and learns the power-ups they are of; one that cannot be read waits for it.</summary>
        private void TakeIn(int sequence)
        {
            int slot = sequence % Segments;
            int entries = sequence < headSequence ? 0 : CountEntries(slot, sequence == headSequence ? headPlace : 0, Learning.All);
            if (entries < 0)
            {
                sequences[slot] = Unread;
                unread++;
                return;
            }

            Count += entries;
        }

        /// <summary>
        /// Counts what waits anew where places went of which nobody knows how many held an entry. Numbers follow from how many wait, and
        /// one too few would give the same number twice. From where the stack is low.
        /// </summary>
        private void CountAnew()
        {
            if (!isCountUnsure)
            {
                return;
            }

            isCountUnsure = false;
            Count = 0;
            for (int sequence = headSequence; sequence <= lastSequence; sequence++)
            {
                int slot = sequence % Segments, from = sequence == headSequence ? headPlace : 0;
                if (sequence > 0 && sequences[slot] == sequence)
                {
                    int entries = (givenUp & (1L << slot)) != 0 ? -1 : CountEntries(slot, from, Learning.Nothing);
                    Count += entries < 0 ? places[slot] - from : entries;
                }
            }
        }

        /// <summary>
        /// Counts a segment's whole entries, and learns of the power-ups they are of. Negative where it cannot be read.
        /// </summary>
        private int CountEntries(int slot, int from, Learning learning)
        {
            int count = 0, damaged = 0;
            for (int place = from; place < places[slot]; place += ChunkEntries)
            {
                int wanted = places[slot] - place;
                wanted = wanted > ChunkEntries ? ChunkEntries : wanted;
                int read = StoredFile.Read(store, Name(slot), EntryBytes + place * EntryBytes, chunk, wanted * EntryBytes);
                if (read != wanted * EntryBytes)
                {
                    return -1;
                }

                for (int k = 0; k < wanted; k++)
                {
                    bool isWhole = RecordCodec.IsWhole(chunk, k * EntryBytes);
                    damaged += isWhole ? 0 : 1;
                    count += isWhole && !RecordCodec.IsClock(chunk, k * EntryBytes) ? 1 : 0;
                    if (isWhole && (learning == Learning.All
                        || (learning == Learning.ClocksAlone && RecordCodec.IsClock(chunk, k * EntryBytes))))
                    {
                        Learn(k * EntryBytes);
                    }
                }
            }

            if (learning == Learning.All && damaged > 0)
            {
                Damaged += damaged;
                Say(Name(slot) + " holds " + damaged.ToString() + " damaged entries, by a power cut or by the flash: they are lost.");
            }

            return count;
        }

        /// <summary>Whether an entry's time will never be known.</summary>
        private bool IsLost(int at)
        {
            return RecordCodec.IsWhole(chunk, at) && RecordCodec.IsUnstamped(chunk, at) && times.IsForgotten(RecordCodec.Boot(chunk, at));
        }

        private void Learn(int at)
        {
            int number = RecordCodec.Boot(chunk, at), timeS = RecordCodec.TimeS(chunk, at);
            if (newestBoot == NoBoot || ((number - newestBoot) & 0xFFFF) < 0x8000)
            {
                newestBoot = number;
            }

            if (RecordCodec.IsUnstamped(chunk, at))
            {
                times.Note(number, timeS);
            }
            else if (RecordCodec.IsClock(chunk, at))
            {
                times.Set(number, timeS + Record.EpochUnixS, RecordCodec.IsGuess(chunk, at));
            }
            else
            {
                times.NoteGiven(number, timeS + Record.EpochUnixS);
                newestUnixS = timeS + Record.EpochUnixS > newestUnixS ? timeS + Record.EpochUnixS : newestUnixS;
            }
        }
    }
}
