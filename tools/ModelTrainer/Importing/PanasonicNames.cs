using System.Text.RegularExpressions;

namespace NanoBms.ModelTrainer.Importing;

/// <summary>Where the drive cycles of the Panasonic 18650PF set belong, by their file names.</summary>
internal static partial class PanasonicNames
{
    /// <summary>"FOLDER/NAME.csv" for "... n10degC_US06_Pan18650PF.mat" (n10degC/us06.csv) and the C/20 test; null for other files.</summary>
    public static string? CyclePath(string path)
    {
        string name = Path.GetFileName(path);
        if (DriveCycle().Match(name) is { Success: true } cycle)
        {
            return $"{cycle.Groups["temperature"].Value}/{cycle.Groups["name"].Value.ToLowerInvariant()}.csv";
        }

        return SlowTest().Match(name) is { Success: true } slow ? $"{slow.Groups["temperature"].Value}degC/c20_ocv.csv" : null;
    }

    [GeneratedRegex(@"(?<temperature>n?\d+degC)_(?<name>(trise_)?(Cycle_\d|NN|US06|HWFET|HWFTa|HWFTb|UDDS|LA92))_Pan18650PF\.mat$", RegexOptions.IgnoreCase)]
    private static partial Regex DriveCycle();

    [GeneratedRegex(@"C20 OCV Test_C20_(?<temperature>\d+)dC\.mat$", RegexOptions.IgnoreCase)]
    private static partial Regex SlowTest();
}
