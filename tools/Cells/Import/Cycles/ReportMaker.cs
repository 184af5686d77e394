using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Time;
using NanoBms.Cells.Import.Understanding;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Says in words what was understood of a log.</summary>
internal static class ReportMaker
{
    /// <summary>Makes the report.</summary>
    public static ImportReport Make(
        UnderstoodLog log, CycleTotals totals, GapKeeper gaps, LogConverter readings, FullAnchor anchor, double startPercent,
        ImportOptions options)
    {
        double chargeAh = totals.Ends.Last - totals.Ends.First;
        string voltages = Near(totals.VoltageV.Min) == Near(totals.VoltageV.Max)
            ? Near(totals.VoltageV.Min)
            : $"{Near(totals.VoltageV.Min)} to {Near(totals.VoltageV.Max)}";
        string sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"{totals.Readings:N0} {(totals.Readings == 1 ? "row" : "rows")}, {Duration(totals.DurationS)}, {voltages} "
                + $"V, {Near(chargeAh)} Ah, {log.Sign.Sentence}");
        return new ImportReport(
            log.Plan.Table.Source,
            sentence,
            [.. Details(log, gaps, readings, anchor, startPercent, options)],
            [CycleFile.Heading, .. totals.FirstRows],
            totals.Rows,
            totals.DurationS,
            chargeAh);
    }

    private static IEnumerable<string> Details(
        UnderstoodLog log, GapKeeper gaps, LogConverter readings, FullAnchor anchor, double startPercent, ImportOptions options)
    {
        ColumnChoice columns = log.Plan.Columns;
        string maker = columns.Form.IsGeneric ? "" : $"{columns.Form.Maker}: ";
        yield return $"{maker}{log.Plan.Table.Layout}{(log.Plan.Sign == DecimalSign.Comma ? ", decimal comma" : "")}"
            + (log.Plan.IsNewestFirst ? ", newest row first" : "") + (log.Plan.IsHeld ? ", values hold until the next" : "");
        yield return $"time '{log.Plan.Time.Column.Heading.Text}' ({Time(log)}), " + string.Join(", ", Uses(log));
        if (options.TemperatureC is { } temperatureC)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{temperatureC} degC in all rows, as given");
        }

        if (options.Series > 1 || options.Parallel > 1)
        {
            yield return $"a battery of {options.Series ?? 1} cells in series and {options.Parallel} in parallel; the cycle is one cell's";
        }

        string start = options.InitialSocPercent is not null ? "as given"
            : log.SocUnit is not null ? "the logger's state of charge"
            : "assumed; say another with --initial-soc";
        yield return double.IsNaN(startPercent)
            ? "charge since full as recorded"
            : string.Create(CultureInfo.InvariantCulture, $"begins at {startPercent:0.#} % ({start}), charge ")
                + (log.Charge.Kind == ChargeKind.None ? "counted from the current" : "by the log's counter");
        if (anchor.Count > 0)
        {
            yield return $"set to full where the logger's state of charge comes back to 100 %: {anchor.Count}";
        }

        foreach (string note in Clock(readings.Line))
        {
            yield return note;
        }

        if (gaps.Rests.Count > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"gaps counted as rest: {gaps.Rests.Count:N0}, together {Duration(gaps.Rests.Seconds)}");
        }

        if (readings.Empty > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"rows without readings: {readings.Empty:N0}");
        }

        if (readings.Skipped.Count > 0)
        {
            yield return readings.Skipped.Sentence();
        }
    }

    private static IEnumerable<string> Uses(UnderstoodLog log)
    {
        foreach ((Quantity quantity, Unit? unit) in new (Quantity, Unit?)[]
        {
            (Quantity.Voltage, log.VoltageUnit), (Quantity.Current, log.CurrentUnit), (Quantity.Temperature, log.TemperatureUnit),
            (Quantity.Soc, log.SocUnit),
        })
        {
            if (unit is not null && log.Plan.Columns[quantity] is { } column)
            {
                string less = quantity == Quantity.Current && log.Plan.Columns[Quantity.Outgoing] is { } outgoing
                    ? $" less '{outgoing.Heading.Text}'" : "";
                yield return $"{QuantityNames.Of(quantity)} '{column.Heading.Text}'{less} "
                    + $"({unit.Name}{(column.Unit is null ? ", by its values" : "")})";
            }
        }
    }

    private static string Time(UnderstoodLog log) => log.Plan.Time.Kind switch
    {
        TimeKind.Number => log.TimeUnit.Name + (log.TimeCertainty == Certainty.Assumed ? ", assumed" : ""),
        TimeKind.Clock => "clock",
        _ when log.Plan.Dates == DateOrder.MonthFirst => "date, month first",
        TimeKind.DateAndClock => "date and clock apart",
        _ => "date",
    };

    private static IEnumerable<string> Clock(TimeLine line)
    {
        if (line.Midnights > 0)
        {
            yield return $"midnights passed: {line.Midnights}";
        }

        if (line.Restarts > 0)
        {
            yield return $"counter of the time began anew: {line.Restarts}; taken as following on";
        }

        if (line.HoursSet > 0)
        {
            yield return $"clock set by an hour: {line.HoursSet}; taken as summer time";
        }

        if (line.ClocksSet > 0)
        {
            yield return $"clock set after the log had begun: {line.ClocksSet}; taken as following on";
        }
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
        < 3540 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
        < 3 * 86400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0.0} d"),
    };

    private static string Near(double value) => Math.Round(value, 2) == 0 && value != 0
        ? value.ToString("0.####", CultureInfo.InvariantCulture)
        : value.ToString("0.##", CultureInfo.InvariantCulture);
}
