using NanoBms.Device.Storage;

namespace NanoBms.DeviceTests
{
    /// <summary>Entries to store: each has its number as its current in milliamperes, and is that many seconds after the first.</summary>
    public static class StoredEntries
    {
        /// <summary>2026-03-01 at 12:00:00 in seconds since 1970.</summary>
        public const long FirstUnixS = 1772366400;

        /// <summary>The entry of a number.</summary>
        public static Record Of(int number)
        {
            var record = new Record();
            record.UnixS = FirstUnixS + number;
            record.Reading.VoltageMilliV = 3700;
            record.Reading.CurrentMilliA = number;
            record.Reading.TemperatureCentiC = -1234;
            record.SocCentiPercent = 7245;
            record.BarDeciPercent = 18;
            record.NetworkCentiPercent = 7301;
            record.Status = StatusBits.Held | StatusBits.Buffered;
            record.CapacityCentiAh = 261;
            return record;
        }

        /// <summary>An entry of a time since power-up, without clock time.</summary>
        public static Record WithoutClock(int number, int uptimeS)
        {
            Record record = Of(number);
            record.UnixS = 0;
            record.UptimeMs = uptimeS * 1000L;
            return record;
        }

        /// <summary>A ring of consecutive entries.</summary>
        public static RecordRing Ring(int first, int entries)
        {
            var ring = new RecordRing(entries);
            for (int k = 0; k < entries; k++)
            {
                ring.Add(Of(first + k));
            }

            return ring;
        }
    }
}
