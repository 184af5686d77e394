using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Importing;

/// <summary>
/// Reads the real numeric arrays of a MATLAB level 5 MAT-file, those in structs among them, by "struct.field". Other kinds of data are passed
/// over. Format: MathWorks, "MAT-File Format", level 5.
/// </summary>
internal sealed class MatFile
{
    private const int HeaderLength = 128;
    private const int Matrix = 14, Compressed = 15;
    private const int StructClass = 2, FirstNumericClass = 6, LastNumericClass = 15;
    private const long MostBytes = 1L << 30;

    private readonly string path;
    private readonly Dictionary<string, double[]> arrays = new(StringComparer.Ordinal);

    private MatFile(string path)
    {
        this.path = path;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">Not such a file, or a damaged one.</exception>
    public static IReadOnlyDictionary<string, double[]> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        var file = new MatFile(path);
        if (bytes.Length < HeaderLength || bytes[126] != (byte)'I' || bytes[127] != (byte)'M')
        {
            throw new UserError($"'{path}' is not a little-endian MAT-file of level 5; save it in MATLAB with -v7 or older.");
        }

        try
        {
            file.Elements(bytes.AsMemory(HeaderLength), "");
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or InvalidDataException)
        {
            throw new UserError($"'{path}' is damaged or cut short; get it anew.", exception);
        }

        return file.arrays;
    }

    private void Elements(ReadOnlyMemory<byte> bytes, string prefix)
    {
        while (bytes.Length >= 8)
        {
            (int type, ReadOnlyMemory<byte> data, bytes) = Next(bytes);
            if (type == Compressed)
            {
                Elements(Inflate(data), prefix);
            }
            else if (type == Matrix)
            {
                ReadMatrix(data, prefix, "");
            }
        }
    }

    private void ReadMatrix(ReadOnlyMemory<byte> bytes, string prefix, string fieldName)
    {
        if (bytes.Length == 0)
        {
            return;
        }

        (_, ReadOnlyMemory<byte> flags, bytes) = Next(bytes);
        (_, ReadOnlyMemory<byte> dimensions, bytes) = Next(bytes);
        (_, ReadOnlyMemory<byte> nameBytes, bytes) = Next(bytes);
        string name = fieldName.Length > 0 ? fieldName : Encoding.ASCII.GetString(nameBytes.Span);
        int matrixClass = flags.Span[0];
        bool complex = (flags.Span[1] & 0x08) != 0;
        if (matrixClass == StructClass && Count(dimensions.Span) == 1)
        {
            (_, ReadOnlyMemory<byte> lengthBytes, bytes) = Next(bytes);
            int length = BinaryPrimitives.ReadInt32LittleEndian(lengthBytes.Span);
            (_, ReadOnlyMemory<byte> names, bytes) = Next(bytes);
            for (int offset = 0; length > 0 && offset + length <= names.Length; offset += length)
            {
                (int type, ReadOnlyMemory<byte> data, bytes) = Next(bytes);
                if (type == Matrix)
                {
                    ReadMatrix(data, prefix + name + ".", Encoding.ASCII.GetString(names.Span.Slice(offset, length)).TrimEnd('\0'));
                }
            }
        }
        else if (matrixClass is >= FirstNumericClass and <= LastNumericClass && !complex)
        {
            (int type, ReadOnlyMemory<byte> data, _) = Next(bytes);
            double[] values = Numbers(type, data.Span);
            if (values.Length != Count(dimensions.Span))
            {
                throw new UserError($"'{path}': array '{prefix}{name}' has {values.Length} values and dimensions for {Count(dimensions.Span)}; the file is damaged.");
            }

            arrays[prefix + name] = values;
        }
    }

    /// <summary>The element at the start of some bytes, its data, and the bytes after it.</summary>
    private static (int Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> After) Next(ReadOnlyMemory<byte> bytes)
    {
        uint tag = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
        if (tag >> 16 != 0)
        {
            // The short form: size and type in one word, at most four bytes of data beside them.
            return ((int)(tag & 0xFFFF), bytes.Slice(4, (int)(tag >> 16)), bytes[8..]);
        }

        int size = checked((int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..])));
        ReadOnlyMemory<byte> data = bytes.Slice(8, size);
        int padded = (int)tag == Compressed ? size : (size + 7) & ~7;
        return ((int)tag, data, bytes[Math.Min(bytes.Length, 8 + padded)..]);
    }

    private static double[] Numbers(int type, ReadOnlySpan<byte> data)
    {
        int width = type switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, 9 or 12 or 13 => 8, _ => throw new InvalidDataException("Unknown number type.") };
        var values = new double[data.Length / width];
        for (int k = 0; k < values.Length; k++)
        {
            ReadOnlySpan<byte> at = data.Slice(k * width, width);
            values[k] = type switch
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

        return values;
    }

    private static long Count(ReadOnlySpan<byte> dimensions)
    {
        long count = 1;
        for (int k = 0; k + 4 <= dimensions.Length; k += 4)
        {
            count *= BinaryPrimitives.ReadInt32LittleEndian(dimensions[k..]);
        }

        return count;
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read = zlib.Read(buffer); read > 0; read = zlib.Read(buffer))
        {
            inflated.Write(buffer, 0, read);
            if (inflated.Length > MostBytes)
            {
                throw new InvalidDataException("Too much data.");
            }
        }

        return inflated.ToArray();
    }
}
