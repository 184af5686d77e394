using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Sets;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import;

/// <summary>Imports many logs: all or, where the user says so, those that can be.</summary>
public static class ImportBatch
{
    /// <summary>Makes cycles. Where a log is refused, none is put in its place, unless the refused are to be skipped.</summary>
    /// <param name="tasks">The cycles.</param>
    /// <param name="options">What the user says of the logs.</param>
    /// <param name="skipRefused">Whether cycles are written although others were refused.</param>
    /// <param name="isTrial">Whether nothing is written at all.</param>
    public static IReadOnlyList<ImportOutcome> Run(IReadOnlyList<ImportTask> tasks, ImportOptions options, bool skipRefused, bool isTrial)
    {
        var files = new List<CycleFile>();
        try
        {
            var outcomes = new List<ImportOutcome>();
            foreach (ImportTask task in tasks)
            {
                try
                {
                    outcomes.Add(
                        new ImportOutcome(task, isTrial ? LogImporter.Look(task.Logs, options) : Write(task, options, files), null));
                }
                catch (UserError refusal)
                {
                    outcomes.Add(new ImportOutcome(task, null, refusal));
                }
            }

            if (skipRefused || outcomes.TrueForAll(outcome => outcome.Refusal is null))
            {
                files.ForEach(file => file.Commit());
            }

            return outcomes;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Writes the cycles of a published set (Panasonic 18650PF, LG 18650HG2), where a folder has one.</summary>
    /// <param name="folder">The set's unpacked folder.</param>
    /// <param name="target">Folder of the cycles.</param>
    /// <param name="say">Takes a line for the user on each cycle.</param>
    /// <returns>Whether the folder has a set.</returns>
    /// <exception cref="UserError">A file that cannot be used; nothing is written then.</exception>
    public static bool TryWriteSet(string folder, string target, Action<string> say)
    {
        if (!Directory.Exists(folder) || PublishedSet.Find(folder) is not { } set)
        {
            return false;
        }

        say($"'{folder}' is the set {set.Name}: {set.Cycles.Count} cycles");
        foreach (string missing in set.Missing)
        {
            say($"not whole: {missing}");
        }

        SetImporter.Write(set, target, say);
        return true;
    }

    private static ImportReport Write(ImportTask task, ImportOptions options, List<CycleFile> files)
    {
        var file = new CycleFile(task.Target);
        try
        {
            ImportReport report = LogReading.Read(task.Logs, options, row => file.Write(row));
            file.Close();
            files.Add(file);
            return report;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
