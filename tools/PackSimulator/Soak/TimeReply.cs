using System.Buffers.Binary;

namespace NanoBms.PackSimulator.Soak;

/// <summary>Answers of time servers, as RFC 4330 has them.</summary>
internal static class TimeReply
{
    private const int Length = 48, TransmitAt = 40, FractionAt = 44;
    private const byte Header = 0x24, Stratum = 2, NotSynchronised = 16;

    // All bits of the leap indicator: a server that is not synchronised.
    private const byte Alarm = 0xC0;

    private static readonly DateTime Epoch = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Func<DateTime, byte[]>[] BadOnes =
    [
        _ => Of(At(1970)), _ => Of(At(2000)), _ => Of(At(2024)), _ => Of(At(2100)),
        now => Of(now, NotSynchronised), now => Of(now, stratum: 0), now => Of(now, header: Header | Alarm), _ => Of(Epoch),
        now => Of(now)[..(Length - 1)], now => Of(now, header: Header - 1),
    ];

    /// <summary>The answer of a server that knows the time.</summary>
    public static byte[] Of(DateTime utc) => Of(utc, Stratum);

    /// <summary>
    /// An answer that cannot be: servers that live in another year, that are not synchronised or say farewell, a time of 0, half a message,
    /// another client's question.
    /// </summary>
    /// <param name="number">Any number: they come in turn.</param>
    /// <param name="utc">The right time.</param>
    public static byte[] Bad(int number, DateTime utc) => BadOnes[number % BadOnes.Length](utc);

    private static byte[] Of(DateTime utc, byte stratum = Stratum, byte header = Header)
    {
        byte[] message = new byte[Length];
        (message[0], message[1]) = (header, stratum);
        long ticks = (utc - Epoch).Ticks;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(TransmitAt), (uint)(ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32BigEndian(
            message.AsSpan(FractionAt), (uint)(ticks % TimeSpan.TicksPerSecond * (1L << 32) / TimeSpan.TicksPerSecond));
        return message;
    }

    private static DateTime At(int year) => new(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}
