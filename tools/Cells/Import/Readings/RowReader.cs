using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Tables;
using NanoBms.Cells.Import.Text;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Readings;

/// <summary>Reads the rows of a table as readings; rows that cannot be read are counted and passed over.</summary>
internal sealed class RowReader : IReadingStream
{
    /// <summary>Rows over which a value is held where each row has one quantity only; beyond, its sensor is taken to be silent.</summary>
    private const int LongestHeldRows = 100;

    private static readonly Quantity[] Measured = [Quantity.Voltage, Quantity.Current, Quantity.Temperature];
    private static readonly Quantity[] Beside = [Quantity.Charge, Quantity.Charged, Quantity.Discharged, Quantity.Soc];

    private readonly ReadPlan plan;
    private readonly IRowReader rows;
    private readonly ChosenColumn?[] measured, beside;
    private readonly ChosenColumn? outgoing;
    private readonly double outgoingScale;
    private readonly double[] held = [double.NaN, double.NaN, double.NaN], values = new double[3];
    private readonly string[] wrong = ["", "", ""];
    private readonly int[] rowsSince = new int[3];
    private bool hasPending;
    private RawReading pending;

    public RowReader(ReadPlan plan)
    {
        this.plan = plan;
        rows = plan.Table.Open();
        measured = [.. Measured.Select(quantity => plan.Columns[quantity])];
        beside = [.. Beside.Select(quantity => plan.Columns[quantity])];
        outgoing = plan.Columns[Quantity.Outgoing];
        outgoingScale = (outgoing?.Unit?.Scale / plan.Columns[Quantity.Current]?.Unit?.Scale) ?? 1;
    }

    /// <summary>Rows that were left out.</summary>
    public SkippedRows Skipped { get; } = new();

    /// <summary>Rows with a time and nothing measured: samples that a logger missed.</summary>
    public long Empty { get; private set; }

    /// <summary>Goes to the next reading.</summary>
    public bool TryNext(out RawReading reading)
    {
        // One row is held back, for the last may be cut off within a number.
        while (TryRow(out RawReading next))
        {
            (reading, pending) = (pending, next);
            if (hasPending)
            {
                return true;
            }

            hasPending = true;
        }

        reading = pending;
        bool has = hasPending;
        hasPending = false;
        if (has && rows.IsLastRowCut && rows.Line == pending.Line)
        {
            Skipped.Add("cut off at the end of the file", $"line {pending.Line}");
            return false;
        }

        return has;
    }

    public void Dispose() => rows.Dispose();

    private bool TryRow(out RawReading reading)
    {
        while (rows.Read())
        {
            if (TryRead(out reading))
            {
                return true;
            }
        }

        reading = default;
        return false;
    }

    private bool TryRead(out RawReading reading)
    {
        reading = new RawReading { Line = rows.Line };
        int present = 0, bad = -1;
        for (int k = 0; k < Measured.Length; k++)
        {
            values[k] = double.NaN;
            if (measured[k] is not { } column)
            {
                continue;
            }

            Cell cell = rows[column.Index];
            if (outgoing is not null && Measured[k] == Quantity.Current && TryBothWays(column, cell, rows[outgoing.Index], out values[k]))
            {
                present++;
                continue;
            }

            if (cell.IsBlank)
            {
                values[k] = plan.IsHeld && (plan.Table.IsOfChanges || ++rowsSince[k] <= LongestHeldRows) ? held[k] : double.NaN;
            }
            else if (TryValue(cell, Measured[k], column, out values[k]))
            {
                present++;
                held[k] = values[k];
                rowsSince[k] = 0;
                continue;
            }
            else
            {
                // "unavailable": from here on the value is not known.
                held[k] = values[k] = double.NaN;
                wrong[k] = cell.Text;
                bad = bad < 0 ? k : bad;
            }

            wrong[k] = cell.Text;
        }

        if (present == 0 && bad < 0)
        {
            Empty++;
            return false;
        }

        if (!TryTime(ref reading))
        {
            Skipped.Add("without a time", $"line {rows.Line}: '{Shorten(rows[plan.Time.Column.Index].Text)}'");
            return false;
        }

        for (int k = 0; k < Measured.Length; k++)
        {
            if (measured[k] is not null && double.IsNaN(values[k]))
            {
                if (plan.IsHeld)
                {
                    Empty++;
                }
                else
                {
                    Skipped.Add($"without a {QuantityNames.Of(Measured[k])}", $"line {rows.Line}: '{Shorten(wrong[k])}'");
                }

                return false;
            }
        }

        (reading.Voltage, reading.Current, reading.Temperature) = (values[0], values[1], values[2]);
        (reading.Charge, reading.Charged, reading.Discharged, reading.Soc) = (Other(0), Other(1), Other(2), Other(3));
        reading.Mode = plan.Columns[Quantity.Mode] is { } mode ? ModeWords.Read(rows[mode.Index].Text) : Mode.Unknown;
        return true;
    }

    /// <summary>What flows in less what flows out, whatever signs the two have; either may be blank while the other runs.</summary>
    private bool TryBothWays(ChosenColumn column, Cell into, Cell outOf, out double value)
    {
        double inward = 0, outward = 0;
        bool isRead = (into.IsBlank || TryValue(into, Quantity.Current, column, out inward))
            && (outOf.IsBlank || TryValue(outOf, Quantity.Outgoing, outgoing!, out outward)) && !(into.IsBlank && outOf.IsBlank);
        value = Math.Abs(inward) - outgoingScale * Math.Abs(outward);
        return isRead;
    }

    private double Other(int place) =>
        beside[place] is { } column && TryValue(rows[column.Index], Beside[place], column, out double value) ? value : double.NaN;

    private bool TryValue(Cell cell, Quantity quantity, ChosenColumn column, out double value)
    {
        value = cell.Number;
        if (cell.IsNumber)
        {
            return double.IsFinite(value);
        }

        if (!NumberText.TryRead(cell.Text, plan.Sign, out value, out ReadOnlySpan<char> suffix) || CellLook.IsNoValue(cell.Text))
        {
            return false;
        }

        if (suffix.Length > 0)
        {
            if (UnitTable.Find(quantity, suffix.ToString()) is not { } unit)
            {
                return false;
            }

            Unit target = column.Unit ?? unit;
            value = (unit.ToBase(value) - target.Offset) / target.Scale;
        }

        return true;
    }

    private bool TryTime(ref RawReading reading)
    {
        TimeColumn time = plan.Time;
        Cell cell = rows[time.Column.Index];
        reading.WallS = double.NaN;
        switch (time.Kind)
        {
            case TimeKind.Number:
                if (time.WallIndex >= 0 && DateText.TryRead(rows[time.WallIndex].Text, out DateReading wall))
                {
                    reading.WallS = double.IsNaN(wall.DayFirstS) ? wall.MonthFirstS : wall.DayFirstS;
                }

                bool read = TryValue(cell, Quantity.Time, time.Column, out reading.Time);
                reading.TimeMonthFirst = reading.Time;
                return read;
            case TimeKind.Clock:
                bool clock = ClockText.TryRead(cell.Text, out reading.Time, out _);
                reading.TimeMonthFirst = reading.Time;
                return clock;
            case TimeKind.DateAndClock:
                if (!ClockText.TryRead(cell.Text, out double seconds, out _)
                    || !DateText.TryRead(rows[time.DateIndex].Text, out DateReading day))
                {
                    return false;
                }

                return Order(ref reading, day.DayFirstS + seconds, day.MonthFirstS + seconds);
            default:
                return DateText.TryRead(cell.Text, out DateReading date) && Order(ref reading, date.DayFirstS, date.MonthFirstS);
        }
    }

    /// <summary>Takes a date in the plan's order; while that is open, both.</summary>
    private bool Order(ref RawReading reading, double dayFirstS, double monthFirstS)
    {
        reading.Time = plan.Dates == DateOrder.MonthFirst ? monthFirstS : dayFirstS;
        reading.TimeMonthFirst = monthFirstS;
        return plan.Dates is null || !double.IsNaN(reading.Time);
    }

    private static string Shorten(string text) => text.Length <= 24 ? text : text[..21] + "..";
}
