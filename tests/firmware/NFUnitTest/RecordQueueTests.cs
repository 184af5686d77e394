using NanoBms.Device;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Entries that wait.</summary>
    [TestClass]
    public class RecordQueueTests
    {
        private const long FirstUnixS = 1772366709;

        [TestMethod]
        public void Entries_come_back_in_their_order_and_whole()
        {
            RecordQueue queue = Filled(4, 3);
            Assert.AreEqual(3, queue.Count);
            Assert.AreEqual(3, queue.TakeBatch(RecordQueue.MostAtOnce));
            Record record = queue.Batch(1);
            Assert.AreEqual(FirstUnixS + 2L, record.UnixS);
            Assert.AreEqual(3702, record.Reading.VoltageMilliV);
            Assert.AreEqual(-40002, record.Reading.CurrentMilliA);
            Assert.AreEqual(-1002, record.Reading.TemperatureCentiC);
            Assert.AreEqual(5002, record.SocCentiPercent);
            Assert.AreEqual(6002, record.CountedCentiPercent);
            Assert.AreEqual(StatusBits.Held, record.Status);
            Assert.AreEqual(1502, record.InferenceMs);
        }

        [TestMethod]
        public void A_full_queue_drops_the_oldest_and_counts_it()
        {
            RecordQueue queue = Filled(2, 5);
            Assert.AreEqual(2, queue.Count);
            Assert.AreEqual(3, queue.Dropped);
            Assert.AreEqual(1, queue.TakeBatch(1));
            Assert.AreEqual(FirstUnixS + 4L, queue.Batch(0).UnixS);
        }

        [TestMethod]
        public void Only_entries_that_were_sent_are_removed()
        {
            RecordQueue queue = Filled(2, 1);
            queue.TakeBatch(1);
            queue.Add(Entry(2));
            queue.Add(Entry(3));

            // The entry that was sent had to make room meanwhile: none other goes for it.
            queue.Accept(1);
            Assert.AreEqual(2, queue.Count);
            queue.TakeBatch(1);
            queue.Accept(1);
            Assert.AreEqual(1, queue.Count);
        }

        private static RecordQueue Filled(int capacity, int entries)
        {
            var queue = new RecordQueue(capacity);
            for (int k = 1; k <= entries; k++)
            {
                queue.Add(Entry(k));
            }

            return queue;
        }

        private static Record Entry(int k)
        {
            var record = new Record();
            record.UnixS = FirstUnixS + k;
            record.Reading.VoltageMilliV = 3700 + k;
            record.Reading.CurrentMilliA = -40000 - k;
            record.Reading.TemperatureCentiC = -1000 - k;
            record.SocCentiPercent = 5000 + k;
            record.CountedCentiPercent = 6000 + k;
            record.Status = StatusBits.Held;
            record.InferenceMs = 1500 + k;
            return record;
        }
    }
}
