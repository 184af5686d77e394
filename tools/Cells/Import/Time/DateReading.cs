namespace NanoBms.Cells.Import.Time;

/// <summary>A date and time as a cell has it, seconds from 1970, in UTC where the cell names its zone.</summary>
/// <param name="DayFirstS">Read with the day first; NaN where there is no such date.</param>
/// <param name="MonthFirstS">Read with the month first; NaN where there is no such date.</param>
/// <param name="HasClock">Whether a time of day stands behind the date.</param>
/// <param name="HasZone">Whether it names its zone.</param>
/// <param name="IsDotted">Whether points stand between day, month and year: then the day is first.</param>
internal readonly record struct DateReading(double DayFirstS, double MonthFirstS, bool HasClock, bool HasZone, bool IsDotted)
{
    /// <summary>Whether the two orders differ.</summary>
    public bool IsOpen => !double.IsNaN(DayFirstS) && !double.IsNaN(MonthFirstS) && DayFirstS != MonthFirstS;
}
