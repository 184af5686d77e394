using System.IO.Compression;
using System.Text;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>MAT-files of level 5 for the tests, put together by the published format: a struct of column vectors, compressed.</summary>
internal static class MatBytes
{
    public static byte[] Struct(string name, params (string Field, double[] Values)[] fields)
    {
        const int nameLength = 32;
        byte[] names = new byte[nameLength * fields.Length];
        for (int k = 0; k < fields.Length; k++)
        {
            Encoding.ASCII.GetBytes(fields[k].Field).CopyTo(names, k * nameLength);
        }

        byte[] matrix = Element(14,
        [
            .. Element(6, [.. BitConverter.GetBytes(2), .. BitConverter.GetBytes(0)]),
            .. Element(5, [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(1)]),
            .. Element(1, Encoding.ASCII.GetBytes(name)),
            .. Short(5, BitConverter.GetBytes(nameLength)),
            .. Element(1, names),
            .. fields.SelectMany(field => Vector(field.Values)),
        ]);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(matrix);
        }

        var header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, for a test").CopyTo(header, 0);
        header[125] = 1;
        header[126] = (byte)'I';
        header[127] = (byte)'M';
        return [.. header, .. BitConverter.GetBytes(15), .. BitConverter.GetBytes((int)compressed.Length), .. compressed.ToArray()];
    }

    /// <summary>A column of doubles; whole numbers up to 255 as bytes, as MATLAB packs them.</summary>
    private static byte[] Vector(double[] values)
    {
        bool packed = values.All(value => value is >= 0 and <= 255 && value == Math.Floor(value));
        byte[] data = packed ? [.. values.Select(value => (byte)value)] : [.. values.SelectMany(BitConverter.GetBytes)];
        return Element(14,
        [
            .. Element(6, [.. BitConverter.GetBytes(6), .. BitConverter.GetBytes(0)]),
            .. Element(5, [.. BitConverter.GetBytes(values.Length), .. BitConverter.GetBytes(1)]),
            .. Element(1, []),
            .. packed && data.Length <= 4 ? Short(2, data) : Element(packed ? 2 : 9, data),
        ]);
    }

    private static byte[] Element(int type, byte[] data) =>
        [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[-data.Length & 7]];

    private static byte[] Short(int type, byte[] data) => [.. BitConverter.GetBytes(type | data.Length << 16), .. data, .. new byte[4 - data.Length]];
}
