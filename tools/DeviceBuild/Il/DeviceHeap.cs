namespace NanoBms.DeviceBuild.Il;

/// <summary>
/// What nanoCLR's heap spends, as its 32-bit build lays objects out: the heap is cut into blocks of 12 bytes; an object takes one for
/// itself and one for each field, whatever the field's type; an array has a header of 20 bytes and its elements packed behind it.
/// </summary>
public static class DeviceHeap
{
    /// <summary>Bytes of a heap block (CLR_RT_HeapBlock, three 32-bit words).</summary>
    public const int BlockBytes = 12;

    /// <summary>Bytes before an array's first element (CLR_RT_HeapBlock_Array).</summary>
    public const int ArrayHeaderBytes = 20;

    /// <summary>RAM of a loaded assembly beside its code, static fields apart: measured on the virtual device, about 240 bytes.</summary>
    public const int AssemblyBytes = 240;

    /// <summary>Bytes of an array.</summary>
    public static long Array(long length, int elementBytes) =>
        (ArrayHeaderBytes + length * elementBytes + BlockBytes - 1) / BlockBytes * BlockBytes;

    /// <summary>Bytes of a text that is not a literal: a block, then UTF-8 with a zero behind it.</summary>
    public static long Text(long utf8Bytes) => (BlockBytes + utf8Bytes + 1 + BlockBytes - 1) / BlockBytes * BlockBytes;

    /// <summary>Bytes of an object.</summary>
    public static long Object(int fields) => (long)BlockBytes * (1 + fields);
}
