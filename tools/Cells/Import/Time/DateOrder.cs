namespace NanoBms.Cells.Import.Time;

/// <summary>What stands first in 03/04/2026.</summary>
public enum DateOrder
{
    /// <summary>3 April.</summary>
    DayFirst,

    /// <summary>4 March.</summary>
    MonthFirst,
}
