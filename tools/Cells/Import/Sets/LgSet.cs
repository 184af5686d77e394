using System.Text.RegularExpressions;

namespace NanoBms.Cells.Import.Sets;

/// <summary>
/// "LG 18650HG2 Li-ion Battery Data", P. Kollmeyer et al., Mendeley Data cp3473x7xv, CC BY 4.0: Digatron's CSV, by folder (temperature) and
/// name ("551_Mixed1.csv"). Charges are numbered in the order of the file names.
/// </summary>
internal static partial class LgSet
{
    /// <summary>The set in a folder; null where there is none.</summary>
    public static PublishedSet? Find(string folder)
    {
        var cycles = new SortedDictionary<string, SetCycle>(StringComparer.Ordinal);
        var charges = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string temperature = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!);
            if (!Temperature().IsMatch(temperature) || FileName().Match(Path.GetFileName(path)) is not { Success: true } name)
            {
                continue;
            }

            bool isCharge = name.Groups["charge"].Success;
            if (isCharge && !ChargeSeen.In(path))
            {
                continue;
            }

            int number = isCharge ? charges[temperature] = charges.GetValueOrDefault(temperature) + 1 : 0;
            string cycle = isCharge ? $"{temperature}/charge_{number:00}"
                : name.Groups["slow"].Success ? $"{temperature}/c20_ocv"
                : $"{temperature}/{name.Groups["drive"].Value.ToLowerInvariant()}";
            cycles.TryAdd(cycle,
                new SetCycle(cycle, [new SetPart(path, isCharge ? PartKind.ChargeOrPause : PartKind.Drive)], Recorded: null));
        }

        return cycles.Count > 0
            ? new PublishedSet("LG 18650HG2", [.. cycles.Values], [], CapacityName: null) { AboutName = "lg18650hg2-about.json" } : null;
    }

    [GeneratedRegex(@"^n?\d+degC$", RegexOptions.IgnoreCase)]
    private static partial Regex Temperature();

    [GeneratedRegex(
        @"^\d{3}_((?<charge>Charge\d*)|(?<slow>C20DisCh)|(?<drive>Mixed\d|US06|HWFET|UDDS|LA92))\.csv$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();
}
