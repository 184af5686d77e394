using NanoBms.PackSimulator.Soak;

namespace NanoBms.PackSimulator.Commands;

/// <summary>Lines of a soak.</summary>
internal static class SoakSummary
{
    /// <summary>What a day brought.</summary>
    /// <param name="now">Counts at its end.</param>
    /// <param name="before">Counts at its begin; null for the first day.</param>
    public static string Day(SoakProgress now, SoakProgress? before)
    {
        int made = now.Made - (before?.Made ?? 0), arrived = now.Arrived - (before?.Arrived ?? 0),
            starts = now.Starts - (before?.Starts ?? 1);
        int restarts = now.Restarts - (before?.Restarts ?? 0), torn = now.TornWrites - (before?.TornWrites ?? 0);
        int requests = now.Requests - (before?.Requests ?? 0), failures = now.Failures - (before?.Failures ?? 0);
        long written = now.WrittenBytes - (before?.WrittenBytes ?? 0), appends = now.Appends - (before?.Appends ?? 0),
            writes = now.Writes - (before?.Writes ?? 0);
        return FormattableString.Invariant(
            $"day {now.Second / SoakPlan.DayS}: {made} entries made, {arrived} arrived, {now.Waiting} wait; ")
            + FormattableString.Invariant(
                $"{starts} starts anew ({torn} in a write, {restarts} by supervision); {failures} of {requests} requests failed; ")
            + FormattableString.Invariant($"flash: {appends} appends, {writes} writes, {written / 1024} KB; ")
            + FormattableString.Invariant(
                $"heap {now.HeapBytes / 1024} KB; {now.Exceptions} exceptions; SOC off by {now.LargestSocDifferencePercent:F2} % at most ")
                    + FormattableString.Invariant($"after a start");
    }

    /// <summary>A line of the verdict.</summary>
    public static string Line(SoakFinding finding) =>
        $"{(finding.Holds ? "holds " : "BROKEN")} {finding.Name}{(finding.Detail.Length > 0 ? ": " + finding.Detail : "")}";
}
