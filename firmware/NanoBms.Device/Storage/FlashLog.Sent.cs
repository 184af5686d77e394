namespace NanoBms.Device.Storage
{
    /// <content>
    /// The place up to which all was sent, the power-up that noted it, the number of the last entry before it, and the clock times that are
    /// to be on flash before anything is.
    /// </content>
    public sealed partial class FlashLog
    {
        // Programs up to 0.9 noted the place only, later ones the power-up, too.
        private const int PlaceBytes = 8, NumberAt = PlaceBytes + 2, CursorBytes = NumberAt + 4;

        private readonly byte[] cursor = new byte[CursorBytes];
        private int cursorBoot = NoBoot;

        // Power-ups whose clock time is known here, and not yet on the flash; null: none.
        private int[] clocks;

        /// <summary>
        /// Number of the last entry before the oldest one here; 0: not known. Kept with the place up to which all was sent.
        /// </summary>
        public int SentNumber { get; private set; }

        /// <summary>Tells the number of the last entry before those that are here, or come.</summary>
        public void NoteSent(int number)
        {
            cursorUnsaved |= number != SentNumber;
            SentNumber = number;
        }

        /// <summary>
        /// Whether the storage did not take the place up to which all was sent, so that a restart would send entries again, or the clock
        /// time of a power-up.
        /// </summary>
        public bool HasUnsaved
        {
            get { return cursorUnsaved || clocks != null; }
        }

        /// <summary>Writes what it did not take, if that is still to be done; false where it fails.</summary>
        public bool TrySave()
        {
            return TrySaveCursor() && TryTellClocks();
        }

        private bool TrySaveCursor()
        {
            if (cursorUnsaved)
            {
                LittleEndian.Put32(cursor, 0, headSequence);
                LittleEndian.Put32(cursor, 4, headPlace);
                LittleEndian.Put16(cursor, PlaceBytes, boot);
                LittleEndian.Put32(cursor, NumberAt, SentNumber);
                cursorUnsaved = !cursorFile.TrySave(cursor);
            }

            return !cursorUnsaved;
        }

        private void LoadCursor()
        {
            byte[] kept = cursorFile.Load();
            if (kept != null && (kept.Length == CursorBytes || kept.Length == NumberAt || kept.Length == PlaceBytes))
            {
                headSequence = LittleEndian.Get32(kept, 0);
                headPlace = LittleEndian.Get32(kept, 4);
                cursorBoot = kept.Length > PlaceBytes ? LittleEndian.Get16(kept, PlaceBytes) : NoBoot;
                SentNumber = kept.Length > NumberAt ? LittleEndian.Get32(kept, NumberAt) : 0;
            }

            if (cursorFile.HasUnread || (kept == null && cursorFile.HasDamaged))
            {
                Say("The note of what was sent cannot be read: entries may be sent again.");
            }
        }

        /// <summary>Writes clock times that are not yet on the flash; false where it does not take them.</summary>
        private bool TryTellClocks()
        {
            for (int k = 0; clocks != null && k < clocks.Length; k++)
            {
                int done = 0;
                if (clocks[k] != NoBoot)
                {
                    if (!TryReady(null, 0, ref done))
                    {
                        return false;
                    }

                    int slot = lastSequence % Segments;
                    RecordCodec.EncodeClock(times.StartUnixS(clocks[k]), clocks[k], clocks[k] != boot, chunk, 0);
                    if (!store.Append(Name(slot), chunk, EntryBytes))
                    {
                        return false;
                    }

                    places[slot]++;
                    clocks[k] = NoBoot;
                }
            }

            clocks = null;
            return true;
        }
    }
}
