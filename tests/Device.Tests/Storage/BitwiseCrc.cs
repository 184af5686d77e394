namespace NanoBms.Device.Tests.Storage;

/// <summary>CRC-16/IBM-3740, bit by bit.</summary>
internal static class BitwiseCrc
{
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        int crc = 0xFFFF;
        foreach (byte value in bytes)
        {
            crc ^= value << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : crc << 1;
            }
        }

        return crc;
    }
}
