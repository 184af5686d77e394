using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NanoBms.Models.Torch;

/// <summary>Types of numbers by PyTorch's names for storages ("FloatStorage") and types ("float32"), and by those of safetensors.</summary>
internal static class TorchTypes
{
    /// <summary>Bytes of a real number of a type; 0 where it is no type of real numbers.</summary>
    public static int Size(string type) => type switch
    {
        "Float" or "float32" or "F32" => 4,
        "Double" or "float64" or "F64" => 8,
        "Half" or "float16" or "F16" or "BFloat16" or "bfloat16" or "BF16" => 2,
        _ => 0,
    };

    /// <summary>A little-endian number.</summary>
    public static float Read(string type, ReadOnlySpan<byte> bytes) => Size(type) switch
    {
        4 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        8 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        _ when type is "BFloat16" or "bfloat16" or "BF16" =>
            BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        _ => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
    };

    /// <summary>Numbers that stand one after the other.</summary>
    public static float[] ReadAll(string type, ReadOnlySpan<byte> bytes)
    {
        int size = Size(type);
        if (size == 4 && BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        }

        var values = new float[bytes.Length / size];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = Read(type, bytes[(k * size)..]);
        }

        return values;
    }
}
