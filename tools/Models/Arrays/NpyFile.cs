using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NanoBms.Foundation;

namespace NanoBms.Models.Arrays;

/// <summary>
/// Arrays of NumPy in a .npy file. The form is that of numpy.lib.format, versions 1 to 3: magic, version, length of the header, a Python
/// dictionary of descr, fortran_order and shape, the values. Nothing in it is executed; arrays of objects, which are pickles, are refused.
/// </summary>
internal static partial class NpyFile
{
    private const int MaxDimensions = 32;

    /// <summary>Whether the bytes start as such a file does.</summary>
    public static bool IsNpy(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 6 && bytes[0] == 0x93 && bytes[1..6].SequenceEqual("NUMPY"u8);

    /// <summary>Reads the array.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <exception cref="UserError">It is damaged, or holds no numbers.</exception>
    public static NumberArray Parse(ReadOnlySpan<byte> bytes, string file)
    {
        int lengthBytes = bytes.Length > 6 && bytes[6] == 1 ? 2 : 4, start = 8 + lengthBytes;
        if (bytes.Length < start || bytes[6] is 0 or > 3)
        {
            throw Damaged(file, "its header is not whole");
        }

        uint length = lengthBytes == 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > (uint)(bytes.Length - start))
        {
            throw Damaged(file, "its header is not whole");
        }

        string header = Encoding.UTF8.GetString(bytes.Slice(start, (int)length));
        Match type = TypePattern().Match(header), order = OrderPattern().Match(header), shape = ShapePattern().Match(header);
        if (!type.Success || !order.Success || !shape.Success)
        {
            throw new UserError(
                $"{file} is an array of NumPy of records or of a type that is not read; save numbers, e.g. with "
                    + "np.save(name, array.astype('float32')).");
        }

        int[] lengths = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                ? value : throw Damaged(file, "its shape is no list of numbers"))];
        ReadOnlySpan<byte> data = bytes[(start + (int)length)..];
        int size = type.Groups[3].Value[0] - '0';
        long count = 1;
        foreach (int each in lengths)
        {
            count *= each;
            if (count > data.Length)
            {
                break;
            }
        }

        if (lengths.Length is 0 or > MaxDimensions || count * size != data.Length)
        {
            throw Damaged(file, $"its shape is [{string.Join(", ", lengths)}], and {data.Length} bytes of numbers follow");
        }

        Func<byte[], double> read = Reader(type.Groups[2].Value + type.Groups[3].Value) ?? throw new UserError(
            $"{file} holds values of type {type.Groups[2].Value}{type.Groups[3].Value}, which is not read; save it with "
                + "np.save(name, array.astype('float32')).");
        bool isBig = type.Groups[1].Value == ">";
        var values = new double[count];
        var one = new byte[size];
        for (int k = 0; k < values.Length; k++)
        {
            data.Slice(k * size, size).CopyTo(one);
            if (isBig)
            {
                Array.Reverse(one);
            }

            values[k] = read(one);
        }

        return new NumberArray(lengths, order.Groups[1].Value == "True" ? RowMajor(lengths, values) : values);
    }

    /// <summary>Values of an array whose first dimension is the fastest, in the order of the last.</summary>
    private static double[] RowMajor(int[] shape, double[] values)
    {
        var sorted = new double[values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            int rest = k, place = 0;
            for (int d = 0; d < shape.Length; d++)
            {
                int below = 1;
                for (int later = d + 1; later < shape.Length; later++)
                {
                    below *= shape[later];
                }

                place += rest % shape[d] * below;
                rest /= shape[d];
            }

            sorted[place] = values[k];
        }

        return sorted;
    }

    private static Func<byte[], double>? Reader(string type) => type switch
    {
        "f2" => bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        "f4" => bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "f8" => bytes => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "i1" => bytes => (sbyte)bytes[0],
        "i2" => bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "i4" => bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "i8" => bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "u1" or "b1" => bytes => bytes[0],
        "u2" => bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "u4" => bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => null,
    };

    private static UserError Damaged(string file, string what) => new($"{file} is damaged: {what}; save it again with np.save.");

    [GeneratedRegex("""'descr'\s*:\s*'([<>|=])([a-zA-Z])([1-9])'""", RegexOptions.CultureInvariant)]
    private static partial Regex TypePattern();

    [GeneratedRegex("""'fortran_order'\s*:\s*(True|False)""", RegexOptions.CultureInvariant)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""'shape'\s*:\s*\(([0-9, ]*)\)""", RegexOptions.CultureInvariant)]
    private static partial Regex ShapePattern();
}
