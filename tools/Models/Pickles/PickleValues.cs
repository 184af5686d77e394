using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace NanoBms.Models.Pickles;

/// <summary>A Python class or function that a pickle names and this reader knows; it is never called.</summary>
internal sealed record PickleClass(string Module, string Name);

/// <summary>An object of a known class with its attributes.</summary>
internal sealed record PickleObject(PickleClass Class)
{
    public Dictionary<string, object?> State { get; } = new(StringComparer.Ordinal);
}

/// <summary>An object of which nothing is known but the name of its class, which is neither made nor called.</summary>
internal sealed class PickleOpaque(string className)
{
    /// <summary>Module and class, with a dot between.</summary>
    public string ClassName { get; } = className;

    /// <summary>Its attributes.</summary>
    public Dictionary<string, object?> State { get; } = new(StringComparer.Ordinal);

    /// <summary>What it holds by key.</summary>
    public Dictionary<string, object?> Items { get; } = new(StringComparer.Ordinal);
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A numpy element type: kind ('f', 'i', 'u', 'b', 'O', 'U'..), size in bytes, byte order.</summary>
internal sealed class PickleType(char kind, int size)
{
    public char Kind { get; } = kind;

    public int Size { get; } = size;

    public bool IsBigEndian { get; set; }

    /// <summary>Whether its elements are numbers.</summary>
    public bool IsNumeric => Kind is 'f' or 'i' or 'u' or 'b';

    /// <summary>A type by numpy's name for it, such as "&lt;f8".</summary>
    public static PickleType Of(string name)
    {
        string plain = name.TrimStart('<', '>', '|', '=');
        int size = plain.Length > 1 ? int.Parse(plain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        return new PickleType(plain[0], plain[0] == 'U' ? checked(4 * size) : size) { IsBigEndian = name[0] == '>' };
    }

    /// <summary>So many elements as numbers.</summary>
    public double[] Numbers(byte[] data, int count)
    {
        if (data.Length < (long)count * Size || Size < 1)
        {
            throw new InvalidOperationException("array cut off");
        }

        var numbers = new double[count];
        var element = new byte[Size];
        for (int k = 0; k < count; k++)
        {
            data.AsSpan(k * Size, Size).CopyTo(element);
            if (IsBigEndian)
            {
                Array.Reverse(element);
            }

            numbers[k] = (Kind, Size) switch
            {
                ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(element),
                ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(element),
                ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
                ('u' or 'b', _) => (double)new BigInteger(element, isUnsigned: true),
                ('i', _) => (double)new BigInteger(element),
                _ => throw new InvalidOperationException("element type"),
            };
        }

        return numbers;
    }
}

/// <summary>A numpy array: numbers, or objects.</summary>
internal sealed class PickleArray
{
    public int[] Shape { get; set; } = [];

    public double[] Numbers { get; set; } = [];

    public object?[] Objects { get; set; } = [];
}

/// <summary>What a value of a pickle is taken for; another one ends in an exception of the framework.</summary>
internal static class PickleValue
{
    private const int MaxItems = 1 << 20;

    public static T As<T>(object? value) =>
        value is T known ? known : throw new InvalidOperationException("not of the kind that is needed");

    /// <summary>Bytes, which protocol 0 writes as text.</summary>
    public static byte[] Data(object? value) => value as byte[] ?? Encoding.Latin1.GetBytes(As<string>(value));

    /// <summary>The shape of an array.</summary>
    public static int[] Shape(object? value) => value is long single
        ? [checked((int)single)]
        : [.. As<PickleTuple>(value).Items.Select(size => checked((int)As<long>(size)))];

    /// <summary>Elements of an array of a shape.</summary>
    public static int Count(int[] shape)
    {
        int count = shape.Aggregate(1, (product, size) => checked(product * size));
        return count is >= 0 and <= MaxItems ? count : throw new InvalidOperationException("array too large");
    }
}
