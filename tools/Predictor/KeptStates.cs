using NanoBms.Core;
using NanoBms.Core.Estimation;

namespace NanoBms.Predictor;

/// <summary>
/// What a device may have kept before it lost its power. It keeps what it learnt each minute, at a moment that nobody else knows; so what
/// it knew at each moment of the last minutes is kept here.
/// </summary>
/// <param name="periodMs">Time between samples, milliseconds.</param>
internal sealed class KeptStates(int periodMs)
{
    // A device keeps its state each minute; one write may have failed.
    private const int LongestMs = 150_000;

    // Where samples come faster than entries, nobody can follow a device to the last digit.
    private const int ShortestPeriodMs = 10_000;

    private readonly LinkedList<byte[]> states = new();
    private readonly int most = periodMs < ShortestPeriodMs ? 0 : 2 * (LongestMs / periodMs + 1);

    /// <summary>The states, newest first.</summary>
    public IReadOnlyList<byte[]> NewestFirst => [.. states];

    /// <summary>Takes what an estimator knows now.</summary>
    public void Add(StateEstimator estimator)
    {
        if (most == 0)
        {
            return;
        }

        if (states.Count == most)
        {
            states.RemoveLast();
        }

        var state = new byte[StateEstimator.LearntBytes];
        estimator.SerializeLearnt(new StateBuffer(state, false));
        states.AddFirst(state);
    }

    /// <summary>A device went on from this one: it stays on its flash until the next.</summary>
    public void StartFrom(byte[] state)
    {
        states.Clear();
        states.AddFirst(state);
    }

    /// <summary>Writes the states.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(states.Count);
        foreach (byte[] state in states)
        {
            writer.Write(state);
        }
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        states.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            states.AddLast(reader.ReadBytes(StateEstimator.LearntBytes));
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => states.Clear();
}
