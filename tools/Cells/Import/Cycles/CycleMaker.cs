using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Understanding;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Cycles;

/// <summary>Makes a cycle of an understood log: charge counted where it was not recorded, at most one row a second.</summary>
internal static class CycleMaker
{
    /// <summary>Makes the cycle and says what was made.</summary>
    /// <param name="log">The log.</param>
    /// <param name="options">The user's word.</param>
    /// <param name="write">Takes each row.</param>
    /// <exception cref="UserError">A log that contradicts itself; the rows taken so far are then to be thrown away.</exception>
    public static ImportReport Make(UnderstoodLog log, ImportOptions options, Action<CycleRow> write)
    {
        string source = log.Plan.Table.Source;
        var totals = new CycleTotals();
        var gaps =
            new GapKeeper(options, log.Plan.IsHeld, log.CurrentUnit.ToBase(log.Evidence.CurrentAmount.Quantile(0.99)) / options.Parallel);
        IRowMaker maker = RowMakers.Choose(log.UsualStep * log.TimeUnit.Scale, log.Plan.IsHeld, options.FillS);
        using var readings = new LogConverter(log, options);
        var anchor = new FullAnchor(source, log.Charge.Kind == ChargeKind.None ? options.CapacityAh : null);
        double chargeAh = double.NaN, startPercent = double.NaN;
        Reading before = default;
        void Take(IEnumerable<CycleRow> rows)
        {
            foreach (CycleRow row in rows)
            {
                totals.Add(row);
                write(row);
            }
        }

        while (readings.TryNext(out Reading reading))
        {
            if (totals.Readings == 0)
            {
                (chargeAh, startPercent) = Start(source, log, reading, options);
            }
            else if (reading.TimeS == before.TimeS && reading with { Line = before.Line, StepAh = before.StepAh } == before)
            {
                // The same row twice, as testers write it where a step ends.
                continue;
            }
            else
            {
                chargeAh = anchor.Set(reading, chargeAh + gaps.StepAh(before, reading));
            }

            chargeAh = double.IsNaN(reading.ChargeAh) ? chargeAh : reading.ChargeAh;
            totals.Add(reading, chargeAh);
            Take(maker.Add(reading, chargeAh));
            before = reading;
        }

        Take(maker.End());
        if (totals.Readings == 0)
        {
            throw new UserError($"'{source}' has no rows with readings.");
        }

        RowLimits.Check(source, log.Evidence, readings.Skipped, options.MaxBadRows);
        gaps.Check(source);
        CycleChecks.Check(log, totals, options);
        return ReportMaker.Make(log, totals, gaps, readings, anchor, startPercent, options);
    }

    /// <summary>
    /// Charge since full at the first row, and the state of charge that it was taken from; NaN where the log has the charge itself.
    /// </summary>
    private static (double ChargeAh, double Percent) Start(string source, UnderstoodLog log, in Reading first, ImportOptions options)
    {
        if (!double.IsNaN(first.ChargeAh))
        {
            return (first.ChargeAh, double.NaN);
        }

        double percent = options.InitialSocPercent ?? (double.IsNaN(first.SocPercent) ? 100 : first.SocPercent);
        if (options.CapacityAh is { } capacityAh)
        {
            return ((percent / 100 - 1) * capacityAh, percent);
        }

        return percent == 100 && (log.Charge.Kind != ChargeKind.None || options.InitialSocPercent is not null)
            ? (0, percent)
            : throw new UserError(
                log.Charge.Kind == ChargeKind.None
                    ? $"'{source}' has no charge column; give the cell's rated capacity with --capacity so that it can be counted."
                    : $"'{source}' begins at {percent:0.#} %; give the cell's rated capacity with --capacity so that its charge is known.");
    }
}
