namespace NanoBms.ModelTrainer.Passes;

/// <summary>
/// Random bits that depend on a seed and a step alone (SplitMix64, Steele et al., "Fast Splittable Pseudorandom Number Generators",
/// 2014): a run that is taken up again draws what it would have drawn.
/// </summary>
internal struct StepRandom(int seed, int step, int stream)
{
    private ulong state = Mix(((ulong)(uint)seed << 32) | (uint)step) + (ulong)stream * 0xD1342543DE82EF95;

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    public float NextSingle()
    {
        state += 0x9E3779B97F4A7C15;
        return (Mix(state) >> 40) * (1f / (1 << 24));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
