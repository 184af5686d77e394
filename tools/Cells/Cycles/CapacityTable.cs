using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.Foundation;

namespace NanoBms.Cells.Cycles;

/// <summary>
/// The cell's capacity on the day of each cycle, from a CSV with the columns folder, name and capacity_ah: NAME-capacity.csv beside the
/// folder NAME of the cycles, or within it.
/// </summary>
public sealed class CapacityTable
{
    private const string Suffix = "-capacity.csv";

    private readonly Dictionary<(string Folder, string Name), float> capacityAh = [];

    private CapacityTable()
    {
    }

    /// <summary>Reads the table of a folder of cycles; empty where there is none.</summary>
    /// <exception cref="UserError">A column is missing, or a value is no capacity.</exception>
    public static CapacityTable Of(string folder)
    {
        var table = new CapacityTable();
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), beside = full + Suffix;
        string? path = File.Exists(beside)
            ? beside
            : Directory.Exists(full) ? Directory.EnumerateFiles(full, "*" + Suffix).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        if (path is not null)
        {
            table.Read(path);
        }

        return table;
    }

    /// <summary>Capacity of a cycle, Ah; null: not in the table.</summary>
    public float? Find(string folder, string name) => capacityAh.TryGetValue((folder, name), out float value) ? value : null;

    private void Read(string path)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(
            reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        string[] columns = ["folder", "name", "capacity_ah"];
        if (!csv.Read() || !csv.ReadHeader() || columns.Any(column => !csv.HeaderRecord!.Contains(column)))
        {
            throw new UserError($"'{path}' must have the columns {string.Join(", ", columns)}.");
        }

        while (csv.Read())
        {
            string text = csv.GetField("capacity_ah") ?? "";
            if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
                || value is not (> 0f and < 100_000f))
            {
                throw new UserError($"'{path}', line {csv.Parser.Row}: '{text}' is not a capacity in ampere-hours.");
            }

            capacityAh[(csv.GetField("folder") ?? "", csv.GetField("name") ?? "")] = value;
        }
    }
}
