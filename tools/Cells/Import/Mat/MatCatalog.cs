using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Mat;

/// <summary>
/// Lists the real numeric arrays of a MAT-file of level 5, those in structs, arrays of structs and cells among them, without keeping any
/// number. Format: MathWorks, "MAT-File Format", level 5.
/// </summary>
internal sealed class MatCatalog
{
    private const int HeaderLength = 128;
    private const int Matrix = 14, Compressed = 15;
    private const int CellClass = 1, StructClass = 2, FirstNumericClass = 6, LastNumericClass = 15;
    private const int MaxDepth = 24, MaxArrays = 200_000, LongestName = 1 << 20;

    private readonly string path;
    private readonly List<MatArray> arrays = [];
    private long element, elementBytes;
    private bool isCompressed;

    private MatCatalog(string path)
    {
        this.path = path;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserError">Not such a file, or a damaged one.</exception>
    public static IReadOnlyList<MatArray> Read(string path)
    {
        var catalog = new MatCatalog(path);
        using FileStream file = File.OpenRead(path);
        try
        {
            catalog.CheckHeader(file);
            catalog.Variables(file);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw new UserError($"'{path}' is damaged or cut short; get it anew.", exception);
        }

        return catalog.arrays;
    }

    private void CheckHeader(FileStream file)
    {
        var header = new byte[HeaderLength];
        int length = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        string text = Encoding.Latin1.GetString(header, 0, length);
        if (text.StartsWith("MATLAB 7.3", StringComparison.Ordinal) || text.StartsWith("\u0089HDF", StringComparison.Ordinal))
        {
            throw new UserError(
                $"'{path}' is a MAT-file of version 7.3, which is HDF5; in MATLAB, load it and write it with save(FILE, '-v7').");
        }

        if (length < HeaderLength || header[126] != (byte)'I' || header[127] != (byte)'M')
        {
            throw new UserError(
                $"'{path}' is not a little-endian MAT-file of level 5; in MATLAB, load it and write it with save(FILE, '-v7').");
        }
    }

    private void Variables(FileStream file)
    {
        Span<byte> tag = stackalloc byte[8];
        while (file.Length - file.Position >= tag.Length)
        {
            file.ReadExactly(tag);
            int type = BinaryPrimitives.ReadInt32LittleEndian(tag);
            elementBytes = BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]);
            element = file.Position;
            if (element + elementBytes > file.Length)
            {
                throw new EndOfStreamException();
            }

            if (type is Matrix or Compressed)
            {
                isCompressed = type == Compressed;
                using var part = new PartStream(file, elementBytes);
                if (isCompressed)
                {
                    using var inflated = new ZLibStream(part, CompressionMode.Decompress);
                    var stream = new ForwardStream(inflated);
                    if (ReadTag(stream) is { Type: Matrix } inner)
                    {
                        ReadMatrix(stream, inner, "", null, 0);
                    }
                }
                else
                {
                    var stream = new ForwardStream(part);
                    ReadMatrix(stream, new Tag(Matrix, elementBytes, 0, elementBytes), "", null, 0);
                }
            }

            file.Position = Math.Min(file.Length, element + elementBytes);
        }
    }

    private void ReadMatrix(ForwardStream stream, Tag matrix, string prefix, string? fieldName, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException("Structs within structs without end.");
        }

        if (matrix.Bytes > 0)
        {
            byte[] flags = Small(stream, 2);
            byte[] dimensions = Small(stream);
            byte[] name = Small(stream);
            string full = prefix + (fieldName ?? Encoding.ASCII.GetString(name));
            int kind = flags[0];
            bool isComplex = (flags[1] & 0x08) != 0;
            (long rows, long columns) = Shape(dimensions);
            if (kind == StructClass)
            {
                ReadStruct(stream, full, rows * columns, depth);
            }
            else if (kind == CellClass)
            {
                for (long k = 0; k < rows * columns; k++)
                {
                    ReadMatrix(stream, ReadTag(stream), "", $"{full}{{{k + 1}}}", depth + 1);
                }
            }
            else if (kind is >= FirstNumericClass and <= LastNumericClass && !isComplex)
            {
                AddArray(ReadTag(stream), full, rows, columns);
            }
        }

        stream.SkipTo(matrix.End);
    }

    private void ReadStruct(ForwardStream stream, string name, long count, int depth)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(Small(stream, 4));
        byte[] names = Small(stream);
        if (length <= 0 || length > names.Length)
        {
            throw new InvalidDataException("A struct without names.");
        }

        for (long k = 0; k < count; k++)
        {
            string prefix = count == 1 ? $"{name}." : $"{name}({k + 1}).";
            for (int offset = 0; offset + length <= names.Length; offset += length)
            {
                string field = Encoding.ASCII.GetString(names, offset, length);
                int end = field.IndexOf('\0', StringComparison.Ordinal);
                ReadMatrix(stream, ReadTag(stream), prefix, end < 0 ? field : field[..end], depth + 1);
            }
        }
    }

    private void AddArray(Tag data, string name, long rows, long columns)
    {
        int width = MatNumber.Width(data.Type);
        if (width == 0 || data.Bytes / width != rows * columns)
        {
            throw new InvalidDataException("An array's size and its data differ.");
        }

        arrays.Add(new MatArray(name, rows, columns, data.Type, element, elementBytes, isCompressed, data.Start));
        if (arrays.Count > MaxArrays)
        {
            throw new UserError(
                $"'{path}' has more than {MaxArrays:N0} arrays; save the struct of the log alone with save(FILE, 'NAME', '-v7').");
        }
    }

    private static (long Rows, long Columns) Shape(byte[] dimensions)
    {
        long rows = 1, columns = 1;
        for (int k = 0; k + 4 <= dimensions.Length; k += 4)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(dimensions.AsSpan(k));
            if (size < 0 || (size > 0 && columns > long.MaxValue / 4 / size))
            {
                throw new InvalidDataException("No array is that large.");
            }

            _ = k == 0 ? rows = size : columns *= size;
        }

        return (rows, columns);
    }

    /// <summary>The data of a small element: flags, dimensions, names.</summary>
    private static byte[] Small(ForwardStream stream, int atLeast = 0)
    {
        Tag tag = ReadTag(stream);
        if (tag.Bytes > LongestName || tag.Bytes < atLeast)
        {
            throw new InvalidDataException("A name or a shape of that length.");
        }

        if (tag.Inline is { } inline)
        {
            return inline;
        }

        var data = new byte[tag.Bytes];
        stream.Read(data);
        stream.SkipTo(tag.End);
        return data;
    }

    private static Tag ReadTag(ForwardStream stream)
    {
        Span<byte> tag = stackalloc byte[8];
        stream.Read(tag);
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(tag);
        if (first >> 16 != 0)
        {
            // The short form: type and size in one word, at most four bytes of data beside them.
            int size = (int)(first >> 16);
            return size <= 4
                ? new Tag((int)(first & 0xFFFF), size, stream.Position - 4, stream.Position) { Inline = tag.Slice(4, size).ToArray() }
                : throw new InvalidDataException("A short element that is long.");
        }

        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]);
        return new Tag((int)first, bytes, stream.Position, stream.Position + (bytes + 7) / 8 * 8);
    }

    /// <summary>An element: its type, its data's length and place, and where the next begins.</summary>
    private sealed record Tag(int Type, long Bytes, long Start, long End)
    {
        /// <summary>Data of an element in the short form.</summary>
        public byte[]? Inline { get; init; }
    }
}
