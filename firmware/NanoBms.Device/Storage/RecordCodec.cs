namespace NanoBms.Device.Storage
{
    /// <summary>
    /// An entry as 24 bytes, low bytes first: time (4), current mA (3), voltage mV (17 bits), temperature 0.01 degC (2), SOC 0.01 % (14
    /// bits), SOC by the network 0.01 % (14 bits), error bar 0.1 % (10 bits), status (2), capacity 0.01 Ah (17 bits), power-up number (2),
    /// CRC-16 of these 22 with a mark (2), never all ones, as a flash is where nothing was written; all ones where something is not known.
    /// Time is in seconds since 2020, or since power-up where bit 15 of the status is set. Bits 15 and 14 together: no entry, but the clock
    /// time of a power-up.
    /// </summary>
    /// <remarks>
    /// Programs up to 0.9 wrote current (4), voltage (2), temperature (2), SOC by the network (2), counted SOC (2), status (2) and
    /// inference time (2), and a CRC without the mark. Such entries may wait on flash over an update; they are read as what they are.
    /// </remarks>
    public static class RecordCodec
    {
        /// <summary>Bytes of an entry, and of the part of it that holds all but the power-up and the CRC.</summary>
        public const int Bytes = 24, BodyBytes = 20;

        private const int SealedBytes = 22;
        private const int GuessAt = 4, StatusAt = 16, BootAt = 20;
        private const int Erased = 0xFFFF, InsteadOfErased = 0xFFFE;
        private const int UnstampedBit = 0x8000, ClockBits = 0xC000, StatusMask = 0x3FFF;
        private const int FormatMark = 0x4E42, Bits14 = 0x3FFF, Bits10 = 0x3FF, Bits17 = 0x1FFFF, MaxMilliA = 0x7FFFFF;

        /// <summary>Writes an entry.</summary>
        public static void Encode(Record record, int boot, byte[] bytes, int at)
        {
            EncodeBody(record, bytes, at);
            Seal(bytes, at, boot);
        }

        /// <summary>Writes all of an entry but power-up and CRC, <see cref="BodyBytes"/> bytes.</summary>
        public static void EncodeBody(Record record, byte[] bytes, int at)
        {
            bool stamped = record.UnixS != 0;
            int voltage = Known(record.Reading.VoltageMilliV, Bits17), capacity = Known(record.CapacityCentiAh, Bits17);
            int soc = Known(record.SocCentiPercent, Bits14), network = Known(record.NetworkCentiPercent, Bits14);
            int bar = Known(record.BarDeciPercent, Bits10), current = record.Reading.CurrentMilliA;
            LittleEndian.Put32(bytes, at, (int)(stamped ? record.UnixS - Record.EpochUnixS : record.UptimeMs / 1000));
            current = current < -MaxMilliA ? -MaxMilliA : current > MaxMilliA ? MaxMilliA : current;
            LittleEndian.Put16(bytes, at + 4, current);
            bytes[at + 6] = (byte)(current >> 16);
            LittleEndian.Put16(bytes, at + 7, voltage);
            LittleEndian.Put16(bytes, at + 9, record.Reading.TemperatureCentiC);
            LittleEndian.Put16(bytes, at + 11, soc | ((voltage >> 16) << 14) | ((capacity >> 16) << 15));
            LittleEndian.Put16(bytes, at + 13, network | ((bar >> 8) << 14));
            bytes[at + 15] = (byte)bar;
            LittleEndian.Put16(bytes, at + StatusAt, (record.Status & StatusMask) | (stamped ? 0 : UnstampedBit));
            LittleEndian.Put16(bytes, at + 18, capacity);
        }

        /// <summary>Writes the clock time of a power-up.</summary>
        /// <param name="startUnixS">Seconds since 1970.</param>
        /// <param name="boot">Number of the power-up.</param>
        /// <param name="isGuess">Whether another power-up found it, from those before and after.</param>
        /// <param name="bytes">Receives 24 bytes.</param>
        /// <param name="at">Where.</param>
        public static void EncodeClock(long startUnixS, int boot, bool isGuess, byte[] bytes, int at)
        {
            for (int k = 0; k < Bytes; k++)
            {
                bytes[at + k] = 0;
            }

            LittleEndian.Put32(bytes, at, (int)(startUnixS - Record.EpochUnixS));
            bytes[at + GuessAt] = (byte)(isGuess ? 1 : 0);
            LittleEndian.Put16(bytes, at + StatusAt, ClockBits);
            Seal(bytes, at, boot);
        }

        /// <summary>Whether the bytes are whole.</summary>
        public static bool IsWhole(byte[] bytes, int at)
        {
            // What a power cut left has a CRC of all ones for the most part, which would fit by chance once in 32,768 times.
            int crc = Crc16.Compute(bytes, at, SealedBytes), stored = LittleEndian.Get16(bytes, at + SealedBytes);
            return stored == Sealed(crc) || (stored == crc && stored != Erased);
        }

        /// <summary>Whether they are the clock time of a power-up, and no entry.</summary>
        public static bool IsClock(byte[] bytes, int at)
        {
            return (LittleEndian.Get16(bytes, at + StatusAt) & ClockBits) == ClockBits;
        }

        /// <summary>Whether a clock time was found by another power-up, from those before and after it.</summary>
        public static bool IsGuess(byte[] bytes, int at)
        {
            return bytes[at + GuessAt] != 0;
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
            return Crc16.Compute(bytes, at, SealedBytes) == LittleEndian.Get16(bytes, at + SealedBytes)
                ? DecodeEarlier(bytes, at)
                : DecodeBody(bytes, at);
        }

        /// <summary>Reads what <see cref="EncodeBody"/> wrote.</summary>
        public static Record DecodeBody(byte[] bytes, int at)
        {
            Record record = DecodeTime(bytes, at);
            int soc = LittleEndian.Get16(bytes, at + 11), network = LittleEndian.Get16(bytes, at + 13);
            record.Reading.CurrentMilliA = LittleEndian.Get16(bytes, at + 4) | ((sbyte)bytes[at + 6] << 16);
            record.Reading.VoltageMilliV = LittleEndian.Get16(bytes, at + 7) | (((soc >> 14) & 1) << 16);
            record.Reading.TemperatureCentiC = (short)LittleEndian.Get16(bytes, at + 9);
            record.SocCentiPercent = OrNone(soc & Bits14, Bits14);
            record.NetworkCentiPercent = OrNone(network & Bits14, Bits14);
            record.BarDeciPercent = OrNone(bytes[at + 15] | ((network >> 14) << 8), Bits10);
            record.CapacityCentiAh = OrNone(LittleEndian.Get16(bytes, at + 18) | ((soc >> 15) << 16), Bits17);
            return record;
        }

        /// <summary>Gives an entry's body without clock time its time, where it has none.</summary>
        /// <param name="bytes">What <see cref="EncodeBody"/> wrote.</param>
        /// <param name="at">Where.</param>
        /// <param name="startUnixS">Clock time of power-up, seconds since 1970.</param>
        public static void Stamp(byte[] bytes, int at, long startUnixS)
        {
            if (IsUnstamped(bytes, at))
            {
                LittleEndian.Put32(bytes, at, TimeS(bytes, at) + (int)(startUnixS - Record.EpochUnixS));
                LittleEndian.Put16(bytes, at + StatusAt, LittleEndian.Get16(bytes, at + StatusAt) & StatusMask);
            }
        }

        private static Record DecodeEarlier(byte[] bytes, int at)
        {
            Record record = DecodeTime(bytes, at);
            record.Reading.CurrentMilliA = LittleEndian.Get32(bytes, at + 4);
            record.Reading.VoltageMilliV = LittleEndian.Get16(bytes, at + 8);
            record.Reading.TemperatureCentiC = (short)LittleEndian.Get16(bytes, at + 10);

            // What was shown then was the network's.
            record.SocCentiPercent = record.NetworkCentiPercent = (short)LittleEndian.Get16(bytes, at + 12);
            record.BarDeciPercent = record.CapacityCentiAh = -1;
            return record;
        }

        private static Record DecodeTime(byte[] bytes, int at)
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

            record.Status = LittleEndian.Get16(bytes, at + StatusAt) & StatusMask;
            return record;
        }

        // All ones stand for none, and for what is more.
        private static int Known(int value, int most)
        {
            return value < 0 || value > most ? most : value;
        }

        private static int OrNone(int value, int none)
        {
            return value == none ? -1 : value;
        }

        private static void Seal(byte[] bytes, int at, int boot)
        {
            LittleEndian.Put16(bytes, at + BootAt, boot);
            LittleEndian.Put16(bytes, at + SealedBytes, Sealed(Crc16.Compute(bytes, at, SealedBytes)));
        }

        private static int Sealed(int crc)
        {
            return (crc ^ FormatMark) == Erased ? InsteadOfErased : crc ^ FormatMark;
        }
    }
}
