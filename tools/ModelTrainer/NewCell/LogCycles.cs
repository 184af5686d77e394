using NanoBms.Cells.Cycles;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Options;
using NanoBms.Core.Estimation;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>A user's logs as cycles: those that are cycles already as they are, others through import.</summary>
internal static class LogCycles
{
    // Rows up to four seconds apart are bridged as the device bridges missing readings; up to two minutes apart straight lines join them.
    private const double DenseS = 1 + GapFilter.MaxHeld, LongestS = 120;

    // What must be left of a log for a model of samples a second.
    private const double UsableShare = 0.5;

    private const string CycleHeading = "time_s,voltage_v,current_a,temperature_c,charge_ah";

    /// <summary>Reads files and folders.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="target">Folder that imported cycles go to.</param>
    /// <param name="options">What the user says of the logs.</param>
    /// <param name="say">Takes what import understood.</param>
    /// <exception cref="UserError">No logs, or logs that import refuses.</exception>
    public static IReadOnlyList<Cycle> Read(IReadOnlyList<string> inputs, string target, ImportOptions options, Action<string> say)
    {
        if (inputs.FirstOrDefault(input => !File.Exists(input) && !Directory.Exists(input)) is { } missing)
        {
            throw new UserError($"There is no file or folder '{missing}'.");
        }

        string[] files = [.. inputs.SelectMany(Files)], cycles = [.. files.Where(IsCycle)];
        if (cycles.Length > 0)
        {
            if (inputs.FirstOrDefault(input => File.Exists(input) && !IsCycle(input)) is { } log)
            {
                throw new UserError(
                    $"'{log}' is a log that import has not read yet, '{cycles[0]}' a cycle that it wrote; give logs or cycles, not both.");
            }

            say($"cycles as import writes them: {cycles.Length}; other files beside them, which are left alone: "
                + $"{files.Length - cycles.Length}");
            return Joined([.. cycles.AsParallel().AsOrdered().Select(CycleReader.Read)], say);
        }

        IReadOnlyList<ImportOutcome> outcomes = ImportBatch.Run(ImportPlan.Make(inputs, target, join: false), options, skipRefused: false,
            isTrial: false);
        foreach (ImportOutcome outcome in outcomes)
        {
            say($"{Path.GetFileName(outcome.Task.Logs[0])}: {outcome.Report?.Sentence ?? "refused: " + outcome.Refusal!.Message}");
        }

        if (outcomes.FirstOrDefault(outcome => outcome.Refusal is not null) is { } refused)
        {
            throw outcomes.Count == 1 ? refused.Refusal! : new UserError(
                "Logs were refused; mend them as their lines say, or leave them out.");
        }

        return Joined([.. outcomes.Select(outcome => CycleReader.Read(outcome.Task.Target))], say);
    }

    /// <summary>The cycles with rows a second apart, as a model of such samples learns from them.</summary>
    /// <exception cref="UserError">A cycle whose rows are farther apart.</exception>
    internal static IReadOnlyList<Cycle> Joined(IReadOnlyList<Cycle> cycles, Action<string> say)
    {
        Cycle[] joined = [.. cycles.Select(cycle => JoinedRows.Of(cycle, DenseS, LongestS))];
        int slow = 0;
        foreach ((Cycle before, Cycle cycle) in cycles.Zip(joined))
        {
            double seconds = cycle.TimeS[^1] - cycle.TimeS[0];
            double[] steps = [.. Enumerable.Range(1, cycle.Length - 1).Select(row => cycle.TimeS[row] - cycle.TimeS[row - 1])];
            if (steps.Where(step => step <= DenseS).Sum() < UsableShare * seconds)
            {
                throw new UserError(FormattableString.Invariant(
                    $"'{before.Path}' has a row each {seconds / (before.Length - 1):F0} s on average, and a model of a sample a second ")
                    + $"learns nothing from rows more than {LongestS} s apart; log a row a minute or more often, or leave this log out.");
            }

            slow += ReferenceEquals(before, cycle) ? 0 : 1;
        }

        if (slow > 0)
        {
            say($"the rows of {slow} logs lie seconds apart and are joined by straight lines; "
                + "a load that changes faster is seen by its means");
        }

        return joined;
    }

    /// <summary>Hours that cycles hold rows of: where none were recorded they hold none.</summary>
    public static double Hours(IReadOnlyList<Cycle> cycles) => cycles.Sum(cycle =>
        Enumerable.Range(1, cycle.Length - 1).Select(row => cycle.TimeS[row] - cycle.TimeS[row - 1]).Where(step => step <= DenseS).Sum())
        / 3600;

    private static IEnumerable<string> Files(string input) => Directory.Exists(input)
        ? Directory.EnumerateFiles(input, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [input];

    private static bool IsCycle(string path)
    {
        using var reader = new StreamReader(SeekableFile.OpenRead(path));
        return reader.ReadLine()?.Trim().Equals(CycleHeading, StringComparison.OrdinalIgnoreCase) == true;
    }
}
