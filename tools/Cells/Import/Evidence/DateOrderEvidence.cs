using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Evidence;

/// <summary>
/// Whether a log writes the day or the month first: a 13 settles it, else the order in which the days follow one another.
/// </summary>
internal sealed class DateOrderEvidence
{
    private long rows, notDayFirst, notMonthFirst;
    private double dayBefore = double.NaN, monthBefore = double.NaN, dayLongest, monthLongest;
    private bool differs;

    /// <summary>Whether some dates can only be read one way and some only the other.</summary>
    public bool Contradicts => notDayFirst > rows / 50 && notMonthFirst > rows / 50;

    /// <summary>Takes a row's time, read both ways.</summary>
    public void Add(double dayFirstS, double monthFirstS)
    {
        rows++;
        notDayFirst += double.IsNaN(dayFirstS) ? 1 : 0;
        notMonthFirst += double.IsNaN(monthFirstS) ? 1 : 0;
        if (!double.IsNaN(dayFirstS - dayBefore) && !double.IsNaN(monthFirstS - monthBefore))
        {
            double day = Math.Abs(dayFirstS - dayBefore), month = Math.Abs(monthFirstS - monthBefore);
            differs |= day != month;
            dayLongest = Math.Max(dayLongest, day);
            monthLongest = Math.Max(monthLongest, month);
        }

        (dayBefore, monthBefore) = (dayFirstS, monthFirstS);
    }

    /// <summary>The order; null where the log leaves it open.</summary>
    public DateOrder? Decide()
    {
        if (notMonthFirst > notDayFirst)
        {
            return DateOrder.DayFirst;
        }

        if (notDayFirst > notMonthFirst)
        {
            return DateOrder.MonthFirst;
        }

        if (!differs)
        {
            return DateOrder.DayFirst;
        }

        // 2, 3, 4 March follow one another; 3 February, 3 March, 3 April leave months out.
        return dayLongest * 2 < monthLongest ? DateOrder.DayFirst
            : monthLongest * 2 < dayLongest ? DateOrder.MonthFirst
            : null;
    }
}
