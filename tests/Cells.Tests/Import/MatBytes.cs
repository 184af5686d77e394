using System.IO.Compression;
using System.Text;

namespace NanoBms.Cells.Tests.Import;

/// <summary>MAT-files of level 5 for the tests, put together by the published format.</summary>
internal static class MatBytes
{
    private const int NameLength = 32;

    /// <summary>A file with one struct of column vectors, compressed.</summary>
    public static byte[] Struct(string name, params (string Field, double[] Values)[] fields) =>
        File(StructMatrix(name, 1, [.. fields.Select(field => field.Field)], [.. fields.Select(field => Vector("", field.Values))]));

    /// <summary>A file with variables, each compressed or not.</summary>
    public static byte[] File(byte[] variable, bool compress = true, params byte[][] more)
    {
        var header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, for a test").CopyTo(header, 0);
        header[125] = 1;
        header[126] = (byte)'I';
        header[127] = (byte)'M';
        return [.. header, .. new[] { variable }.Concat(more).SelectMany(matrix => compress ? Compressed(matrix) : matrix)];
    }

    /// <summary>A struct, or an array of structs: all fields of the first, then of the second ..</summary>
    public static byte[] StructMatrix(string name, int count, string[] fields, byte[][] values)
    {
        byte[] names = new byte[NameLength * fields.Length];
        for (int k = 0; k < fields.Length; k++)
        {
            Encoding.ASCII.GetBytes(fields[k]).CopyTo(names, k * NameLength);
        }

        return Matrix(
            2, name, 1, count,
            [.. Short(5, BitConverter.GetBytes(NameLength)), .. Element(1, names), .. values.SelectMany(value => value)]);
    }

    /// <summary>A cell array.</summary>
    public static byte[] CellMatrix(string name, params byte[][] cells) =>
        Matrix(1, name, 1, cells.Length, [.. cells.SelectMany(cell => cell)]);

    /// <summary>Text, which is no number.</summary>
    public static byte[] TextMatrix(string name, string text) =>
        Matrix(4, name, 1, text.Length, Element(16, Encoding.ASCII.GetBytes(text)));

    /// <summary>A column of doubles; whole numbers up to 255 as bytes, as MATLAB packs them.</summary>
    public static byte[] Vector(string name, double[] values) => Numbers(name, values.Length, 1, values);

    /// <summary>A matrix, column after column.</summary>
    public static byte[] Numbers(string name, int rows, int columns, double[] values)
    {
        bool packed = values.All(value => value is >= 0 and <= 255 && value == Math.Floor(value));
        byte[] data = packed ? [.. values.Select(value => (byte)value)] : [.. values.SelectMany(BitConverter.GetBytes)];
        return Matrix(6, name, rows, columns, packed && data.Length <= 4 ? Short(2, data) : Element(packed ? 2 : 9, data));
    }

    private static byte[] Matrix(int kind, string name, int rows, int columns, byte[] content) => Element(14,
    [
        .. Element(6, [.. BitConverter.GetBytes(kind), .. BitConverter.GetBytes(0)]),
        .. Element(5, [.. BitConverter.GetBytes(rows), .. BitConverter.GetBytes(columns)]),
        .. Element(1, Encoding.ASCII.GetBytes(name)),
        .. content,
    ]);

    private static byte[] Compressed(byte[] matrix)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(matrix);
        }

        return [.. BitConverter.GetBytes(15), .. BitConverter.GetBytes((int)compressed.Length), .. compressed.ToArray()];
    }

    private static byte[] Element(int type, byte[] data) =>
        [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[-data.Length & 7]];

    private static byte[] Short(int type, byte[] data) =>
        [.. BitConverter.GetBytes(type | data.Length << 16), .. data, .. new byte[4 - data.Length]];
}
