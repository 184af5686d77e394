namespace NanoBms.Device.Tests.Storage;

/// <summary>The files of a log on flash, byte by byte as they are described: nothing of what writes or reads them is in it.</summary>
internal static class SegmentBytes
{
    public const int PerSegment = 169, Bytes = 24;

    private const long EpochUnixS = 1_577_836_800;
    private const int CrcMark = 0x4E42;

    public static string Name(int sequence) => $"queue{sequence % 37:00}.log";

    public static byte[] File(int sequence, IEnumerable<byte[]> entries) => [.. Header(sequence), .. entries.SelectMany(entry => entry)];

    public static byte[] Header(int sequence, int magic = 0x4C42, int version = 1)
    {
        byte[] bytes =
        [
            (byte)magic, (byte)(magic >> 8), (byte)version, 0,
            (byte)sequence, (byte)(sequence >> 8), (byte)(sequence >> 16), (byte)(sequence >> 24), .. new byte[16],
        ];
        int crc = BitwiseCrc.Of(bytes.AsSpan(0, 22));
        (bytes[22], bytes[23]) = ((byte)crc, (byte)(crc >> 8));
        return bytes;
    }

    /// <summary>What <see cref="Entries.Of"/> gives, with a clock time.</summary>
    public static byte[] Entry(int number, long unixS, int boot) => Entry(number, (int)(unixS - EpochUnixS), 0x000A, boot);

    /// <summary>The same, with a time since power-up.</summary>
    public static byte[] Unstamped(int number, int uptimeS, int boot) => Entry(number, uptimeS, 0x800A, boot);

    /// <summary>The clock time of a power-up.</summary>
    public static byte[] Clock(long startUnixS, int boot, bool isGuess = false)
    {
        int time = (int)(startUnixS - EpochUnixS);
        return Sealed(
            [
                (byte)time, (byte)(time >> 8), (byte)(time >> 16), (byte)(time >> 24), (byte)(isGuess ? 1 : 0),
                .. new byte[11], 0, 0xC0, 0, 0, (byte)boot, (byte)(boot >> 8),
            ]);
    }

    /// <summary>An entry that a power cut left.</summary>
    public static byte[] Damaged()
    {
        byte[] bytes = new byte[Bytes];
        bytes.AsSpan().Fill(0xFF);
        return bytes;
    }

    private static byte[] Entry(int number, int time, int status, int boot)
    {
        // 3,000 mV and more, -12.34 degC, 72.45 %, 73.01 % by the network, 1.8 %, 2.61 Ah.
        int voltage = 3000 + number % 1000;
        return Sealed(
            [
                (byte)time, (byte)(time >> 8), (byte)(time >> 16), (byte)(time >> 24),
                (byte)number, (byte)(number >> 8), (byte)(number >> 16), (byte)voltage, (byte)(voltage >> 8), 0x2E, 0xFB,
                0x4D, 0x1C, 0x85, 0x1C, 0x12, (byte)status, (byte)(status >> 8), 0x05, 0x01, (byte)boot, (byte)(boot >> 8),
            ]);
    }

    private static byte[] Sealed(byte[] bytes)
    {
        int crc = BitwiseCrc.Of(bytes) ^ CrcMark;
        crc = crc == 0xFFFF ? 0xFFFE : crc;
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }
}
