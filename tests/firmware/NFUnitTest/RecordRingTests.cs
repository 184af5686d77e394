using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Entries in memory.</summary>
    [TestClass]
    public class RecordRingTests
    {
        [TestMethod]
        public void A_full_ring_drops_its_oldest_and_numbers_go_on()
        {
            var ring = new RecordRing(3);
            for (int k = 0; k < 5; k++)
            {
                Assert.AreEqual(k < 3, ring.Add(StoredEntries.Of(k)));
            }

            Assert.AreEqual(3, ring.Count);
            Assert.AreEqual(2, ring.FirstNumber);
            Holds(ring, 2);
            ring.RemoveFirst(2);
            Assert.AreEqual(1, ring.Count);
            Assert.AreEqual(4, ring.FirstNumber);
            Holds(ring, 4);
        }

        [TestMethod]
        public void The_clock_stamps_what_has_no_time_and_nothing_else()
        {
            var ring = new RecordRing(2);
            ring.Add(StoredEntries.WithoutClock(1, 10));
            ring.Add(StoredEntries.Of(2));
            Assert.AreEqual(0L, ring.Peek(0).UnixS);
            Assert.AreEqual(10000L, ring.Peek(0).UptimeMs);
            Assert.AreEqual(10, ring.Peek(0).Status);
            ring.Stamp(StoredEntries.FirstUnixS + 100);
            Assert.AreEqual(StoredEntries.FirstUnixS + 110, ring.Peek(0).UnixS);
            Assert.AreEqual(10, ring.Peek(0).Status);
            Assert.AreEqual(StoredEntries.FirstUnixS + 2, ring.Peek(1).UnixS);
        }

        [TestMethod]
        public void A_copy_holds_the_oldest_entries_alone()
        {
            RecordRing ring = StoredEntries.Ring(5, 4);
            RecordRing copy = StoredEntries.Ring(90, 3);
            ring.CopyTo(copy, 2);
            Assert.AreEqual(2, copy.Count);
            Holds(copy, 5);
            Assert.AreEqual(4, ring.Count);
        }

        private static void Holds(RecordRing ring, int first)
        {
            for (int k = 0; k < ring.Count; k++)
            {
                Record record = ring.Peek(k);
                Assert.AreEqual(first + k, record.Reading.CurrentMilliA);
                Assert.AreEqual(StoredEntries.FirstUnixS + first + k, record.UnixS);
                Assert.AreEqual(-1234, record.Reading.TemperatureCentiC);
                Assert.AreEqual(261, record.CapacityCentiAh);
            }
        }
    }
}
