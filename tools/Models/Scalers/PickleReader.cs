using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Models.Scalers;

/// <summary>
/// Reads Python pickles (protocols 0 to 5, and joblib's arrays within them) as data: no class is made, no function called. Only names on a
/// list are admitted at all.
/// </summary>
internal sealed class PickleReader
{
    private const int MaxNested = 4, MaxItems = 1 << 20;

    private readonly byte[] bytes;
    private readonly string source;
    private readonly int nested;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = new();
    private readonly Dictionary<int, object?> memo = [];
    private int position;

    private PickleReader(byte[] bytes, int position, string source, int nested)
    {
        this.bytes = bytes;
        this.position = position;
        this.source = source;
        this.nested = nested;
    }

    /// <summary>Reads the object that a pickle holds.</summary>
    /// <exception cref="UserError">A class that is not known, an operation that is not allowed, or damage.</exception>
    public static object? Read(byte[] bytes, string source)
    {
        try
        {
            return new PickleReader(bytes, 0, source, 0).Run();
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or InvalidOperationException or InvalidCastException
            or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new UserError($"'{source}' is not a pickle or a damaged one; save the scaler again with joblib.dump or pickle.dump.", exception);
        }
    }

    private object? Run()
    {
        while (true)
        {
            byte op = bytes[position++];
            if (op == '.')
            {
                return Pop();
            }

            Execute(op);
            if (stack.Count > MaxItems)
            {
                throw new InvalidOperationException("too many items");
            }
        }
    }

    private void Execute(byte op)
    {
        switch ((char)op)
        {
            case '\x80':
                position++;
                break;
            case '\x95':
                position += 8;
                break;
            case '(':
                marks.Push(stack.Count);
                break;
            case '0':
                Pop();
                break;
            case '1':
                PopToMark();
                break;
            case '2':
                Push(Top());
                break;
            case 'N':
                Push(null);
                break;
            case '\x88':
                Push(true);
                break;
            case '\x89':
                Push(false);
                break;
            case 'I':
                string text = Line();
                Push(text switch { "00" => false, "01" => true, _ => (object)long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) });
                break;
            case 'L':
                Push(long.Parse(Line().TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
                break;
            case 'J':
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case 'K':
                Push((long)Take(1)[0]);
                break;
            case 'M':
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case '\x8a':
                Push(Long(Take(Take(1)[0])));
                break;
            case '\x8b':
                Push(Long(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))));
                break;
            case 'F':
                Push(double.Parse(Line(), NumberStyles.Float, CultureInfo.InvariantCulture));
                break;
            case 'G':
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case 'S':
                string quoted = Line();
                Push(quoted.Length >= 2 ? PickleText.Unquote(quoted[1..^1]) : "");
                break;
            case 'V':
                Push(PickleText.Unescape(Line()));
                break;
            case 'T':
                Push(Encoding.Latin1.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))));
                break;
            case 'U':
                Push(Encoding.Latin1.GetString(Take(Take(1)[0])));
                break;
            case 'X':
                Push(Encoding.UTF8.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))));
                break;
            case '\x8c':
                Push(Encoding.UTF8.GetString(Take(Take(1)[0])));
                break;
            case '\x8d':
                Push(Encoding.UTF8.GetString(Take(Length64())));
                break;
            case 'B':
                Push(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))).ToArray());
                break;
            case 'C':
                Push(Take(Take(1)[0]).ToArray());
                break;
            case '\x8e' or '\x96':
                Push(Take(Length64()).ToArray());
                break;
            case '\x98':
                break;
            case ')':
                Push(new PickleTuple([]));
                break;
            case 't':
                Push(new PickleTuple(PopToMark()));
                break;
            case '\x85' or '\x86' or '\x87':
                Push(new PickleTuple(PopMany(op - 0x84)));
                break;
            case ']' or '\x8f':
                Push(new List<object?>());
                break;
            case 'l' or '\x91':
                Push(PopToMark().ToList());
                break;
            case 'a':
                object? item = Pop();
                As<List<object?>>(Top()).Add(item);
                break;
            case 'e' or '\x90':
                object?[] items = PopToMark();
                As<List<object?>>(Top()).AddRange(items);
                break;
            case '}':
                Push(new Dictionary<string, object?>(StringComparer.Ordinal));
                break;
            case 'd':
                object?[] entries = PopToMark();
                var made = new Dictionary<string, object?>(StringComparer.Ordinal);
                Set(made, entries);
                Push(made);
                break;
            case 's':
                object? value = Pop(), key = Pop();
                Set(As<Dictionary<string, object?>>(Top()), [key, value]);
                break;
            case 'u':
                object?[] pairs = PopToMark();
                Set(As<Dictionary<string, object?>>(Top()), pairs);
                break;
            case 'p':
                memo[int.Parse(Line(), NumberStyles.None, CultureInfo.InvariantCulture)] = Top();
                break;
            case 'q':
                memo[Take(1)[0]] = Top();
                break;
            case 'r':
                memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))] = Top();
                break;
            case '\x94':
                memo[memo.Count] = Top();
                break;
            case 'g':
                Push(memo[int.Parse(Line(), NumberStyles.None, CultureInfo.InvariantCulture)]);
                break;
            case 'h':
                Push(memo[Take(1)[0]]);
                break;
            case 'j':
                Push(memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))]);
                break;
            case 'c':
                string module = Line();
                Push(Admit(module, Line()));
                break;
            case '\x93':
                string name = As<string>(Pop());
                Push(Admit(As<string>(Pop()), name));
                break;
            case 'R' or '\x81' or '\x92':
                if (op == 0x92)
                {
                    // Keyword arguments: no class on the list takes any.
                    Pop();
                }

                object? arguments = Pop();
                Push(Construct(As<PickleClass>(Pop()), As<PickleTuple>(arguments).Items));
                break;
            case 'b':
                object? state = Pop();
                Build(state);
                break;
            default:
                throw new UserError($"'{source}' uses pickle operation 0x{op:x2} at byte {position - 1}, which scalers do not need and which is not admitted; save the scaler again with joblib.dump or pickle.dump.");
        }
    }

    /// <summary>Knows a class or function by name, or refuses the file.</summary>
    private PickleClass Admit(string module, string name)
    {
        bool known = (module, name) switch
        {
            ("sklearn.preprocessing._data" or "sklearn.preprocessing.data", "MinMaxScaler" or "StandardScaler") => true,
            ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct" or "scalar") => true,
            ("numpy.core.numeric" or "numpy._core.numeric", "_frombuffer") => true,
            ("numpy", "ndarray" or "dtype") => true,
            ("joblib.numpy_pickle" or "sklearn.externals.joblib.numpy_pickle", "NumpyArrayWrapper") => true,
            ("copy_reg" or "copyreg", "_reconstructor") => true,
            ("__builtin__" or "builtins", "object" or "bytes" or "bytearray") => true,
            ("_codecs", "encode") => true,
            ("collections", "OrderedDict") => true,
            _ => false,
        };
        return known
            ? new PickleClass(module, name)
            : throw new UserError($"'{source}' holds a '{Printable(module)}.{Printable(name)}', which is not supported; give a scikit-learn MinMaxScaler or StandardScaler, or its numbers as JSON.");
    }

    private static string Printable(string text) => new([.. text.Take(80).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_')]);

    private static object? Construct(PickleClass target, object?[] arguments)
    {
        switch (target.Name)
        {
            case "_reconstructor":
                return new PickleObject(As<PickleClass>(arguments[0]));
            case "MinMaxScaler" or "StandardScaler" or "NumpyArrayWrapper":
                return new PickleObject(target);
            case "_reconstruct":
                return new PickleArray();
            case "dtype":
                return Type(As<string>(arguments[0]));
            case "encode":
                return Encoding.Latin1.GetBytes(As<string>(arguments[0]));
            case "bytes" or "bytearray":
                return arguments.Length == 0 ? Array.Empty<byte>() : As<byte[]>(arguments[0]);
            case "OrderedDict":
                return new Dictionary<string, object?>(StringComparer.Ordinal);
            case "scalar":
                return Numbers(As<PickleType>(arguments[0]), Data(arguments[1]), 1)[0];
            case "_frombuffer":
                var array = new PickleArray { Shape = Shape(arguments[2]) };
                array.Numbers = Numbers(As<PickleType>(arguments[1]), Data(arguments[0]), Count(array.Shape));
                return array;
            default:
                throw new InvalidOperationException("not constructible");
        }
    }

    private void Build(object? state)
    {
        switch (Top())
        {
            case PickleType type when state is PickleTuple { Items: [_, string order, ..] }:
                type.IsBigEndian = order == ">";
                break;
            case PickleArray array when state is PickleTuple { Items: [_, var shape, PickleType type, _, var data] }:
                array.Shape = Shape(shape);
                if (data is List<object?> objects)
                {
                    array.Objects = [.. objects];
                }
                else if (type.Kind is 'f' or 'i' or 'u' or 'b')
                {
                    array.Numbers = Numbers(type, Data(data), Count(array.Shape));
                }

                break;
            case PickleObject target when state is Dictionary<string, object?> attributes:
                foreach ((string name, object? value) in attributes)
                {
                    target.State[name] = value;
                }

                if (target.Class.Name == "NumpyArrayWrapper")
                {
                    Pop();
                    Push(Inline(target));
                }

                break;
            default:
                throw new InvalidOperationException("state of something that has none");
        }
    }

    /// <summary>joblib writes an array's bytes right behind its description, an array of objects as a pickle of its own.</summary>
    private PickleArray Inline(PickleObject wrapper)
    {
        var type = As<PickleType>(wrapper.State["dtype"]);
        var array = new PickleArray { Shape = Shape(wrapper.State["shape"]) };
        if (type.Kind == 'O')
        {
            if (nested >= MaxNested)
            {
                throw new InvalidOperationException("nested too deep");
            }

            var inner = new PickleReader(bytes, position, source, nested + 1);
            var content = As<PickleArray>(inner.Run());
            position = inner.position;
            return content;
        }

        if (wrapper.State.TryGetValue("numpy_array_alignment_bytes", out object? alignment) && alignment is not null)
        {
            _ = Take(Take(1)[0]);
        }

        int count = Count(array.Shape);
        ReadOnlySpan<byte> data = Take(checked(count * type.Size));
        array.Numbers = type.Kind is 'f' or 'i' or 'u' or 'b' ? Numbers(type, data.ToArray(), count) : [];
        return array;
    }

    private static PickleType Type(string name)
    {
        string plain = name.TrimStart('<', '>', '|', '=');
        int size = plain.Length > 1 ? int.Parse(plain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        return new PickleType(plain[0], plain[0] == 'U' ? checked(4 * size) : size) { IsBigEndian = name[0] == '>' };
    }

    private static double[] Numbers(PickleType type, byte[] data, int count)
    {
        if (data.Length < (long)count * type.Size || type.Size < 1)
        {
            throw new InvalidOperationException("array cut off");
        }

        var numbers = new double[count];
        var element = new byte[type.Size];
        for (int k = 0; k < count; k++)
        {
            data.AsSpan(k * type.Size, type.Size).CopyTo(element);
            if (type.IsBigEndian)
            {
                Array.Reverse(element);
            }

            numbers[k] = (type.Kind, type.Size) switch
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

    private static T As<T>(object? value) => value is T known ? known : throw new InvalidOperationException("not of the kind that is needed");

    private static byte[] Data(object? value) => value as byte[] ?? Encoding.Latin1.GetBytes(As<string>(value));

    private static int[] Shape(object? value) => value is long single
        ? [checked((int)single)]
        : [.. As<PickleTuple>(value).Items.Select(size => checked((int)As<long>(size)))];

    private static int Count(int[] shape)
    {
        int count = shape.Aggregate(1, (product, size) => checked(product * size));
        return count is >= 0 and <= MaxItems ? count : throw new InvalidOperationException("array too large");
    }

    private static long Long(ReadOnlySpan<byte> data) => data.Length > 16 ? throw new OverflowException() : (long)new BigInteger(data);

    private static void Set(Dictionary<string, object?> target, object?[] pairs)
    {
        for (int k = 0; k + 1 < pairs.Length; k += 2)
        {
            target[pairs[k] as string ?? Convert.ToString(pairs[k], CultureInfo.InvariantCulture) ?? ""] = pairs[k + 1];
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> part = bytes.AsSpan(position, count);
        position += count;
        return part;
    }

    private int Length64() => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    private string Line()
    {
        int end = Array.IndexOf(bytes, (byte)'\n', position);
        string text = Encoding.Latin1.GetString(bytes, position, (end < 0 ? throw new InvalidOperationException("cut off") : end) - position);
        position = end + 1;
        return text;
    }

    private void Push(object? value) => stack.Add(value);

    private object? Top() => stack[^1];

    private object? Pop()
    {
        object? value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        object?[] items = [.. stack.GetRange(stack.Count - count, count)];
        stack.RemoveRange(stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark() => PopMany(stack.Count - marks.Pop());
}
