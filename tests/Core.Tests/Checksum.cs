using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace NanoBms.Core.Tests;

/// <summary>CRC-32 of values as little-endian int16, as the runtime's are recorded.</summary>
internal static class Checksum
{
    public static string Of(IReadOnlyList<short> values)
    {
        byte[] bytes = new byte[2 * values.Count];
        for (int k = 0; k < values.Count; k++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * k), values[k]);
        }

        return Crc32.HashToUInt32(bytes).ToString("X8", CultureInfo.InvariantCulture);
    }
}
