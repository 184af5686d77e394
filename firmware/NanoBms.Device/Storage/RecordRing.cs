namespace NanoBms.Device.Storage
{
    /// <summary>
    /// Entries in memory, oldest dropped first: 20 bytes each in plain arrays, nothing for the garbage collector. Not for several threads.
    /// </summary>
    public sealed class RecordRing
    {
        private const short Unstamped = short.MinValue;

        private readonly int capacity;
        private readonly int[] timeS, currentMilliA;
        private readonly short[] voltageMilliV, temperatureCentiC, socCentiPercent, countedCentiPercent, status, inferenceMs;
        private int first;

        /// <summary>A ring of so many entries at most.</summary>
        public RecordRing(int capacity)
        {
            this.capacity = capacity;
            timeS = new int[capacity];
            currentMilliA = new int[capacity];
            voltageMilliV = new short[capacity];
            temperatureCentiC = new short[capacity];
            socCentiPercent = new short[capacity];
            countedCentiPercent = new short[capacity];
            status = new short[capacity];
            inferenceMs = new short[capacity];
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

            int at = (first + Count) % capacity;
            bool stamped = record.UnixS != 0;
            timeS[at] = (int)(stamped ? record.UnixS - Record.EpochUnixS : record.UptimeMs / 1000);
            currentMilliA[at] = record.Reading.CurrentMilliA;
            voltageMilliV[at] = (short)record.Reading.VoltageMilliV;
            temperatureCentiC[at] = (short)record.Reading.TemperatureCentiC;
            socCentiPercent[at] = (short)record.SocCentiPercent;
            countedCentiPercent[at] = (short)record.CountedCentiPercent;
            status[at] = (short)(record.Status | (stamped ? 0 : Unstamped));
            inferenceMs[at] = (short)(record.InferenceMs > short.MaxValue ? short.MaxValue : record.InferenceMs);
            Count++;
            return fits;
        }

        /// <summary>The entry at a place, 0 the oldest.</summary>
        public Record Peek(int index)
        {
            int at = (first + index) % capacity;
            var record = new Record();
            if (status[at] < 0)
            {
                record.UptimeMs = timeS[at] * 1000L;
            }
            else
            {
                record.UnixS = timeS[at] + Record.EpochUnixS;
            }

            record.Reading.CurrentMilliA = currentMilliA[at];
            record.Reading.VoltageMilliV = voltageMilliV[at];
            record.Reading.TemperatureCentiC = temperatureCentiC[at];
            record.SocCentiPercent = socCentiPercent[at];
            record.CountedCentiPercent = countedCentiPercent[at];
            record.Status = status[at] & short.MaxValue;
            record.InferenceMs = inferenceMs[at];
            return record;
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
                int at = (first + k) % capacity;
                if (status[at] < 0)
                {
                    timeS[at] += (int)(startUnixS - Record.EpochUnixS);
                    status[at] &= short.MaxValue;
                }
            }
        }
    }
}
