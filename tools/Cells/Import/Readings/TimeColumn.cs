using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Readings;

/// <summary>Where a log's time stands and how it is written.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Column">Its column; the clock's where the date stands apart.</param>
/// <param name="DateIndex">Column of the date, where it stands apart; else -1.</param>
/// <param name="Unit">Its unit; null for a number whose unit only plausibility can tell.</param>
/// <param name="WallIndex">Column with the clock on the wall beside a number without a unit; else -1.</param>
/// <param name="HasZone">Whether the dates name their zone.</param>
/// <param name="IsDotted">Whether points stand between day, month and year.</param>
internal sealed record TimeColumn(TimeKind Kind, ChosenColumn Column, int DateIndex, Unit? Unit, int WallIndex, bool HasZone, bool IsDotted)
{
    /// <summary>Whether the time has dates.</summary>
    public bool HasDate => Kind is TimeKind.Date or TimeKind.DateAndClock;
}
