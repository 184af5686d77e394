namespace NanoBms.Device
{
    /// <summary>
    /// Entries that wait to be sent, oldest dropped first. Where the sampling and the sending loop meet. Plain arrays: 20 bytes an entry,
    /// and nothing for the garbage collector.
    /// </summary>
    public sealed class RecordQueue
    {
        private readonly int capacity;
        private readonly int[] uptimeTenthS, currentMilliA;
        private readonly short[] voltageMilliV, temperatureCentiC, socCentiPercent, countedCentiPercent, status, inferenceMs;
        private readonly object gate = new object();
        private int first, count;

        /// <summary>A queue of so many entries at most.</summary>
        public RecordQueue(int capacity)
        {
            this.capacity = capacity;
            uptimeTenthS = new int[capacity];
            currentMilliA = new int[capacity];
            voltageMilliV = new short[capacity];
            temperatureCentiC = new short[capacity];
            socCentiPercent = new short[capacity];
            countedCentiPercent = new short[capacity];
            status = new short[capacity];
            inferenceMs = new short[capacity];
        }

        /// <summary>Entries that wait.</summary>
        public int Count
        {
            get
            {
                lock (gate)
                {
                    return count;
                }
            }
        }

        /// <summary>Entries dropped because the queue was full.</summary>
        public int Dropped { get; private set; }

        /// <summary>Adds an entry; drops the oldest where there is no room.</summary>
        public void Add(Record record)
        {
            lock (gate)
            {
                if (count == capacity)
                {
                    first = (first + 1) % capacity;
                    count--;
                    Dropped++;
                }

                int at = (first + count) % capacity;
                uptimeTenthS[at] = (int)(record.UptimeMs / 100);
                currentMilliA[at] = record.Reading.CurrentMilliA;
                voltageMilliV[at] = (short)record.Reading.VoltageMilliV;
                temperatureCentiC[at] = (short)record.Reading.TemperatureCentiC;
                socCentiPercent[at] = (short)record.SocCentiPercent;
                countedCentiPercent[at] = (short)record.CountedCentiPercent;
                status[at] = (short)record.Status;
                inferenceMs[at] = (short)(record.InferenceMs > short.MaxValue ? short.MaxValue : record.InferenceMs);
                count++;
            }
        }

        /// <summary>The entry at a place, 0 the oldest; false where there is none.</summary>
        public bool TryPeek(int index, out Record record)
        {
            record = new Record();
            lock (gate)
            {
                if (index >= count)
                {
                    return false;
                }

                int at = (first + index) % capacity;
                record.UptimeMs = uptimeTenthS[at] * 100L;
                record.Reading.CurrentMilliA = currentMilliA[at];
                record.Reading.VoltageMilliV = voltageMilliV[at];
                record.Reading.TemperatureCentiC = temperatureCentiC[at];
                record.SocCentiPercent = socCentiPercent[at];
                record.CountedCentiPercent = countedCentiPercent[at];
                record.Status = status[at];
                record.InferenceMs = inferenceMs[at];
                return true;
            }
        }

        /// <summary>Removes the oldest entry if it is still the given one: while it was being sent the queue may have dropped it.</summary>
        public void Remove(Record sent)
        {
            lock (gate)
            {
                if (count > 0 && uptimeTenthS[first] == (int)(sent.UptimeMs / 100))
                {
                    first = (first + 1) % capacity;
                    count--;
                }
            }
        }
    }
}
