namespace NanoBms.Models.Scalers;

/// <summary>A Python class or function that a pickle names and this reader knows; it is never called.</summary>
internal sealed record PickleClass(string Module, string Name);

/// <summary>An object of a known class with its attributes.</summary>
internal sealed record PickleObject(PickleClass Class)
{
    public Dictionary<string, object?> State { get; } = new(StringComparer.Ordinal);
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A numpy element type: kind ('f', 'i', 'u', 'b', 'O', 'U'..), size in bytes, byte order.</summary>
internal sealed class PickleType(char kind, int size)
{
    public char Kind { get; } = kind;

    public int Size { get; } = size;

    public bool IsBigEndian { get; set; }
}

/// <summary>A numpy array: numbers, or objects.</summary>
internal sealed class PickleArray
{
    public int[] Shape { get; set; } = [];

    public double[] Numbers { get; set; } = [];

    public object?[] Objects { get; set; } = [];
}
