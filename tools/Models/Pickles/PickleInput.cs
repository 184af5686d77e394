using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace NanoBms.Models.Pickles;

/// <summary>The bytes of a pickle from a place on. What points outside them ends in an exception of the framework.</summary>
internal sealed class PickleInput(byte[] bytes, int position)
{
    /// <summary>Place of the next byte.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The same bytes from the same place on, read independently.</summary>
    public PickleInput Fork() => new(bytes, Position);

    /// <summary>Goes on at a place.</summary>
    public void Continue(int at) => Position = at;

    /// <summary>The next operation.</summary>
    public PickleOpcode Opcode() => (PickleOpcode)bytes[Position++];

    /// <summary>So many bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> part = bytes.AsSpan(Position, count);
        Position += count;
        return part;
    }

    /// <summary>Bytes behind a length of one byte.</summary>
    public ReadOnlySpan<byte> TakeShort() => Take(Byte());

    /// <summary>Bytes behind a length of four bytes.</summary>
    public ReadOnlySpan<byte> TakeCounted() => Take(Int32());

    /// <summary>Bytes behind a length of eight bytes.</summary>
    public ReadOnlySpan<byte> TakeLong() => Take(checked((int)BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));

    /// <summary>An unsigned byte.</summary>
    public int Byte() => Take(1)[0];

    /// <summary>An unsigned number of two bytes.</summary>
    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>A signed number of four bytes.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>A real number of eight bytes.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>Text up to the end of its line.</summary>
    public string Line()
    {
        int end = Array.IndexOf(bytes, (byte)'\n', Position);
        string text = Encoding.Latin1.GetString(
            bytes, Position, (end < 0 ? throw new InvalidOperationException("cut off") : end) - Position);
        Position = end + 1;
        return text;
    }

    /// <summary>An unsigned number up to the end of its line.</summary>
    public int LineIndex() => int.Parse(Line(), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A Python integer of so many bytes.</summary>
    public static long Integer(ReadOnlySpan<byte> data) => data.Length > 16 ? throw new OverflowException() : (long)new BigInteger(data);
}
