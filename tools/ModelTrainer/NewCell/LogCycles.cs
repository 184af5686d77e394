using NanoBms.Cells.Cycles;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>A user's logs as cycles: those that are cycles already as they are, others through import.</summary>
internal static class LogCycles
{
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

        string[] cycles = [.. inputs.SelectMany(Files).Where(IsCycle)];
        if (cycles.Length > 0)
        {
            say($"{cycles.Length} cycles as import writes them; other files beside them are left alone");
            return [.. cycles.AsParallel().AsOrdered().Select(CycleReader.Read)];
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

        return [.. outcomes.Select(outcome => CycleReader.Read(outcome.Task.Target))];
    }

    /// <summary>Hours that logs last.</summary>
    public static double Hours(IEnumerable<Cycle> cycles) => cycles.Sum(cycle => (cycle.TimeS[^1] - cycle.TimeS[0]) / 3600);

    private static IEnumerable<string> Files(string input) => Directory.Exists(input)
        ? Directory.EnumerateFiles(input, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [input];

    private static bool IsCycle(string path)
    {
        using var reader = new StreamReader(path);
        return reader.ReadLine()?.Trim().Equals(CycleHeading, StringComparison.OrdinalIgnoreCase) == true;
    }
}
