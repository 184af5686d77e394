using NanoBms.Foundation;

namespace NanoBms.Cells.Import;

/// <summary>Which cycles are made of which files.</summary>
public static class ImportPlan
{
    private static readonly string[] Extensions = [".csv", ".txt", ".tsv", ".tab", ".dat", ".log", ".mpt", ".mat", ".json"];

    /// <summary>Plans an import.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="target">A cycle's .csv for one log; else the folder that the cycles go to, each under its log's name.</param>
    /// <param name="join">Whether all files are parts of one log.</param>
    /// <exception cref="UserError">No files, or two logs with one name.</exception>
    public static IReadOnlyList<ImportTask> Make(IReadOnlyList<string> inputs, string target, bool join)
    {
        (string Path, string Name)[] files = [.. inputs.SelectMany(Files)];
        if (files.Length == 0)
        {
            throw new UserError($"'{string.Join("', '", inputs)}' has no files that may be logs ({string.Join(", ", Extensions)}).");
        }

        string place = Path.GetFullPath(target);
        if (Array.Exists(files, file => Path.GetFullPath(file.Path) == place))
        {
            throw new UserError($"--out '{target}' is the log itself; give the cycle another name.");
        }

        bool isFile = target.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        if (join || (files.Length == 1 && isFile))
        {
            return isFile
                ? [new ImportTask([.. files.Select(file => file.Path)], target)]
                : throw new UserError("--out must be a .csv where the files are joined to one cycle.");
        }

        if (isFile)
        {
            throw new UserError(
                $"--out '{target}' is one file for {files.Length} logs; give a folder, or --join if they are parts of one log.");
        }

        ImportTask[] tasks = [.. files.Select(file => new ImportTask([file.Path], Path.Combine(target, file.Name + ".csv")))];
        IGrouping<string, ImportTask>? twice =
            tasks.GroupBy(task => task.Target, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? tasks
            : throw new UserError(
                $"'{twice.First().Logs[0]}' and '{twice.Last().Logs[0]}' would make one cycle, '{twice.Key}'; import them one after "
                    + "another.");
    }

    private static IEnumerable<(string Path, string Name)> Files(string input)
    {
        if (!Directory.Exists(input))
        {
            return [(input, Path.GetFileNameWithoutExtension(input))];
        }

        return Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .OrderBy(path => path, NaturalOrder.Instance)
            .Select(path => (path, Path.ChangeExtension(Path.GetRelativePath(input, path), null)!));
    }
}
