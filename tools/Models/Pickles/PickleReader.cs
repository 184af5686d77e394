using System.Globalization;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Models.Pickles;

/// <summary>
/// Reads Python pickles (protocols 0 to 5, and joblib's arrays within them) as data: no class is made, no function called. Only names on a
/// list are admitted at all.
/// </summary>
internal sealed class PickleReader
{
    private const int MaxNested = 4;

    private readonly PickleInput input;
    private readonly PickleClasses classes;
    private readonly string source;
    private readonly int nested;
    private readonly PickleStack stack = new();
    private readonly Dictionary<int, object?> memo = [];

    private PickleReader(PickleInput input, PickleClasses classes, string source, int nested)
    {
        this.input = input;
        this.classes = classes;
        this.source = source;
        this.nested = nested;
    }

    /// <summary>Reads the object that a pickle of a scaler holds.</summary>
    /// <exception cref="UserError">A class that is not known, an operation that is not allowed, or damage.</exception>
    public static object? Read(byte[] bytes, string source)
    {
        int position = 0;
        return Read(bytes, ref position, new PickleClasses(source), source);
    }

    /// <summary>Reads the object that a pickle holds.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="position">Where the pickle begins; afterwards, where it ends.</param>
    /// <param name="classes">What it may name.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="UserError">A class that is not known, an operation that is not allowed, or damage.</exception>
    public static object? Read(byte[] bytes, ref int position, PickleClasses classes, string source)
    {
        try
        {
            var input = new PickleInput(bytes, position);
            object? value = new PickleReader(input, classes, source, 0).Run();
            position = input.Position;
            return value;
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentException or InvalidOperationException
            or InvalidCastException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new UserError($"'{source}' is not a pickle or a damaged one; {classes.Instead}.", exception);
        }
    }

    private object? Run()
    {
        while (true)
        {
            PickleOpcode op = input.Opcode();
            if (op == PickleOpcode.Stop)
            {
                return stack.Pop();
            }

            if (!Arrange(op) && !PushNumber(op) && !PushText(op) && !Collect(op) && !Remember(op) && !Construct(op))
            {
                throw new UserError(
                    $"'{source}' uses pickle operation 0x{(byte)op:x2} at byte {input.Position - 1}, which {classes.What} do not need and "
                        + $"which is not admitted; {classes.Instead}.");
            }
        }
    }

    /// <summary>What frames the stream and moves the stack.</summary>
    private bool Arrange(PickleOpcode op)
    {
        switch (op)
        {
            case PickleOpcode.Proto:
                input.Take(1);
                return true;
            case PickleOpcode.Frame:
                input.Take(8);
                return true;
            case PickleOpcode.Mark:
                stack.Mark();
                return true;
            case PickleOpcode.Pop:
                stack.Pop();
                return true;
            case PickleOpcode.PopMark:
                stack.PopToMark();
                return true;
            case PickleOpcode.Dup:
                stack.Push(stack.Top);
                return true;
            case PickleOpcode.ReadonlyBuffer:
                return true;
            default:
                return false;
        }
    }

    private bool PushNumber(PickleOpcode op)
    {
        switch (op)
        {
            case PickleOpcode.None:
                stack.Push(null);
                return true;
            case PickleOpcode.NewTrue or PickleOpcode.NewFalse:
                stack.Push(op == PickleOpcode.NewTrue);
                return true;
            case PickleOpcode.Int:
                string text = input.Line();
                stack.Push(text switch { "00" => false, "01" => true, _ => (object)Integer(text) });
                return true;
            case PickleOpcode.Long:
                stack.Push(Integer(input.Line().TrimEnd('L')));
                return true;
            case PickleOpcode.BinInt:
                stack.Push((long)input.Int32());
                return true;
            case PickleOpcode.BinInt1:
                stack.Push((long)input.Byte());
                return true;
            case PickleOpcode.BinInt2:
                stack.Push((long)input.UInt16());
                return true;
            case PickleOpcode.Long1:
                stack.Push(PickleInput.Integer(input.TakeShort()));
                return true;
            case PickleOpcode.Long4:
                stack.Push(PickleInput.Integer(input.TakeCounted()));
                return true;
            case PickleOpcode.Float:
                stack.Push(double.Parse(input.Line(), NumberStyles.Float, CultureInfo.InvariantCulture));
                return true;
            case PickleOpcode.BinFloat:
                stack.Push(input.Double());
                return true;
            default:
                return false;
        }
    }

    private bool PushText(PickleOpcode op)
    {
        switch (op)
        {
            case PickleOpcode.String:
                string quoted = input.Line();
                stack.Push(quoted.Length >= 2 ? PickleText.Unquote(quoted[1..^1]) : "");
                return true;
            case PickleOpcode.Unicode:
                stack.Push(PickleText.Unescape(input.Line()));
                return true;
            case PickleOpcode.BinString:
                stack.Push(Encoding.Latin1.GetString(input.TakeCounted()));
                return true;
            case PickleOpcode.ShortBinString:
                stack.Push(Encoding.Latin1.GetString(input.TakeShort()));
                return true;
            case PickleOpcode.BinUnicode:
                stack.Push(Encoding.UTF8.GetString(input.TakeCounted()));
                return true;
            case PickleOpcode.ShortBinUnicode:
                stack.Push(Encoding.UTF8.GetString(input.TakeShort()));
                return true;
            case PickleOpcode.BinUnicode8:
                stack.Push(Encoding.UTF8.GetString(input.TakeLong()));
                return true;
            case PickleOpcode.BinBytes:
                stack.Push(input.TakeCounted().ToArray());
                return true;
            case PickleOpcode.ShortBinBytes:
                stack.Push(input.TakeShort().ToArray());
                return true;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                stack.Push(input.TakeLong().ToArray());
                return true;
            default:
                return false;
        }
    }

    /// <summary>Tuples, lists, sets (as lists) and dictionaries.</summary>
    private bool Collect(PickleOpcode op)
    {
        switch (op)
        {
            case PickleOpcode.EmptyTuple:
                stack.Push(new PickleTuple([]));
                return true;
            case PickleOpcode.Tuple:
                stack.Push(new PickleTuple(stack.PopToMark()));
                return true;
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                stack.Push(new PickleTuple(stack.PopMany(op - PickleOpcode.Tuple1 + 1)));
                return true;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet:
                stack.Push(new List<object?>());
                return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                stack.Push(stack.PopToMark().ToList());
                return true;
            case PickleOpcode.Append:
                object? item = stack.Pop();
                ListOf(stack.Top)?.Add(item);
                return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                object?[] items = stack.PopToMark();
                ListOf(stack.Top)?.AddRange(items);
                return true;
            case PickleOpcode.EmptyDict:
                stack.Push(new Dictionary<string, object?>(StringComparer.Ordinal));
                return true;
            case PickleOpcode.Dict:
                var made = new Dictionary<string, object?>(StringComparer.Ordinal);
                Set(made, stack.PopToMark());
                stack.Push(made);
                return true;
            case PickleOpcode.SetItem:
                object?[] pair = stack.PopMany(2);
                Set(DictionaryOf(stack.Top), pair);
                return true;
            case PickleOpcode.SetItems:
                object?[] pairs = stack.PopToMark();
                Set(DictionaryOf(stack.Top), pairs);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What items are added to; null: an object that nothing is known of.</summary>
    private static List<object?>? ListOf(object? target) => target is PickleOpaque ? null : PickleValue.As<List<object?>>(target);

    private static Dictionary<string, object?> DictionaryOf(object? target) =>
        target is PickleOpaque opaque ? opaque.Items : PickleValue.As<Dictionary<string, object?>>(target);

    /// <summary>What has been read before, by number.</summary>
    private bool Remember(PickleOpcode op)
    {
        switch (op)
        {
            case PickleOpcode.Put:
                memo[input.LineIndex()] = stack.Top;
                return true;
            case PickleOpcode.BinPut:
                memo[input.Byte()] = stack.Top;
                return true;
            case PickleOpcode.LongBinPut:
                memo[input.Int32()] = stack.Top;
                return true;
            case PickleOpcode.Memoize:
                memo[memo.Count] = stack.Top;
                return true;
            case PickleOpcode.Get:
                stack.Push(memo[input.LineIndex()]);
                return true;
            case PickleOpcode.BinGet:
                stack.Push(memo[input.Byte()]);
                return true;
            case PickleOpcode.LongBinGet:
                stack.Push(memo[input.Int32()]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Classes and objects, as far as they are known.</summary>
    private bool Construct(PickleOpcode op)
    {
        switch (op)
        {
            case PickleOpcode.Global:
                string module = input.Line();
                stack.Push(classes.Admit(module, input.Line()));
                return true;
            case PickleOpcode.StackGlobal:
                string name = PickleValue.As<string>(stack.Pop());
                stack.Push(classes.Admit(PickleValue.As<string>(stack.Pop()), name));
                return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObj or PickleOpcode.NewObjEx:
                if (op == PickleOpcode.NewObjEx)
                {
                    // Keyword arguments: no class on the list takes any.
                    stack.Pop();
                }

                object? arguments = stack.Pop();
                stack.Push(classes.Construct(stack.Pop(), PickleValue.As<PickleTuple>(arguments).Items));
                return true;
            case PickleOpcode.PersistentId when classes.KnowsFiled:
                stack.Push(classes.Filed(input.Line()));
                return true;
            case PickleOpcode.BinPersistentId when classes.KnowsFiled:
                stack.Push(classes.Filed(stack.Pop()));
                return true;
            case PickleOpcode.Build:
                object? state = stack.Pop();
                classes.Build(stack.Top, state);
                if (stack.Top is PickleObject { Class.Name: PickleClasses.ArrayWrapper } wrapper)
                {
                    stack.Pop();
                    stack.Push(Inline(wrapper));
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>joblib writes an array's bytes right behind its description, an array of objects as a pickle of its own.</summary>
    private PickleArray Inline(PickleObject wrapper)
    {
        var type = PickleValue.As<PickleType>(wrapper.State["dtype"]);
        int[] shape = PickleValue.Shape(wrapper.State["shape"]);
        if (type.Kind == 'O')
        {
            if (nested >= MaxNested)
            {
                throw new InvalidOperationException("nested too deep");
            }

            var inner = new PickleReader(input.Fork(), classes, source, nested + 1);
            var content = PickleValue.As<PickleArray>(inner.Run());
            input.Continue(inner.input.Position);
            return content;
        }

        if (wrapper.State.TryGetValue("numpy_array_alignment_bytes", out object? alignment) && alignment is not null)
        {
            input.TakeShort();
        }

        int count = PickleValue.Count(shape);
        byte[] data = input.Take(checked(count * type.Size)).ToArray();
        return new PickleArray { Shape = shape, Numbers = type.IsNumeric ? type.Numbers(data, count) : [] };
    }

    private static long Integer(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static void Set(Dictionary<string, object?> target, object?[] pairs)
    {
        for (int k = 0; k + 1 < pairs.Length; k += 2)
        {
            target[pairs[k] as string ?? Convert.ToString(pairs[k], CultureInfo.InvariantCulture) ?? ""] = pairs[k + 1];
        }
    }
}
