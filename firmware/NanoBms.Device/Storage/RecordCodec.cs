namespace NanoBms.Device.Storage
{
    /// <summary>
    /// An entry as 24 bytes, low bytes first: time (4), current mA (4), voltage mV (2), temperature 0.01 degC (2), SOC and counted SOC 0.01
    /// % (2 + 2), status (2), inference ms (2), power-up number (2), CRC-16 of these 22 (2). Time is in seconds since 2020, or since
    /// power-up where bit 15 of the status is set. Bits 15 and 14 together: no entry, but the clock time of a power-up.
    /// </summary>
    public static class RecordCodec
    {
        /// <summary>Bytes of an entry.</summary>
        public const int Bytes = 24;

        private const int BodyBytes = 22;
        private const int StatusAt = 16, BootAt = 20;
        private const int UnstampedBit = 0x8000, ClockBits = 0xC000, StatusMask = 0x3FFF;

        /// <summary>Writes an entry.</summary>
        public static void Encode(Record record, int boot, byte[] bytes, int at)
        {
            bool stamped = record.UnixS != 0;
            LittleEndian.Put32(bytes, at, (int)(stamped ? record.UnixS - Record.EpochUnixS : record.UptimeMs / 1000));
            LittleEndian.Put32(bytes, at + 4, record.Reading.CurrentMilliA);
            LittleEndian.Put16(bytes, at + 8, record.Reading.VoltageMilliV);
            LittleEndian.Put16(bytes, at + 10, record.Reading.TemperatureCentiC);
            LittleEndian.Put16(bytes, at + 12, record.SocCentiPercent);
            LittleEndian.Put16(bytes, at + 14, record.CountedCentiPercent);
            LittleEndian.Put16(bytes, at + StatusAt, (record.Status & StatusMask) | (stamped ? 0 : UnstampedBit));
            LittleEndian.Put16(bytes, at + 18, record.InferenceMs > short.MaxValue ? short.MaxValue : record.InferenceMs);
            Seal(bytes, at, boot);
        }

        /// <summary>Writes the clock time of a power-up.</summary>
        /// <param name="startUnixS">Seconds since 1970.</param>
        /// <param name="boot">Number of the power-up.</param>
        /// <param name="bytes">Receives 24 bytes.</param>
        /// <param name="at">Where.</param>
        public static void EncodeClock(long startUnixS, int boot, byte[] bytes, int at)
        {
            for (int k = 0; k < Bytes; k++)
            {
                bytes[at + k] = 0;
            }

            LittleEndian.Put32(bytes, at, (int)(startUnixS - Record.EpochUnixS));
            LittleEndian.Put16(bytes, at + StatusAt, ClockBits);
            Seal(bytes, at, boot);
        }

        /// <summary>Whether the bytes are whole.</summary>
        public static bool IsWhole(byte[] bytes, int at)
        {
            return Crc16.Compute(bytes, at, BodyBytes) == LittleEndian.Get16(bytes, at + BodyBytes);
        }

        /// <summary>Whether they are the clock time of a power-up, and no entry.</summary>
        public static bool IsClock(byte[] bytes, int at)
        {
            return (LittleEndian.Get16(bytes, at + StatusAt) & ClockBits) == ClockBits;
        }

        /// <summary>Whether they are an entry whose time is counted from power-up.</summary>
        public static bool IsUnstamped(byte[] bytes, int at)
        {
            return (LittleEndian.Get16(bytes, at + StatusAt) & ClockBits) == UnstampedBit;
        }

        /// <summary>The number of the power-up.</summary>
        public static int Boot(byte[] bytes, int at)
        {
            return LittleEndian.Get16(bytes, at + BootAt);
        }

        /// <summary>The time: seconds since 2020, or since power-up.</summary>
        public static int TimeS(byte[] bytes, int at)
        {
            return LittleEndian.Get32(bytes, at);
        }

        /// <summary>Reads an entry.</summary>
        public static Record Decode(byte[] bytes, int at)
        {
            var record = new Record();
            if (IsUnstamped(bytes, at))
            {
                record.UptimeMs = TimeS(bytes, at) * 1000L;
            }
            else
            {
                record.UnixS = TimeS(bytes, at) + Record.EpochUnixS;
            }

            record.Reading.CurrentMilliA = LittleEndian.Get32(bytes, at + 4);
            record.Reading.VoltageMilliV = LittleEndian.Get16(bytes, at + 8);
            record.Reading.TemperatureCentiC = (short)LittleEndian.Get16(bytes, at + 10);
            record.SocCentiPercent = (short)LittleEndian.Get16(bytes, at + 12);
            record.CountedCentiPercent = (short)LittleEndian.Get16(bytes, at + 14);
            record.Status = LittleEndian.Get16(bytes, at + StatusAt) & StatusMask;
            record.InferenceMs = LittleEndian.Get16(bytes, at + 18);
            return record;
        }

        private static void Seal(byte[] bytes, int at, int boot)
        {
            LittleEndian.Put16(bytes, at + BootAt, boot);
            LittleEndian.Put16(bytes, at + BodyBytes, Crc16.Compute(bytes, at, BodyBytes));
        }
    }
}
