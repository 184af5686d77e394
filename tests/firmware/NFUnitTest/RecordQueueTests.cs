using NanoBms.Device;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Entries that wait.</summary>
    [TestClass]
    public class RecordQueueTests
    {
        [TestMethod]
        public void Entries_come_back_in_their_order_and_whole()
        {
            var queue = new RecordQueue(4);
            for (int k = 1; k <= 3; k++)
            {
                queue.Add(Entry(k));
            }

            Record record;
            Assert.AreEqual(3, queue.Count);
            Assert.IsTrue(queue.TryPeek(1, out record));
            Assert.AreEqual(2000L, record.UptimeMs);
            Assert.AreEqual(3702, record.Reading.VoltageMilliV);
            Assert.AreEqual(-40002, record.Reading.CurrentMilliA);
            Assert.AreEqual(-1002, record.Reading.TemperatureCentiC);
            Assert.AreEqual(5002, record.SocCentiPercent);
            Assert.AreEqual(6002, record.CountedCentiPercent);
            Assert.AreEqual(StatusBits.Held, record.Status);
            Assert.AreEqual(1502, record.InferenceMs);
            Assert.IsFalse(queue.TryPeek(3, out record));
        }

        [TestMethod]
        public void A_full_queue_drops_the_oldest_and_counts_it()
        {
            var queue = new RecordQueue(2);
            for (int k = 1; k <= 5; k++)
            {
                queue.Add(Entry(k));
            }

            Record record;
            Assert.AreEqual(2, queue.Count);
            Assert.AreEqual(3, queue.Dropped);
            Assert.IsTrue(queue.TryPeek(0, out record));
            Assert.AreEqual(4000L, record.UptimeMs);
        }

        [TestMethod]
        public void Only_the_entry_that_was_sent_is_removed()
        {
            var queue = new RecordQueue(2);
            queue.Add(Entry(1));
            Record sent;
            queue.TryPeek(0, out sent);
            queue.Add(Entry(2));
            queue.Add(Entry(3));
            queue.Remove(sent);
            Assert.AreEqual(2, queue.Count);
            queue.TryPeek(0, out sent);
            queue.Remove(sent);
            Assert.AreEqual(1, queue.Count);
        }

        private static Record Entry(int k)
        {
            var record = new Record();
            record.UptimeMs = 1000L * k;
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
