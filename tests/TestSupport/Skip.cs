using Xunit;

namespace NanoBms.TestSupport;

/// <summary>Skips tests that lack something; <see cref="SkipSummary"/> says why on the console.</summary>
public static class Skip
{
    internal static SkipTally Tally { get; } = new();

    /// <summary>Skips the running test where a condition does not hold.</summary>
    /// <param name="condition">What the test needs.</param>
    /// <param name="reason">What is missing, and how to get it.</param>
    public static void Unless(bool condition, string reason)
    {
        if (!condition)
        {
            Tally.Add(reason);
            Assert.Skip(reason);
        }
    }
}
