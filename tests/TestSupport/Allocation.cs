namespace NanoBms.TestSupport;

/// <summary>What code allocates.</summary>
public static class Allocation
{
    private const int Tries = 5;

    /// <summary>
    /// Bytes that an action allocates on this thread: the least of some times, for what the runtime does at a moment of its own, such as a
    /// collection, is counted as well.
    /// </summary>
    /// <param name="action">What allocates the same each time.</param>
    public static long LeastBytes(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        long least = long.MaxValue;
        for (int k = 0; k < Tries; k++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
