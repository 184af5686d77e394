namespace NanoBms.Device.Storage
{
    /// <summary>Numbers in byte arrays, low byte first.</summary>
    public static class LittleEndian
    {
        /// <summary>Writes the low 16 bits.</summary>
        public static void Put16(byte[] bytes, int at, int value)
        {
            bytes[at] = (byte)value;
            bytes[at + 1] = (byte)(value >> 8);
        }

        /// <summary>Writes 32 bits.</summary>
        public static void Put32(byte[] bytes, int at, int value)
        {
            Put16(bytes, at, value);
            Put16(bytes, at + 2, value >> 16);
        }

        /// <summary>Reads 16 bits, 0..65535.</summary>
        public static int Get16(byte[] bytes, int at)
        {
            return bytes[at] | (bytes[at + 1] << 8);
        }

        /// <summary>Reads 32 bits, signed.</summary>
        public static int Get32(byte[] bytes, int at)
        {
            return Get16(bytes, at) | (Get16(bytes, at + 2) << 16);
        }
    }
}
