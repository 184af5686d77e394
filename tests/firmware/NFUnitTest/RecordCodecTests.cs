using NanoBms.Device.Storage;
using nanoFramework.TestFramework;

namespace NanoBms.DeviceTests
{
    /// <summary>An entry as bytes.</summary>
    [TestClass]
    public class RecordCodecTests
    {
        // 2026-03-01 at 12:00:01 is 194529601 s (0x0B984941) after 2020 began; -2300 mA, 70.123 V, -12.34 degC, 72.45 %, 73.01 % by the
        // network, +-51.8 %, status 10, 700.01 Ah, power-up 3. The CRC of these 22 bytes is by crc_hqx of Python's binascii, its bits
        // turned over where 0x4E42 has ones.
        private static readonly byte[] Stored =
        {
            0x41, 0x49, 0x98, 0x0B, 0x04, 0xF7, 0xFF, 0xEB, 0x11, 0x2E, 0xFB, 0x4D, 0xDC, 0x85, 0x9C, 0x06, 0x0A, 0x00, 0x71, 0x11, 0x03,
            0x00, 0xF9, 0x24,
        };

        // As programs up to 0.9 wrote it: 3701 mV, 72.45 % by the network, 73.01 % by counting, 1875 ms of inference.
        private static readonly byte[] StoredEarlier =
        {
            0x41, 0x49, 0x98, 0x0B, 0x04, 0xF7, 0xFF, 0xFF, 0x75, 0x0E, 0x2E, 0xFB, 0x4D, 0x1C, 0x85, 0x1C, 0x0A, 0x00, 0x53, 0x07, 0x03,
            0x00, 0x2D, 0xAA,
        };

        [TestMethod]
        public void The_bytes_of_an_entry_are_fixed()
        {
            var bytes = new byte[RecordCodec.Bytes + 2];
            RecordCodec.Encode(Entry(), 3, bytes, 2);
            for (int k = 0; k < RecordCodec.Bytes; k++)
            {
                Assert.AreEqual((int)Stored[k], (int)bytes[2 + k], "byte " + k.ToString());
            }
        }

        [TestMethod]
        public void Bytes_become_the_entry_again()
        {
            Assert.IsTrue(RecordCodec.IsWhole(Stored, 0));
            Assert.IsFalse(RecordCodec.IsUnstamped(Stored, 0));
            Assert.IsFalse(RecordCodec.IsClock(Stored, 0));
            Assert.AreEqual(3, RecordCodec.Boot(Stored, 0));
            Record record = RecordCodec.Decode(Stored, 0);
            Assert.AreEqual(1772366401L, record.UnixS);
            Assert.AreEqual(-2300, record.Reading.CurrentMilliA);
            Assert.AreEqual(70123, record.Reading.VoltageMilliV);
            Assert.AreEqual(-1234, record.Reading.TemperatureCentiC);
            Assert.AreEqual(7245, record.SocCentiPercent);
            Assert.AreEqual(518, record.BarDeciPercent);
            Assert.AreEqual(7301, record.NetworkCentiPercent);
            Assert.AreEqual(10, record.Status);
            Assert.AreEqual(70001, record.CapacityCentiAh);
        }

        [TestMethod]
        public void An_entry_of_an_earlier_program_is_read_as_what_it_is()
        {
            Assert.IsTrue(RecordCodec.IsWhole(StoredEarlier, 0));
            Assert.AreEqual(3, RecordCodec.Boot(StoredEarlier, 0));
            Record record = RecordCodec.Decode(StoredEarlier, 0);
            Assert.AreEqual(1772366401L, record.UnixS);
            Assert.AreEqual(-2300, record.Reading.CurrentMilliA);
            Assert.AreEqual(3701, record.Reading.VoltageMilliV);
            Assert.AreEqual(-1234, record.Reading.TemperatureCentiC);
            Assert.AreEqual(7245, record.SocCentiPercent);
            Assert.AreEqual(7245, record.NetworkCentiPercent);
            Assert.AreEqual(-1, record.BarDeciPercent);
            Assert.AreEqual(-1, record.CapacityCentiAh);
            Assert.AreEqual(10, record.Status);
        }

        [TestMethod]
        public void A_time_since_power_up_and_what_is_not_known_are_kept()
        {
            Record record = Entry();
            record.UnixS = 0;
            record.UptimeMs = 2500999;
            record.SocCentiPercent = -1;
            record.BarDeciPercent = -1;
            record.NetworkCentiPercent = -1;
            record.CapacityCentiAh = -1;
            record.Reading.CurrentMilliA = 2000000000;
            var bytes = new byte[RecordCodec.Bytes];
            RecordCodec.Encode(record, 65535, bytes, 0);
            Assert.IsTrue(RecordCodec.IsWhole(bytes, 0));
            Assert.IsTrue(RecordCodec.IsUnstamped(bytes, 0));
            Assert.AreEqual(65535, RecordCodec.Boot(bytes, 0));
            record = RecordCodec.Decode(bytes, 0);
            Assert.AreEqual(0L, record.UnixS);
            Assert.AreEqual(2500000L, record.UptimeMs);
            Assert.AreEqual(-1, record.SocCentiPercent);
            Assert.AreEqual(-1, record.BarDeciPercent);
            Assert.AreEqual(-1, record.NetworkCentiPercent);
            Assert.AreEqual(-1, record.CapacityCentiAh);
            Assert.AreEqual(10, record.Status);
            Assert.AreEqual(8388607, record.Reading.CurrentMilliA);
        }

        [TestMethod]
        public void The_clock_time_of_a_power_up_is_no_entry()
        {
            var bytes = new byte[RecordCodec.Bytes];
            RecordCodec.EncodeClock(Record.EpochUnixS + 194529601, 7, bytes, 0);
            Assert.IsTrue(RecordCodec.IsWhole(bytes, 0));
            Assert.IsTrue(RecordCodec.IsClock(bytes, 0));
            Assert.IsFalse(RecordCodec.IsUnstamped(bytes, 0));
            Assert.AreEqual(7, RecordCodec.Boot(bytes, 0));
            Assert.AreEqual(194529601, RecordCodec.TimeS(bytes, 0));
        }

        [TestMethod]
        public void A_changed_byte_is_no_entry()
        {
            for (int k = 0; k < RecordCodec.Bytes; k++)
            {
                var bytes = new byte[RecordCodec.Bytes];
                RecordCodec.Encode(Entry(), 3, bytes, 0);
                bytes[k] ^= 0xFF;
                Assert.IsFalse(RecordCodec.IsWhole(bytes, 0), "byte " + k.ToString());
            }
        }

        private static Record Entry()
        {
            Record record = StoredEntries.Of(-2300);
            record.UnixS = 1772366401;
            record.Reading.VoltageMilliV = 70123;
            record.BarDeciPercent = 518;
            record.CapacityCentiAh = 70001;
            return record;
        }
    }
}
