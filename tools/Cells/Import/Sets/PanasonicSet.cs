using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace NanoBms.Cells.Import.Sets;

/// <summary>
/// "Panasonic 18650PF Li-ion Battery Data", P. Kollmeyer, Mendeley Data wykht8y7tg, CC BY 4.0, by the names of its files. Days and charges
/// are listed in panasonic18650pf-days.csv of this folder: the file names do not tell which follow one another.
/// </summary>
internal static partial class PanasonicSet
{
    private const string DaysName = ".panasonic18650pf-days.csv";

    /// <summary>The set in a folder; null where there is none.</summary>
    public static PublishedSet? Find(string folder)
    {
        var files = new Dictionary<string, (string Path, DateTime Recorded)>(StringComparer.OrdinalIgnoreCase);
        var cycles = new SortedDictionary<string, SetCycle>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*.mat", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (FileName().Match(Path.GetFileName(path)) is not { Success: true } name || !TryRecorded(name, out DateTime recorded))
            {
                continue;
            }

            string stem = name.Groups["stem"].Value;
            files.TryAdd(stem, (path, recorded));
            if (DriveName(stem) is { } drive)
            {
                cycles.TryAdd(drive, new SetCycle(drive, [new SetPart(path, PartKind.Drive)], recorded));
            }
        }

        if (cycles.Count == 0)
        {
            return null;
        }

        var missing = new List<string>();
        foreach ((string cycle, string[] stems) in Days())
        {
            string[] there = [.. stems.Where(files.ContainsKey)];
            if (there.Length < stems.Length && there.Length > 0)
            {
                missing.Add($"{cycle} (without {string.Join(", ", stems.Except(there))})");
            }

            // Of a day of which hardly anything is there, nothing is made.
            if (there.Length * 2 >= stems.Length)
            {
                cycles[cycle] = new SetCycle(
                    cycle,
                    [.. there.Select(
                        stem => new SetPart(files[stem].Path, DriveName(stem) is null ? PartKind.ChargeOrPause : PartKind.Drive))],
                    files[there[0]].Recorded);
            }
        }

        return new PublishedSet("Panasonic 18650PF", [.. cycles.Values], missing, "panasonic18650pf-capacity.csv")
        {
            AboutName = "panasonic18650pf-about.json",
        };
    }

    /// <summary>
    /// "n10degC/us06" for "n10degC_US06_Pan18650PF", "trise_10degC/cycle_1" for a drive in a warming chamber; null for other files.
    /// </summary>
    public static string? DriveName(string stem)
    {
        if (Drive().Match(stem) is { Success: true } drive)
        {
            string folder = (drive.Groups["rise"].Success ? "trise_" : "") + drive.Groups["temperature"].Value;
            return $"{folder}/{drive.Groups["name"].Value.ToLowerInvariant()}";
        }

        return SlowTest().Match(stem) is { Success: true } slow ? $"{slow.Groups["temperature"].Value}degC/c20_ocv" : null;
    }

    private static IEnumerable<(string Cycle, string[] Stems)> Days()
    {
        Assembly assembly = typeof(PanasonicSet).Assembly;
        string resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith(DaysName, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] cells = line.Split(',', StringSplitOptions.TrimEntries);
                yield return (cells[0], cells[1..]);
            }
        }
    }

    private static bool TryRecorded(Match name, out DateTime recorded) => DateTime.TryParseExact(
        name.Groups["date"].Value, "MM-dd-yy_HH.mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out recorded);

    [GeneratedRegex(@"^(?<date>\d\d-\d\d-\d\d_\d\d\.\d\d) (?<stem>.+)\.mat$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(
        @"^(?<temperature>n?\d+degC)_(?<rise>trise_)?(?<name>Cycle_\d|NN|US06|HWFET|HWFTa|HWFTb|UDDS|LA92)_Pan18650PF$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Drive();

    [GeneratedRegex(@"C20 OCV Test_C20_(?<temperature>\d+)dC$", RegexOptions.IgnoreCase)]
    private static partial Regex SlowTest();
}
