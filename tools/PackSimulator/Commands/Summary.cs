using System.Globalization;
using NanoBms.Device.Text;
using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.Commands;

/// <summary>Lines that compare what the gauge reported with what the cell held.</summary>
internal static class Summary
{
    public static string Now(PackSimulation simulation)
    {
        string reported = simulation.ReportedPercent is { } percent
            ? percent.ToString("F1", CultureInfo.InvariantCulture) + " %"
            : "nothing";
        return FormattableString.Invariant(
            $"== {DecimalText.Duration(simulation.UptimeMs / 1000)} true SOC {simulation.Sample.SocPercent:F1} %, reported {reported}; ")
                + FormattableString.Invariant($"{Errors(simulation)}");
    }

    public static string Final(PackSimulation simulation) => FormattableString.Invariant(
        $"== end after {DecimalText.Duration(simulation.UptimeMs / 1000)}: {Errors(simulation)}; {simulation.Sent} entries sent");

    private static string Errors(PackSimulation simulation) =>
        "driven " + Error(simulation.Driven) + ", at rest and charging " + Error(simulation.Undriven);

    private static string Error(SocScore score) => score.Count == 0
        ? "no estimate yet"
        : FormattableString.Invariant(
            $"{score.MeanAbsolutePercent:F2} % mean absolute error (max {score.LargestPercent:F1} %, {score.Count} estimates)");
}
