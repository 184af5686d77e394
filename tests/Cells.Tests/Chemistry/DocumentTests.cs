using System.Globalization;
using NanoBms.Cells.Chemistry;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Chemistry;

/// <summary>What the guide tells of the chemistries is what their presets have.</summary>
public class DocumentTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.File("docs", "your-battery.md"));

    public static TheoryData<string, Func<ChemistryPreset, double>> Rows => new()
    {
        { "`--full`", preset => preset.FullVoltageV },
        { "`--empty`", preset => preset.EmptyVoltageV },
        { "`--max-charge`", preset => preset.MaxChargeRate },
        { "`--max-discharge`", preset => preset.MaxDischargeRate },
        { "`--min-charge-temperature`", preset => preset.MinChargeTemperatureC },
        { "`--min-temperature`", preset => preset.MinUseTemperatureC },
        { "`--max-temperature`", preset => preset.MaxUseTemperatureC },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_table_of_what_is_usual_has_the_presets_values(string option, Func<ChemistryPreset, double> value)
    {
        string line = Lines.Single(line => line.StartsWith("| " + option, StringComparison.Ordinal));
        Assert.Equal(
            ChemistryPresets.Words.Select(word => value(ChemistryPresets.Of(word)).ToString(CultureInfo.InvariantCulture)),
            line.Split('|', StringSplitOptions.TrimEntries)[2..^1]);
    }
}
