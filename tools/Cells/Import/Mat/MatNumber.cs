using System.Buffers.Binary;

namespace NanoBms.Cells.Import.Mat;

/// <summary>How a MAT-file of level 5 keeps numbers: miINT8 .. miUINT64 of MathWorks' "MAT-File Format".</summary>
internal static class MatNumber
{
    /// <summary>Bytes of a number; 0 for a type that holds none.</summary>
    public static int Width(int type) => type switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, 9 or 12 or 13 => 8, _ => 0 };

    /// <summary>A number.</summary>
    public static double Read(int type, ReadOnlySpan<byte> at) => type switch
    {
        1 => (sbyte)at[0],
        2 => at[0],
        3 => BinaryPrimitives.ReadInt16LittleEndian(at),
        4 => BinaryPrimitives.ReadUInt16LittleEndian(at),
        5 => BinaryPrimitives.ReadInt32LittleEndian(at),
        6 => BinaryPrimitives.ReadUInt32LittleEndian(at),
        7 => BinaryPrimitives.ReadSingleLittleEndian(at),
        9 => BinaryPrimitives.ReadDoubleLittleEndian(at),
        12 => BinaryPrimitives.ReadInt64LittleEndian(at),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
    };
}
