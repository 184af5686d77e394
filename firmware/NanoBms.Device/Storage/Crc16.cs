namespace NanoBms.Device.Storage
{
    /// <summary>CRC-16/IBM-3740 (polynomial 0x1021, start 0xFFFF): tells a record from what a power cut left of one.</summary>
    public static class Crc16
    {
        // One entry for each half of a byte: 32 bytes of memory instead of 512.
        private static readonly ushort[] Table =
        {
            0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7, 0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF,
        };

        /// <summary>The check value of some bytes, 0..65535.</summary>
        public static int Compute(byte[] bytes, int start, int count)
        {
            int crc = 0xFFFF;
            for (int k = start; k < start + count; k++)
            {
                int value = bytes[k];
                crc = ((crc << 4) & 0xFFFF) ^ Table[(crc >> 12) ^ (value >> 4)];
                crc = ((crc << 4) & 0xFFFF) ^ Table[(crc >> 12) ^ (value & 15)];
            }

            return crc;
        }
    }
}
