using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NanoBms.Models.Tflite.Format;

/// <summary>Values as the bytes of a constant tensor.</summary>
internal static class TensorBytes
{
    public static byte[] Of(float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * k), values[k]);
        }

        return bytes;
    }

    public static byte[] Of(int[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * k), values[k]);
        }

        return bytes;
    }

    public static byte[] Of(sbyte[] values) => MemoryMarshal.AsBytes<sbyte>(values).ToArray();

    /// <summary>Biases: int32, or int64 beside int16 activations.</summary>
    public static byte[] OfBiases(long[] values, bool wide)
    {
        if (!wide)
        {
            return Of([.. values.Select(value => checked((int)value))]);
        }

        var bytes = new byte[8 * values.Length];
        for (int k = 0; k < values.Length; k++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * k), values[k]);
        }

        return bytes;
    }
}
