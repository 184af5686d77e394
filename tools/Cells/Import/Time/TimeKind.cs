namespace NanoBms.Cells.Import.Time;

/// <summary>How a log writes its time.</summary>
internal enum TimeKind
{
    /// <summary>A number from any start: seconds, minutes, milliseconds since 1970, days of a spreadsheet.</summary>
    Number,

    /// <summary>A duration or a time of day: 9:05:07.</summary>
    Clock,

    /// <summary>A date with its clock in one column.</summary>
    Date,

    /// <summary>A date in one column and the clock in another.</summary>
    DateAndClock,
}
