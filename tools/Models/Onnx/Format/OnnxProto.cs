using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace NanoBms.Models.Onnx.Format;

/// <summary>A tensor of an ONNX file: real numbers, or whole ones.</summary>
internal sealed record OnnxTensor(int[] Shape, float[]? Floats, long[]? Integers)
{
    /// <summary>Number of elements.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));
}

/// <summary>An attribute of a node.</summary>
internal sealed class OnnxAttribute
{
    public string Name { get; set; } = "";

    public float Float { get; set; }

    public long Integer { get; set; }

    public string Text { get; set; } = "";

    public OnnxTensor? Tensor { get; set; }

    public List<float> Floats { get; } = [];

    public List<long> Integers { get; } = [];

    public List<string> Texts { get; } = [];
}

/// <summary>An operator of the graph.</summary>
internal sealed class OnnxNode
{
    public string Name { get; set; } = "";

    public string Operator { get; set; } = "";

    public string Domain { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public Dictionary<string, OnnxAttribute> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The node in words.</summary>
    public string Where => $"Node '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault() ?? "")}' ({Operator})";
}

/// <summary>An input or output of the graph, with its shape; an open size is -1, a missing shape null.</summary>
internal sealed record OnnxValueInfo(string Name, int[]? Shape);

/// <summary>What is read of an ONNX file.</summary>
internal sealed class OnnxModel
{
    public string Producer { get; set; } = "";

    public long Opset { get; set; }

    public List<OnnxNode> Nodes { get; } = [];

    public Dictionary<string, OnnxTensor> Initializers { get; } = new(StringComparer.Ordinal);

    public List<OnnxValueInfo> Inputs { get; } = [];

    public List<OnnxValueInfo> Outputs { get; } = [];
}

/// <summary>
/// Reads ONNX's messages, whose numbers of fields are those of onnx/onnx.proto (github.com/onnx/onnx). What a network needs not is skipped.
/// </summary>
internal static class OnnxProto
{
    private const int MaxNodes = 20_000;

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is damaged.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or keeps its weights elsewhere.</exception>
    public static OnnxModel Read(byte[] bytes)
    {
        var model = new OnnxModel();
        Fields(new CodedInputStream(bytes), (field, packed, input) =>
        {
            switch (field)
            {
                case 2:
                    model.Producer = input.ReadString();
                    return true;
                case 7:
                    ReadGraph(Message(input), model);
                    return true;
                case 8:
                    (string domain, long version) = ReadOpset(Message(input));
                    model.Opset = domain is "" or "ai.onnx" ? version : model.Opset;
                    return true;
                default:
                    return false;
            }
        });
        return model;
    }

    private static CodedInputStream Message(CodedInputStream input) => input.ReadBytes().CreateCodedInput();

    /// <summary>Gives each field's number, and whether it is bytes, to a reader, and skips what that does not take.</summary>
    private static void Fields(CodedInputStream input, Func<int, bool, CodedInputStream, bool> read)
    {
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            bool isBytes = WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited;
            if (!read(WireFormat.GetTagFieldNumber(tag), isBytes, input))
            {
                input.SkipLastField();
            }
        }
    }

    private static (string Domain, long Version) ReadOpset(CodedInputStream message)
    {
        (string Domain, long Version) opset = ("", 0);
        Fields(message, (field, packed, input) =>
        {
            opset = field switch { 1 => (input.ReadString(), opset.Version), 2 => (opset.Domain, input.ReadInt64()), _ => opset };
            return field is 1 or 2;
        });
        return opset;
    }

    private static void ReadGraph(CodedInputStream message, OnnxModel model) => Fields(message, (field, packed, input) =>
    {
        switch (field)
        {
            case 1:
                model.Nodes.Add(ReadNode(Message(input)));
                return model.Nodes.Count <= MaxNodes ? true : throw new InvalidDataException("too many nodes");
            case 5:
                (string name, OnnxTensor tensor) = ReadTensor(Message(input));
                model.Initializers[name] = tensor;
                return true;
            case 11:
                model.Inputs.Add(ReadValue(Message(input)));
                return true;
            case 12:
                model.Outputs.Add(ReadValue(Message(input)));
                return true;
            case 15:
                throw new InvalidDataException("sparse weights");
            default:
                return false;
        }
    });

    private static OnnxNode ReadNode(CodedInputStream message)
    {
        var node = new OnnxNode();
        Fields(message, (field, packed, input) =>
        {
            switch (field)
            {
                case 1:
                    node.Inputs.Add(input.ReadString());
                    return true;
                case 2:
                    node.Outputs.Add(input.ReadString());
                    return true;
                case 3:
                    node.Name = input.ReadString();
                    return true;
                case 4:
                    node.Operator = input.ReadString();
                    return true;
                case 5:
                    OnnxAttribute attribute = ReadAttribute(Message(input));
                    node.Attributes[attribute.Name] = attribute;
                    return true;
                case 7:
                    node.Domain = input.ReadString();
                    return true;
                default:
                    return false;
            }
        });
        return node;
    }

    private static OnnxAttribute ReadAttribute(CodedInputStream message)
    {
        var attribute = new OnnxAttribute();
        Fields(message, (field, packed, input) =>
        {
            switch (field)
            {
                case 1:
                    attribute.Name = input.ReadString();
                    return true;
                case 2:
                    attribute.Float = input.ReadFloat();
                    return true;
                case 3:
                    attribute.Integer = input.ReadInt64();
                    return true;
                case 4:
                    attribute.Text = input.ReadBytes().ToStringUtf8();
                    return true;
                case 5:
                    attribute.Tensor = ReadTensor(Message(input)).Tensor;
                    return true;
                case 7:
                    Repeated(input, packed, part => attribute.Floats.Add(part.ReadFloat()));
                    return true;
                case 8:
                    Repeated(input, packed, part => attribute.Integers.Add(part.ReadInt64()));
                    return true;
                case 9:
                    attribute.Texts.Add(input.ReadBytes().ToStringUtf8());
                    return true;
                default:
                    return false;
            }
        });
        return attribute;
    }

    /// <summary>Numbers one a field, or packed into one.</summary>
    private static void Repeated(CodedInputStream input, bool isPacked, Action<CodedInputStream> read)
    {
        if (!isPacked)
        {
            read(input);
            return;
        }

        for (CodedInputStream part = Message(input); !part.IsAtEnd;)
        {
            read(part);
        }
    }

    private static (string Name, OnnxTensor Tensor) ReadTensor(CodedInputStream message)
    {
        const int Elsewhere = 1;
        string name = "";
        int type = 0;
        var shape = new List<long>();
        ByteString? raw = null;
        var floats = new List<float>();
        var integers = new List<long>();
        Fields(message, (field, packed, input) =>
        {
            switch (field)
            {
                case 1:
                    Repeated(input, packed, part => shape.Add(part.ReadInt64()));
                    return true;
                case 2:
                    type = input.ReadInt32();
                    return true;
                case 4:
                    Repeated(input, packed, part => floats.Add(part.ReadFloat()));
                    return true;
                case 5:
                    Repeated(input, packed, part => integers.Add(part.ReadInt32()));
                    return true;
                case 7:
                    Repeated(input, packed, part => integers.Add(part.ReadInt64()));
                    return true;
                case 8:
                    name = input.ReadString();
                    return true;
                case 9:
                    raw = input.ReadBytes();
                    return true;
                case 10:
                    Repeated(input, packed, part => floats.Add((float)part.ReadDouble()));
                    return true;
                case 14 when input.ReadEnum() == Elsewhere:
                    throw new InvalidDataException("weights in a file beside it");
                default:
                    return field == 14;
            }
        });
        return (name, Tensor([.. shape.Select(size => checked((int)size))], type, raw, floats, integers));
    }

    private static OnnxTensor Tensor(int[] shape, int type, ByteString? raw, List<float> floats, List<long> integers)
    {
        const int Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, Half = 10, Double = 11, BFloat16 = 16;
        if (shape.Any(size => size < 0))
        {
            throw new InvalidDataException("a negative size");
        }

        bool isReal = type is Float or Half or Double or BFloat16;
        if (raw is null)
        {
            var plain = new OnnxTensor(
                shape,
                !isReal ? null : type is Half or BFloat16 ? [.. integers.Select(bits => Small(type == Half, (ushort)bits))] : [.. floats],
                isReal ? null : [.. integers]);
            return plain.Count == (plain.Floats?.Length ?? plain.Integers!.Length)
                ? plain : throw new InvalidDataException("a tensor cut off");
        }

        ReadOnlySpan<byte> bytes = raw.Span;
        int size = type switch
        {
            Float or Int32 => 4,
            Int64 or Double => 8,
            Half or BFloat16 => 2,
            UInt8 or Int8 or Bool => 1,
            _ => throw new InvalidDataException($"a tensor of type {type}"),
        };
        int count = new OnnxTensor(shape, null, null).Count;
        if ((long)count * size != bytes.Length)
        {
            throw new InvalidDataException("a tensor cut off");
        }

        if (type == Float && BitConverter.IsLittleEndian)
        {
            return new OnnxTensor(shape, MemoryMarshal.Cast<byte, float>(bytes).ToArray(), null);
        }

        var real = new float[isReal ? count : 0];
        var whole = new long[isReal ? 0 : count];
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<byte> at = bytes[(k * size)..];
            switch (type)
            {
                case Float:
                    real[k] = BinaryPrimitives.ReadSingleLittleEndian(at);
                    break;
                case Double:
                    real[k] = (float)BinaryPrimitives.ReadDoubleLittleEndian(at);
                    break;
                case Half or BFloat16:
                    real[k] = Small(type == Half, BinaryPrimitives.ReadUInt16LittleEndian(at));
                    break;
                case Int64:
                    whole[k] = BinaryPrimitives.ReadInt64LittleEndian(at);
                    break;
                case Int32:
                    whole[k] = BinaryPrimitives.ReadInt32LittleEndian(at);
                    break;
                default:
                    whole[k] = type == Int8 ? (sbyte)at[0] : at[0];
                    break;
            }
        }

        return new OnnxTensor(shape, isReal ? real : null, isReal ? null : whole);
    }

    private static float Small(bool isHalf, ushort bits) =>
        isHalf ? (float)BitConverter.UInt16BitsToHalf(bits) : BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>A value's name and shape: its type (2) is a tensor's (1), its shape (2) has sizes (1) with a number (1).</summary>
    private static OnnxValueInfo ReadValue(CodedInputStream message)
    {
        string name = "";
        List<int>? shape = null;
        Fields(message, (field, packed, input) => field switch
        {
            1 => (name = input.ReadString()) is not null,
            2 => Inside(Message(input), 1, tensor => Inside(tensor, 2, sizes =>
            {
                shape = [];
                Inside(sizes, 1, size =>
                {
                    int length = -1;
                    Fields(size, (part, _, value) => part == 1 && (length = (int)Math.Clamp(value.ReadInt64(), -1, int.MaxValue)) >= -1);
                    shape.Add(length);
                });
            })),
            _ => false,
        });
        return new OnnxValueInfo(name, shape is null ? null : [.. shape]);
    }

    /// <summary>Reads messages of a field.</summary>
    private static bool Inside(CodedInputStream message, int wanted, Action<CodedInputStream> read)
    {
        Fields(message, (field, packed, input) =>
        {
            if (field == wanted)
            {
                read(Message(input));
            }

            return field == wanted;
        });
        return true;
    }
}
