using System.Globalization;
using NanoBms.Core.Estimation;
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

    /// <summary>The line at the foot of a terminal; in a narrow one without what tells least.</summary>
    /// <param name="simulation">The run.</param>
    /// <param name="page">Address of the page; null: there is none.</param>
    /// <param name="act">What happens just now; null: no scene.</param>
    /// <param name="room">Characters there are.</param>
    public static string Status(PackSimulation simulation, Uri? page, string? act, int room)
    {
        simulation.Estimator.Read(out StateEstimate estimate);
        string gauge = estimate.SocCentiPercent < 0
            ? "---"
            : Percent(estimate.SocCentiPercent / 100.0) + " +-" + Percent(estimate.BarDeciPercent / 10.0);
        string network = estimate.NetworkCentiPercent < 0 ? "---" : Percent(estimate.NetworkCentiPercent / 100.0);
        string error = simulation.All.Count == 0 ? "---" : FormattableString.Invariant($"{simulation.All.MeanAbsolutePercent:F2} %");
        return StatusLine.Fitting(
            room,
            new(page is null ? "" : page + " | ", 5),
            new($"true {Percent(simulation.Sample.SocPercent)}, gauge {gauge}", 7),
            new($", network {network}", 1),
            new($", mean error {error}", 2),
            new(simulation.Waiting > 1 ? $", {simulation.Waiting} wait" : "", 3),
            new(act is null ? "" : " | " + act, 4),
            new(" | Ctrl-C ends", 6));
    }

    public static string Final(PackSimulation simulation) => FormattableString.Invariant(
        $"== end after {DecimalText.Duration(simulation.UptimeMs / 1000)}: {Errors(simulation)}; {simulation.Sent} entries sent");

    private static string Errors(PackSimulation simulation) =>
        "driven " + Error(simulation.Driven) + ", at rest and charging " + Error(simulation.Undriven);

    private static string Percent(double percent) => FormattableString.Invariant($"{percent:F1} %");

    private static string Error(SocScore score) => score.Count == 0
        ? "no estimate yet"
        : FormattableString.Invariant(
            $"{score.MeanAbsolutePercent:F2} % mean absolute error (max {score.LargestPercent:F1} %, {score.Count} estimates)");
}
