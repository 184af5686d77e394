using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Holds the amounts that charge counters moved against current x time, whatever the current's sign.</summary>
internal static class CounterCheck
{
    /// <summary>A counter that is farther off counts something else, or in another unit.</summary>
    private const double Tolerance = 0.25;

    /// <summary>Less charge than this says nothing, Ah.</summary>
    private const double EnoughAh = 0.002;

    private const double MilliAh = 1e-3;

    /// <summary>
    /// Charge by the counters / charge by current x time with the time taken as seconds; NaN where there is no counter with a unit.
    /// </summary>
    public static double CountedAs(ColumnChoice columns, LogEvidence evidence, Unit current)
    {
        double moved = 0, flow = 0;
        foreach ((Quantity quantity, CounterEvidence counter) in All(evidence))
        {
            if (columns[quantity]?.Unit is { } unit && counter.HasMoved)
            {
                (double amount, double its) = Amounts(quantity, counter);
                moved += unit.Scale * amount;
                flow += its;
            }
        }

        return flow > 0 ? moved / (flow * current.Scale / 3600) : double.NaN;
    }

    /// <summary>Ampere-hours of a counter's 1: by its unit, else the one that fits what flowed.</summary>
    public static double Scale(ChosenColumn column, Quantity quantity, CounterEvidence counter, double ahPerFlow)
    {
        (double moved, double flow) = Amounts(quantity, counter);
        double flowAh = flow * ahPerFlow;
        return column.Unit?.Scale ?? (flowAh > EnoughAh && Math.Abs(moved * MilliAh / flowAh - 1) < Tolerance ? MilliAh : 1);
    }

    /// <summary>Refuses a log whose counters count something else than its current.</summary>
    /// <exception cref="UserError">With the options that mend it.</exception>
    public static void Check(string source, ColumnChoice columns, LogEvidence evidence, double ahPerFlow)
    {
        foreach ((Quantity quantity, CounterEvidence counter) in All(evidence))
        {
            bool isAside = quantity == Quantity.Charge && columns[Quantity.Charged] is not null && columns[Quantity.Discharged] is not null;
            if (isAside || columns[quantity] is not { } column)
            {
                continue;
            }

            (double moved, double flow) = Amounts(quantity, counter);
            double countedAh = moved * Scale(column, quantity, counter, ahPerFlow), flowAh = flow * ahPerFlow;
            if (flowAh < EnoughAh || Math.Abs(countedAh - flowAh) < Tolerance * flowAh + counter.Slack * ahPerFlow)
            {
                continue;
            }

            static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
            throw new UserError(
                $"'{source}': column '{column.Heading.Text}' counts {Number(countedAh)} Ah where current x time makes {Number(flowAh)} Ah; "
                + $"mend --units time=, current= or {QuantityNames.Of(quantity)}=, or leave the counter out with "
                + $"--columns {QuantityNames.Of(quantity)}=-.");
        }
    }

    private static (Quantity Quantity, CounterEvidence Counter)[] All(LogEvidence evidence) =>
        [(Quantity.Charge, evidence.Charge), (Quantity.Charged, evidence.Charged), (Quantity.Discharged, evidence.Discharged)];

    /// <summary>
    /// What a counter moved, and the current x time that it is to be held against: of one direction, that in which it moved.
    /// </summary>
    private static (double Moved, double Flow) Amounts(Quantity quantity, CounterEvidence counter)
    {
        double positive = Math.Abs(counter.WithPositive), negative = Math.Abs(counter.WithNegative);
        return quantity == Quantity.Charge ? (positive + negative, counter.PositiveFlow + counter.NegativeFlow)
            : positive > negative ? (positive, counter.PositiveFlow)
            : (negative, counter.NegativeFlow);
    }
}
