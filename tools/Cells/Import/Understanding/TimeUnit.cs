using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Time;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Seconds, milliseconds, minutes, hours or days, where the time's column does not say.</summary>
internal static class TimeUnit
{
    private const double NearestToWall = 0.05, NearestToCounter = 0.25;

    /// <summary>Steps that a log in seconds has: 20 a second to one in ten minutes.</summary>
    private const double ShortestStepS = 0.05, LongestStepS = 600;

    private static readonly string[] Names = ["s", "ms", "min", "h", "d"];

    /// <summary>The unit and how it is known.</summary>
    /// <param name="source">The file, for messages.</param>
    /// <param name="time">The time's column.</param>
    /// <param name="evidence">What the log shows.</param>
    /// <param name="countedAs">Charge by a counter / charge by current x time taken as seconds; NaN without a counter.</param>
    /// <param name="isGiven">Whether the user said the unit.</param>
    /// <exception cref="UserError">A unit that the times contradict, or none that import can know.</exception>
    public static (Unit Unit, Certainty Certainty) Decide(
        string source, TimeColumn time, LogEvidence evidence, double countedAs, bool isGiven)
    {
        if (time.Kind != TimeKind.Number)
        {
            return (time.Unit ?? UnitTable.Second, Certainty.Shown);
        }

        Unit? epoch = Epoch(evidence.FirstTime);
        if (time.Unit is { } said)
        {
            return isGiven || epoch is null || epoch.Name == said.Name || evidence.FirstTime < 1e11
                ? (said, isGiven ? Certainty.Given : Certainty.Shown)
                : throw new UserError(
                    $"'{source}': {Number(evidence.FirstTime)} in column '{time.Column.Heading.Text}' is a time in {epoch.Name} since "
                    + $"1970, not in {said.Name}; say --units time={epoch.Name}.");
        }

        if (epoch is not null)
        {
            return (epoch, Certainty.Shown);
        }

        double step = evidence.Step.Median;
        if (IsDays(evidence.FirstTime) && step < 0.02)
        {
            return (UnitTable.Named(Quantity.Time, "d"), Certainty.Shown);
        }

        Unit? shown = Nearest(evidence.Clocks.Time > 0 ? evidence.Clocks.Wall / evidence.Clocks.Time : double.NaN, NearestToWall)
            ?? Nearest(countedAs, NearestToCounter);
        if (shown is not null)
        {
            return (shown, Certainty.Shown);
        }

        return step is >= ShortestStepS and <= LongestStepS
            ? (UnitTable.Second, Certainty.Assumed)
            : throw new UserError(
                $"'{source}': the times in column '{time.Column.Heading.Text}' are {Number(step)} apart, which tells no unit; "
                + "say it with --units time=s (or ms, min, h, d).");
    }

    private static Unit? Nearest(double ratio, double tolerance) => Names.Select(name => UnitTable.Named(Quantity.Time, name))
        .FirstOrDefault(unit => Math.Abs(ratio / unit.Scale - 1) < tolerance);

    /// <summary>Units of a time since 1970, of the years 1973 to 2100; a counter of seconds from anywhere else is smaller.</summary>
    private static Unit? Epoch(double first) => first switch
    {
        >= 1e8 and < 5e9 => UnitTable.Second,
        >= 1e11 and < 5e12 => UnitTable.Named(Quantity.Time, "ms"),
        >= 1e14 and < 5e15 => UnitTable.Named(Quantity.Time, "us"),
        >= 1e17 and < 5e18 => UnitTable.Named(Quantity.Time, "ns"),
        _ => null,
    };

    /// <summary>Days as a spreadsheet (from 1900) or MATLAB (from year 0) counts them.</summary>
    private static bool IsDays(double first) => first is > 30_000 and < 80_000 or > 700_000 and < 800_000;

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
