namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Entries in memory, oldest dropped first: 20 bytes each in one array, as <see cref="RecordCodec"/> writes them, nothing for the
    /// garbage collector. Not for several threads.
    /// </summary>
    public sealed class RecordRing
    {
        private readonly int capacity;
        private readonly byte[] bytes;
        private int first;

        /// <summary>A ring of so many entries at most.</summary>
        public RecordRing(int capacity)
        {
            this.capacity = capacity;
            bytes = new byte[capacity * RecordCodec.BodyBytes];
        }

        /// <summary>Entries there are.</summary>
        public int Count { get; private set; }

        /// <summary>Number of the oldest entry, counted from power-up.</summary>
        public int FirstNumber { get; private set; }

        /// <summary>Adds an entry; false where the oldest had to go for it.</summary>
        public bool Add(Record record)
        {
            bool fits = Count < capacity;
            if (!fits)
            {
                RemoveFirst(1);
            }

            RecordCodec.EncodeBody(record, bytes, Place(Count));
            Count++;
            return fits;
        }

        /// <summary>The entry at a place, 0 the oldest.</summary>
        public Record Peek(int index)
        {
            return RecordCodec.DecodeBody(bytes, Place(index));
        }

        /// <summary>Makes the oldest entries all that another ring holds.</summary>
        public void CopyTo(RecordRing target, int entries)
        {
            target.RemoveFirst(target.Count);
            for (int k = 0; k < entries; k++)
            {
                target.Add(Peek(k));
            }
        }

        /// <summary>Removes the oldest entries.</summary>
        public void RemoveFirst(int entries)
        {
            first = (first + entries) % capacity;
            Count -= entries;
            FirstNumber += entries;
        }

        /// <summary>Gives clock time to the entries that have none yet.</summary>
        /// <param name="startUnixS">Clock time of power-up, seconds since 1970.</param>
        public void Stamp(long startUnixS)
        {
            for (int k = 0; k < Count; k++)
            {
                RecordCodec.Stamp(bytes, Place(k), startUnixS);
            }
        }

        private int Place(int index)
        {
            return (first + index) % capacity * RecordCodec.BodyBytes;
        }
    }
}
