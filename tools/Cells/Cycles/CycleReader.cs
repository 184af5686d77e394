using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.Foundation;

namespace NanoBms.Cells.Cycles;

/// <summary>Reads cycles from CSV: time_s, voltage_v, current_a, temperature_c, charge_ah, in any order of columns.</summary>
public static class CycleReader
{
    /// <summary>Headings of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["time_s", "voltage_v", "current_a", "temperature_c", "charge_ah"];

    /// <summary>Reads a file, and its capacity where the folder above its own has a <see cref="CapacityTable"/>.</summary>
    /// <exception cref="UserError">No such file, a column missing, a value that is no number, or time that runs back.</exception>
    public static Cycle Read(string path)
    {
        Cycle cycle = ReadRows(path);
        string? set = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return set is null ? cycle : cycle with { CapacityAh = CapacityTable.Of(set).Find(cycle.Group, cycle.Name) };
    }

    /// <summary>
    /// Reads all cycles under a folder that are meant, in the order of their paths, each with its capacity where that is known.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Which ones, as <see cref="CycleNames"/> has them.</param>
    /// <exception cref="UserError">No such folder, or no such file in it.</exception>
    public static IReadOnlyList<Cycle> ReadFolder(string folder, IReadOnlyCollection<string> names)
    {
        IReadOnlyList<Cycle> cycles = FindInFolder(folder, names);
        return cycles.Count > 0
            ? cycles
            : throw new UserError($"'{folder}' has no file named {string.Join(", ", names.Select(name => name + ".csv"))}.");
    }

    /// <summary>The same, and none where no file is meant.</summary>
    public static IReadOnlyList<Cycle> FindInFolder(string folder, IReadOnlyCollection<string> names)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserError($"There is no folder '{folder}'.");
        }

        var wanted = new CycleNames(names);
        (string Path, CyclePart? Part)[] files = [.. Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path => (path, wanted.Find(path))).Where(file => file.Item2 is not null)];
        CapacityTable capacities = CapacityTable.Of(folder);
        return [.. files.Select(file =>
        {
            Cycle cycle = file.Part!.Of(ReadRows(file.Path));
            return cycle with { CapacityAh = capacities.Find(cycle.Group, cycle.Name) };
        })];
    }

    private static Cycle ReadRows(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        using var reader = new StreamReader(path);
        using var csv = new CsvReader(
            reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new UserError($"'{path}' is empty; a cycle needs the columns {string.Join(", ", Columns)}.");
        }

        int[] places =
        [
            .. Columns.Select(
                column => Array.FindIndex(csv.HeaderRecord!, name => name.Trim().Equals(column, StringComparison.OrdinalIgnoreCase)))
        ];
        if (Array.IndexOf(places, -1) is >= 0 and int missing)
        {
            throw new UserError($"'{path}' has no column '{Columns[missing]}'; a cycle needs {string.Join(", ", Columns)}.");
        }

        List<double>[] values = [.. Columns.Select(_ => new List<double>())];
        while (csv.Read())
        {
            for (int k = 0; k < Columns.Count; k++)
            {
                if (!double.TryParse(csv.GetField(places[k]), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    || !double.IsFinite(value))
                {
                    throw new UserError(
                        $"'{path}', line {csv.Parser.Row}: '{csv.GetField(places[k])}' in column '{Columns[k]}' is not a number.");
                }

                values[k].Add(value);
            }

            List<double> times = values[0];
            if (times.Count > 1 && times[^1] <= times[^2])
            {
                throw new UserError($"'{path}', line {csv.Parser.Row}: time_s does not grow; sort the rows by time.");
            }
        }

        if (values[0].Count == 0)
        {
            throw new UserError($"'{path}' has no rows.");
        }

        string group = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        return new Cycle(
            path, group, Path.GetFileNameWithoutExtension(path), [.. values[0]], Floats(values[1]), Floats(values[2]), Floats(values[3]),
            [.. values[4]]);
    }

    private static float[] Floats(List<double> values) => [.. values.Select(value => (float)value)];
}
