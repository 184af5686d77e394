using System.Buffers.Binary;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Models.Tflite.Format;

/// <summary>
/// Reads one FlatBuffers table with every offset checked against the file: a corrupt file gives a
/// <see cref="UserError"/>, never a read outside it or an allocation larger than it.
/// </summary>
internal readonly struct FlatTable
{
    private readonly ReadOnlyMemory<byte> file;
    private readonly int position;
    private readonly int vtable;
    private readonly int vtableLength;

    private FlatTable(ReadOnlyMemory<byte> file, int position)
    {
        this.file = file;
        this.position = position;
        vtable = Checked((long)position - ReadInt32(file, position), 4, file);
        vtableLength = ReadUInt16(file, vtable);
        Checked((long)vtable, vtableLength, file);
    }

    /// <summary>The root table of a file.</summary>
    public static FlatTable Root(ReadOnlyMemory<byte> file) => new(file, Checked(ReadUInt32(file, 0), 4, file));

    public bool Has(int field) => FieldPosition(field, 1) != 0;

    public bool Bool(int field) => Byte(field, 0) != 0;

    public byte Byte(int field, byte absent)
    {
        int at = FieldPosition(field, 1);
        return at == 0 ? absent : file.Span[at];
    }

    public int Int32(int field, int absent = 0)
    {
        int at = FieldPosition(field, 4);
        return at == 0 ? absent : ReadInt32(file, at);
    }

    public uint UInt32(int field)
    {
        int at = FieldPosition(field, 4);
        return at == 0 ? 0 : ReadUInt32(file, at);
    }

    public ulong UInt64(int field)
    {
        int at = FieldPosition(field, 8);
        return at == 0 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(file.Span[at..]);
    }

    public float Single(int field)
    {
        int at = FieldPosition(field, 4);
        return at == 0 ? 0 : BinaryPrimitives.ReadSingleLittleEndian(file.Span[at..]);
    }

    public FlatTable? Table(int field)
    {
        int at = FieldPosition(field, 4);
        return at == 0 ? null : new FlatTable(file, Follow(at));
    }

    public string? Text(int field)
    {
        ReadOnlyMemory<byte>? bytes = Vector(field, 1);
        return bytes is null ? null : Encoding.UTF8.GetString(bytes.Value.Span);
    }

    public ReadOnlyMemory<byte>? Bytes(int field) => Vector(field, 1);

    public int[] Int32s(int field)
    {
        ReadOnlyMemory<byte> bytes = Vector(field, 4) ?? default;
        var values = new int[bytes.Length / 4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[(4 * i)..]);
        }

        return values;
    }

    public float[] Singles(int field)
    {
        ReadOnlyMemory<byte> bytes = Vector(field, 4) ?? default;
        var values = new float[bytes.Length / 4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.Span[(4 * i)..]);
        }

        return values;
    }

    public long[] Int64s(int field)
    {
        ReadOnlyMemory<byte> bytes = Vector(field, 8) ?? default;
        var values = new long[bytes.Length / 8];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[(8 * i)..]);
        }

        return values;
    }

    public FlatTable[] Tables(int field)
    {
        int at = FieldPosition(field, 4);
        if (at == 0)
        {
            return [];
        }

        int start = Follow(at);
        int count = VectorLength(start, 4);
        var tables = new FlatTable[count];
        for (int i = 0; i < count; i++)
        {
            tables[i] = new FlatTable(file, Follow(start + 4 + (4 * i)));
        }

        return tables;
    }

    private ReadOnlyMemory<byte>? Vector(int field, int elementSize)
    {
        int at = FieldPosition(field, 4);
        if (at == 0)
        {
            return null;
        }

        int start = Follow(at);
        return file.Slice(start + 4, VectorLength(start, elementSize) * elementSize);
    }

    private int VectorLength(int start, int elementSize)
    {
        uint count = ReadUInt32(file, start);
        Checked(start + 4L, (long)count * elementSize, file);
        return (int)count;
    }

    private int Follow(int at) => Checked((long)at + ReadUInt32(file, at), 4, file);

    private int FieldPosition(int field, int size)
    {
        int entry = 4 + (2 * field);
        if (entry + 2 > vtableLength)
        {
            return 0;
        }

        int offset = ReadUInt16(file, vtable + entry);
        return offset == 0 ? 0 : Checked((long)position + offset, size, file);
    }

    private static int Checked(long at, long size, ReadOnlyMemory<byte> file) =>
        at >= 0 && size >= 0 && at + size <= file.Length
            ? (int)at
            : throw new UserError(
                "The file is damaged or cut off: it points outside itself; get it again from where it was made.");

    private static int ReadInt32(ReadOnlyMemory<byte> file, long at) =>
        BinaryPrimitives.ReadInt32LittleEndian(file.Span[Checked(at, 4, file)..]);

    private static uint ReadUInt32(ReadOnlyMemory<byte> file, long at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file.Span[Checked(at, 4, file)..]);

    private static int ReadUInt16(ReadOnlyMemory<byte> file, long at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(file.Span[Checked(at, 2, file)..]);
}
