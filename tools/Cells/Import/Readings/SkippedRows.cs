namespace NanoBms.Cells.Import.Readings;

/// <summary>Rows that were left out, by reason, with the first of each.</summary>
internal sealed class SkippedRows
{
    private readonly SortedDictionary<string, (long Count, string First)> reasons = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public long Count { get; private set; }

    /// <summary>Notes a row.</summary>
    /// <param name="reason">"without a temperature"; of few kinds.</param>
    /// <param name="first">Where, for the first of its kind: "line 7: 'x'".</param>
    public void Add(string reason, string first)
    {
        Count++;
        reasons[reason] = reasons.TryGetValue(reason, out (long Count, string First) known) ? (known.Count + 1, known.First) : (1, first);
    }

    /// <summary>"2 rows skipped: 1 without a temperature (line 7: ''), 1 ..".</summary>
    public string Sentence() =>
        $"{Count:N0} {(Count == 1 ? "row" : "rows")} skipped: "
        + string.Join(", ", reasons.Select(reason => $"{reason.Value.Count:N0} {reason.Key} ({reason.Value.First})"));
}
