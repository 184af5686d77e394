using System.Collections.Concurrent;

namespace NanoBms.TestSupport;

/// <summary>Counts skipped tests by reason.</summary>
public sealed class SkipTally
{
    private readonly ConcurrentDictionary<string, int> reasons = new();

    /// <summary>One line a reason, with how many tests were skipped for it.</summary>
    public IReadOnlyList<string> Lines => [.. reasons
        .OrderBy(reason => reason.Key, StringComparer.Ordinal)
        .Select(reason => $"{reason.Value} {(reason.Value == 1 ? "test" : "tests")} skipped: {reason.Key}")];

    /// <summary>Counts one more test.</summary>
    public void Add(string reason) => reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
}
