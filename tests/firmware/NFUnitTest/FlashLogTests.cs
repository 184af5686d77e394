using NanoBms.Device.Hardware;
using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>Entries on flash: their format, and what a power cut leaves of them.</summary>
    [TestClass]
    public class FlashLogTests
    {
        private const string FirstFile = "queue01.log";

        [TestMethod]
        public void The_format_on_flash_is_fixed()
        {
            var store = new MemoryStore();
            Open(store, 3).Append(StoredEntries.Ring(1, 1), 1);
            byte[] file = store.File(FirstFile);
            Assert.AreEqual(48, file.Length);

            // "BL", version 1, sequence 1, zeros; the CRC of these 22 bytes is by crc_hqx of Python's binascii.
            byte[] header = { 0x42, 0x4C, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x67, 0xE7 };
            for (int k = 0; k < header.Length; k++)
            {
                Assert.AreEqual((int)header[k], (int)file[k], "byte " + k.ToString());
            }

            Assert.IsTrue(RecordCodec.IsWhole(file, 24));
            Assert.AreEqual(3, RecordCodec.Boot(file, 24));
            Assert.AreEqual(1, RecordCodec.Decode(file, 24).Reading.CurrentMilliA);
        }

        [TestMethod]
        public void Entries_of_two_segments_come_back_in_order_after_a_restart()
        {
            var store = new MemoryStore();
            Assert.AreEqual(180, Open(store, 1).Append(StoredEntries.Ring(0, 180), 180));
            Assert.AreEqual(24 + 169 * 24, store.File(FirstFile).Length);
            Assert.AreEqual(24 + 11 * 24, store.File("queue02.log").Length);
            FlashLog log = Open(store, 2);
            Assert.AreEqual(180, log.Count);
            Drain(log, 0, 180);
            Assert.AreEqual(0, log.Count);
            Assert.IsTrue(store.File(FirstFile) == null && store.File("queue02.log") == null, "what was sent takes no room");
        }

        [TestMethod]
        public void What_was_sent_stays_sent_after_a_restart()
        {
            var store = new MemoryStore();
            FlashLog log = Open(store, 1);
            log.Append(StoredEntries.Ring(0, 30), 30);
            var ring = new RecordRing(20);
            var marks = new long[20];
            Assert.AreEqual(20, log.Peek(20, ring, marks));
            log.Accept(13, marks[12]);
            Assert.AreEqual(17, log.Count);
            log = Open(store, 2);
            Assert.AreEqual(17, log.Count);
            Drain(log, 13, 17);
        }

        [TestMethod]
        public void A_power_cut_at_any_byte_costs_at_most_what_was_being_written()
        {
            // Over the header and the first entries byte by byte, then in steps that meet each place of an entry once.
            for (int cut = 1; cut < 400; cut += cut < 75 ? 1 : 23)
            {
                var store = new MemoryStore();
                FlashLog log = Open(store, 1);
                store.PowerAfterBytes = cut;
                int stored = 0;
                while (stored < 20 && log.Append(StoredEntries.Ring(stored, 1), 1) == 1)
                {
                    stored++;
                }

                store.PowerAfterBytes = int.MaxValue;
                log = Open(store, 2);
                int kept = log.Count;
                Assert.IsTrue(kept == stored || kept == stored + 1, "cut after " + cut.ToString() + " bytes");
                Assert.AreEqual(1, log.Append(StoredEntries.Ring(kept, 1), 1));
                Drain(Open(store, 3), 0, kept + 1);
            }
        }

        [TestMethod]
        public void Damaged_bytes_cost_the_entries_they_are_in()
        {
            var store = new MemoryStore();
            Open(store, 1).Append(StoredEntries.Ring(0, 10), 10);
            store.File(FirstFile)[24 + 24 * 4 + 5] ^= 1;
            FlashLog log = Open(store, 2);
            Assert.AreEqual(9, log.Count);
            Assert.AreEqual(1, log.Damaged);
            var ring = new RecordRing(20);
            Assert.AreEqual(9, log.Peek(20, ring, new long[20]));
            Assert.AreEqual(3, ring.Peek(3).Reading.CurrentMilliA);
            Assert.AreEqual(5, ring.Peek(4).Reading.CurrentMilliA);
        }

        [TestMethod]
        public void A_storage_that_refuses_is_told_and_works_again_later()
        {
            var store = new MemoryStore();
            FlashLog log = Open(store, 1);
            store.RefusesWrites = true;
            Assert.AreEqual(0, log.Append(StoredEntries.Ring(1, 1), 1));
            store.RefusesWrites = false;
            Assert.AreEqual(1, log.Append(StoredEntries.Ring(1, 1), 1));
            Drain(log, 1, 1);
        }

        [TestMethod]
        public void Times_of_power_ups_without_a_clock_are_found_when_it_is_known()
        {
            var store = new MemoryStore();
            Append(Open(store, 1), StoredEntries.WithoutClock(1, 25));
            Append(Open(store, 2), StoredEntries.WithoutClock(2, 12));
            FlashLog log = Open(store, 3);
            Append(log, StoredEntries.WithoutClock(3, 15));
            SetClock(log, StoredEntries.FirstUnixS);

            // Power-up 2 began 12 + 1 s before 3, power-up 1 began 25 + 1 s before 2; the same after a restart, whatever its own clock
            // says.
            log = Open(store, 4);
            SetClock(log, StoredEntries.FirstUnixS + 5000);
            var ring = new RecordRing(20);
            Assert.AreEqual(3, log.Peek(20, ring, new long[20]));
            Assert.AreEqual(StoredEntries.FirstUnixS - 13 - 26 + 25, ring.Peek(0).UnixS);
            Assert.AreEqual(StoredEntries.FirstUnixS - 13 + 12, ring.Peek(1).UnixS);
            Assert.AreEqual(StoredEntries.FirstUnixS + 15, ring.Peek(2).UnixS);
        }

        private static FlashLog Open(IFileStore store, int boot)
        {
            var log = new FlashLog(store, boot);
            log.Open();
            return log;
        }

        private static void SetClock(FlashLog log, long startUnixS)
        {
            Assert.IsTrue(log.TrySetClock(ref startUnixS, 0, 0));
        }

        private static void Append(FlashLog log, Record record)
        {
            var ring = new RecordRing(1);
            ring.Add(record);
            Assert.AreEqual(1, log.Append(ring, 1));
        }

        /// <summary>Takes all entries out: they are these, in order.</summary>
        private static void Drain(FlashLog log, int first, int entries)
        {
            var ring = new RecordRing(20);
            var marks = new long[20];
            int number = first;
            for (int count = log.Peek(20, ring, marks); count > 0; count = log.Peek(20, ring, marks))
            {
                for (int k = 0; k < count; k++)
                {
                    Record record = ring.Peek(k);
                    Assert.AreEqual(number, record.Reading.CurrentMilliA);
                    Assert.AreEqual(StoredEntries.FirstUnixS + number, record.UnixS);
                    Assert.AreEqual(7245, record.SocCentiPercent);
                    number++;
                }

                log.Accept(count, marks[count - 1]);
            }

            Assert.AreEqual(first + entries, number);
        }
    }
}
