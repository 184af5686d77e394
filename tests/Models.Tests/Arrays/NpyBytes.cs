using System.Buffers.Binary;
using System.Text;

namespace NanoBms.Models.Tests.Arrays;

/// <summary>Files of np.save, put together by the description of the format.</summary>
internal static class NpyBytes
{
    /// <summary>A file of single precision.</summary>
    public static byte[] Of(int[] shape, params float[] values) =>
        Of($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}",
            [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>A file of this header and these bytes.</summary>
    public static byte[] Of(string header, byte[] data)
    {
        string padded = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)padded.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(padded), .. data];
    }
}
