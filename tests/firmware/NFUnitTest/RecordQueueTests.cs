using NanoBms.Device.Storage;
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
            Assert.AreEqual(3, queue.TakeBatch(RecordQueue.MaxAtOnce));
            Record record = queue.Batch(1);
            Assert.AreEqual(FirstUnixS + 2L, record.UnixS);
            Assert.AreEqual(3702, record.Reading.VoltageMilliV);
            Assert.AreEqual(-40002, record.Reading.CurrentMilliA);
            Assert.AreEqual(-1002, record.Reading.TemperatureCentiC);
            Assert.AreEqual(5002, record.SocCentiPercent);
            Assert.AreEqual(6002, record.NetworkCentiPercent);
            Assert.AreEqual(StatusBits.Held, record.Status);
            Assert.AreEqual(1502, record.CapacityCentiAh);
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

        [TestMethod]
        public void A_batch_holds_what_is_on_flash_and_what_came_after_it()
        {
            var queue = new RecordQueue(10, new FlashLog(new MemoryStore(), 1), 1);
            for (int k = 1; k <= 4; k++)
            {
                queue.Add(Entry(k));
            }

            queue.StoreStep(0);
            Assert.AreEqual(4, queue.TakeBatch(RecordQueue.MaxAtOnce));
            Assert.IsTrue(queue.IsBatchStored);
            Assert.AreEqual(FirstUnixS + 4L, queue.Batch(3).UnixS);

            // The fourth moves to flash while it is being sent.
            queue.Add(Entry(5));
            queue.StoreStep(0);
            queue.Accept(4);
            Assert.AreEqual(1, queue.Count);
            queue.TakeBatch(1);
            Assert.AreEqual(FirstUnixS + 5L, queue.Batch(0).UnixS);
        }

        [TestMethod]
        public void Times_go_on_after_a_restart_that_set_the_clock_back()
        {
            var queue = new RecordQueue(10);
            queue.StartAfter(FirstUnixS + 1000, 0);
            queue.Add(Entry(1));
            queue.Add(Entry(2));
            queue.TakeBatch(2);
            Assert.AreEqual(FirstUnixS + 1150L, queue.Batch(0).UnixS);
            Assert.AreEqual(FirstUnixS + 1151L, queue.Batch(1).UnixS);
            Assert.AreEqual(FirstUnixS + 1151L, queue.NewestUnixS);
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
            record.NetworkCentiPercent = 6000 + k;
            record.Status = StatusBits.Held;
            record.CapacityCentiAh = 1500 + k;
            return record;
        }
    }
}
