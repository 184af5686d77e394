using System.Buffers.Binary;
using NanoBms.Foundation;

namespace NanoBms.Models.Tflite.Format;

/// <summary>Typed values of constant tensors, their number checked against the shape.</summary>
internal static class TensorData
{
    public static float[] Floats(TfliteTensor tensor)
    {
        ReadOnlySpan<byte> data = Require(tensor, TensorType.Float32, 4);
        var values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]);
        }

        return values;
    }

    /// <summary>float16, widened.</summary>
    public static float[] Halves(TfliteTensor tensor)
    {
        ReadOnlySpan<byte> data = Require(tensor, TensorType.Float16, 2);
        var values = new float[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(data[(2 * i)..]);
        }

        return values;
    }

    /// <summary>int32, int64 or booleans.</summary>
    public static long[] Integers(TfliteTensor tensor)
    {
        switch (tensor.Type)
        {
            case TensorType.Int32:
                return [.. Int32s(tensor).Select(value => (long)value)];
            case TensorType.Bool:
                ReadOnlySpan<byte> data = Require(tensor, TensorType.Bool, 1);
                var flags = new long[tensor.Count];
                for (int i = 0; i < flags.Length; i++)
                {
                    flags[i] = data[i] == 0 ? 0 : 1;
                }

                return flags;
            default:
                return Int64s(tensor);
        }
    }

    public static sbyte[] Int8s(TfliteTensor tensor)
    {
        ReadOnlySpan<byte> data = Require(tensor, TensorType.Int8, 1);
        var values = new sbyte[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (sbyte)data[i];
        }

        return values;
    }

    public static int[] Int32s(TfliteTensor tensor)
    {
        ReadOnlySpan<byte> data = Require(tensor, TensorType.Int32, 4);
        var values = new int[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(data[(4 * i)..]);
        }

        return values;
    }

    /// <summary>A bias: int32 beside int8 activations, int64 (or int32) beside int16.</summary>
    public static long[] Bias(TfliteTensor tensor)
    {
        if (tensor.Type == TensorType.Int32)
        {
            return [.. Int32s(tensor).Select(value => (long)value)];
        }

        return Int64s(tensor);
    }

    private static long[] Int64s(TfliteTensor tensor)
    {
        ReadOnlySpan<byte> data = Require(tensor, TensorType.Int64, 8);
        var values = new long[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(data[(8 * i)..]);
        }

        return values;
    }

    private static ReadOnlySpan<byte> Require(TfliteTensor tensor, TensorType type, int elementSize)
    {
        if (tensor.Type != type)
        {
            throw new UserError($"Tensor {tensor.Index} ('{tensor.Name}') holds {tensor.Type} where {type} is needed; this mix of types "
                + "is not supported, export the model as float32 or full int8.");
        }

        if (tensor.Data.Length != (long)tensor.Count * elementSize || tensor.Shape.Contains(-1))
        {
            throw new UserError($"Tensor {tensor.Index} ('{tensor.Name}') should hold {tensor.Count} values and has {tensor.Data.Length} "
                + "bytes; its values are missing or the file is damaged.");
        }

        return tensor.Data.Span;
    }
}
