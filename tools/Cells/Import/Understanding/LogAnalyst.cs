using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Tables;
using NanoBms.Cells.Import.Time;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>
/// Understands a log: which columns hold what, in which form and unit and with which sign; asks where the log does not tell.
/// </summary>
internal static class LogAnalyst
{
    private const int HeadReadings = 1000;

    /// <summary>Understands a table, by reading it through once (twice where the order of day and month is open).</summary>
    /// <exception cref="UserError">What cannot be used or must be said, and how.</exception>
    public static UnderstoodLog Understand(ITable table, ImportOptions options)
    {
        ReadPlan plan = PlanMaker.Make(table, options);
        if (plan.Time.HasDate)
        {
            plan = plan with { Dates = options.Dates ?? Dates(plan) };
        }

        (double usualStep, bool isNewestFirst) = Head(plan);
        plan = plan with { IsNewestFirst = isNewestFirst };
        var line = new TimeLine(plan.Time.Kind, plan.Time.HasDate && !plan.Time.HasZone, usualStep);
        var evidence = new LogEvidence(line);
        using (IReadingStream readings = ReadingStreams.Open(plan))
        {
            while (readings.TryNext(out RawReading reading))
            {
                evidence.Add(reading);
            }

            RowLimits.Check(table.Source, evidence, readings.Skipped, options.MaxBadRows);
        }

        return Decide(plan, evidence, usualStep, options);
    }

    private static UnderstoodLog Decide(ReadPlan plan, LogEvidence evidence, double usualStep, ImportOptions options)
    {
        string source = plan.Table.Source;
        ColumnChoice columns = plan.Columns;
        ChosenColumn voltage = columns[Quantity.Voltage]!, current = columns[Quantity.Current]!;
        Unit voltageUnit = VoltageUnit.Decide(source, voltage, evidence.Voltage, options);
        Unit currentUnit = CurrentUnit.Decide(source, current, evidence.CurrentAmount, voltageUnit, voltage.Unit is not null, options);
        Unit? temperatureUnit = columns[Quantity.Temperature] is { } temperature
            ? TemperatureUnit.Decide(source, temperature, evidence.Temperature, options)
            : null;
        (Unit timeUnit, Certainty timeCertainty) = TimeUnit.Decide(
            source, plan.Time, evidence, CounterCheck.CountedAs(columns, evidence, currentUnit), options.Units.ContainsKey(Quantity.Time));
        double ahPerFlow = currentUnit.Scale * timeUnit.Scale / 3600;
        CounterCheck.Check(source, columns, evidence, ahPerFlow);
        SignDecision sign = SignDecision.Decide(
            source, columns.Form, evidence, evidence.Duration * timeUnit.Scale, columns[Quantity.Outgoing] is not null, options);
        Unit? socUnit = columns[Quantity.Soc] is { } soc && evidence.Soc.Seen > 0 ? SocUnit.Decide(source, soc, evidence.Soc) : null;
        return new UnderstoodLog
        {
            Plan = plan,
            Evidence = evidence,
            TimeUnit = timeUnit,
            TimeCertainty = timeCertainty,
            UsualStep = usualStep,
            VoltageUnit = voltageUnit,
            CurrentUnit = currentUnit,
            TemperatureUnit = temperatureUnit,
            Sign = sign,
            Charge = ChargeDecision.Decide(source, columns, evidence, ahPerFlow, sign),
            SocUnit = socUnit,
        };
    }

    /// <summary>The order of day and month, from all rows.</summary>
    private static DateOrder Dates(ReadPlan plan)
    {
        var evidence = new DateOrderEvidence();
        using (var readings = new RowReader(plan))
        {
            while (readings.TryNext(out RawReading reading))
            {
                evidence.Add(reading.Time, reading.TimeMonthFirst);
            }
        }

        string column = plan.Time.Column.Heading.Text;
        if (evidence.Contradicts)
        {
            throw new UserError(
                $"'{plan.Table.Source}': some dates in column '{column}' have the day first and some the month; write them in one order.");
        }

        return evidence.Decide() ?? (plan.Time.IsDotted
            ? DateOrder.DayFirst
            : throw new UserError(
                $"'{plan.Table.Source}': the dates in column '{column}' may have the day or the month first; "
                + "say it with --dates day-first or --dates month-first."));
    }

    /// <summary>The usual time between two rows, and whether the newest row stands first.</summary>
    private static (double UsualStep, bool IsNewestFirst) Head(ReadPlan plan)
    {
        var forward = new ThinnedSample();
        var back = new ThinnedSample();
        using var readings = new RowReader(plan);
        double before = double.NaN;
        for (int k = 0; k < HeadReadings && readings.TryNext(out RawReading reading); k++)
        {
            double step = reading.Time - before;
            forward.Add(step > 0 ? step : double.NaN);
            back.Add(step < 0 ? -step : double.NaN);
            before = reading.Time;
        }

        bool isNewestFirst = back.Seen >= 2 && back.Seen > 9 * forward.Seen;
        double usual = (isNewestFirst ? back : forward).Median;
        return (double.IsNaN(usual) ? 1 : usual, isNewestFirst);
    }
}
