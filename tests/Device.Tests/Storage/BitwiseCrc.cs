namespace NanoBms.Device.Tests.Storage;

/// <summary>CRC-16/IBM-3740, its table made bit by bit.</summary>
internal static class BitwiseCrc
{
    private static readonly int[] Table = [.. Enumerable.Range(0, 256).Select(OfFirst)];

    public static int Of(ReadOnlySpan<byte> bytes)
    {
        int crc = 0xFFFF;
        foreach (byte value in bytes)
        {
            crc = ((crc << 8) & 0xFFFF) ^ Table[(crc >> 8) ^ value];
        }

        return crc;
    }

    private static int OfFirst(int value)
    {
        int crc = value << 8;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : crc << 1;
        }

        return crc;
    }
}
