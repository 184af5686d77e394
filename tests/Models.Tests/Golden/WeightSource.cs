namespace NanoBms.Models.Tests.Golden;

/// <summary>
/// Numbers that look random and are the same on every machine and with every version of .NET: SplitMix64 (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
internal sealed class WeightSource(ulong seed)
{
    private ulong state = seed;

    /// <summary>Int8 weights of a kind.</summary>
    public sbyte[] Weights(int count, WeightPattern pattern) => [.. Enumerable.Range(0, count).Select(k => pattern switch
    {
        WeightPattern.Highest => (sbyte)127,
        WeightPattern.Lowest => (sbyte)-127,
        WeightPattern.Alternating => (sbyte)(k % 2 == 0 ? 127 : -127),
        _ => (sbyte)Between(-127, 127),
    })];

    /// <summary>Biases within +-<paramref name="limit"/>.</summary>
    public long[] Biases(int count, int limit) => [.. Enumerable.Range(0, count).Select(_ => (long)Between(-limit, limit))];

    private int Between(int min, int max) => min + (int)(Next() % (ulong)(max - min + 1));

    private ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}

/// <summary>Kinds of weights: random ones, and those whose sums are the largest there are.</summary>
internal enum WeightPattern
{
    Random,
    Highest,
    Lowest,
    Alternating,
}
