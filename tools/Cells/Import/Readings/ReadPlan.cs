using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Tables;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Readings;

/// <summary>How the rows of a table are read.</summary>
internal sealed record ReadPlan
{
    /// <summary>The table.</summary>
    public required ITable Table { get; init; }

    /// <summary>Which columns hold what.</summary>
    public required ColumnChoice Columns { get; init; }

    /// <summary>The time.</summary>
    public required TimeColumn Time { get; init; }

    /// <summary>Decimal sign.</summary>
    public required DecimalSign Sign { get; init; }

    /// <summary>Order of day and month; null while it is being found out.</summary>
    public DateOrder? Dates { get; init; }

    /// <summary>Whether a quantity that a row lacks is the last one that was there.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>Whether the rows are to be taken from the last to the first.</summary>
    public required bool IsNewestFirst { get; init; }
}
