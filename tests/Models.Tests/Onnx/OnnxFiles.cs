using System.Text;

namespace NanoBms.Models.Tests.Onnx;

/// <summary>Writes ONNX' messages by hand: tag, length, content, with the field numbers of onnx.proto.</summary>
internal static class OnnxFiles
{
    /// <summary>A model of nodes and constants with one input "x" and one output "y".</summary>
    public static byte[] Model(
        int opset, int[] inputShape, IEnumerable<byte[]> nodes, IEnumerable<byte[]> constants, params string[] outputs) =>
    [
        .. Number(1, 8), .. Text(2, "pytorch"), .. Bytes(8, Number(2, opset)),
        .. Bytes(7,
        [
            .. nodes.SelectMany(node => Bytes(1, node)), .. constants.SelectMany(tensor => Bytes(5, tensor)),
            .. Bytes(11, Value("x", inputShape)),
            .. (outputs.Length == 0 ? ["y"] : outputs).SelectMany(output => Bytes(12, Value(output, [1, 1]))),
        ]),
    ];

    public static byte[] Node(string op, string inputs, string outputs, params byte[][] attributes) =>
    [
        .. inputs.Split(',').SelectMany(name => Text(1, name)), .. outputs.Split(',').SelectMany(name => Text(2, name)),
        .. Text(3, "/" + op + "_" + outputs.Split(',')[0]), .. Text(4, op), .. attributes.SelectMany(attribute => Bytes(5, attribute)),
    ];

    public static byte[] Ints(string name, params long[] values) =>
        [.. Text(1, name), .. values.SelectMany(value => Number(8, value)), .. Number(20, 7)];

    public static byte[] Int(string name, long value) => [.. Text(1, name), .. Number(3, value), .. Number(20, 2)];

    public static byte[] Float(string name, float value) => [.. Text(1, name), 0x15, .. BitConverter.GetBytes(value), .. Number(20, 1)];

    public static byte[] Floats(string name, params float[] values) =>
        [.. Text(1, name), .. Bytes(7, [.. values.SelectMany(BitConverter.GetBytes)]), .. Number(20, 6)];

    public static byte[] String(string name, string value) => [.. Text(1, name), .. Text(4, value), .. Number(20, 3)];

    public static byte[] Strings(string name, params string[] values) =>
        [.. Text(1, name), .. values.SelectMany(value => Text(9, value)), .. Number(20, 8)];

    public static byte[] Tensor(string name, byte[] tensor) => [.. Text(1, name), .. Bytes(5, tensor), .. Number(20, 4)];

    /// <summary>float32 numbers as raw bytes.</summary>
    public static byte[] Constant(string name, int[] shape, float[] values) =>
    [
        .. shape.SelectMany(size => Number(1, size)), .. Number(2, 1), .. Text(8, name),
        .. Bytes(9, [.. values.SelectMany(BitConverter.GetBytes)]),
    ];

    /// <summary>int64 numbers, packed.</summary>
    public static byte[] Constant(string name, int[] shape, params long[] values) =>
    [
        .. Bytes(1, [.. shape.SelectMany(size => Varint((ulong)size))]), .. Number(2, 7),
        .. Bytes(7, [.. values.SelectMany(value => Varint((ulong)value))]), .. Text(8, name),
    ];

    private static byte[] Value(string name, int[] shape) =>
    [
        .. Text(1, name), .. Bytes(2, Bytes(1, [.. Number(1, 1), .. Bytes(2, [.. shape.SelectMany(size => Bytes(1, size < 0
            ? Text(2, "batch") : Number(1, size)))])])),
    ];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) =>
        [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
