namespace NanoBms.Cells.Import.Columns;

/// <summary>What a column of a log holds.</summary>
public enum Quantity
{
    /// <summary>Time: a number, a clock, or a date with or without a clock.</summary>
    Time,

    /// <summary>The date alone, where the clock stands in the time's column.</summary>
    Date,

    /// <summary>Voltage of the cell or the battery.</summary>
    Voltage,

    /// <summary>Current of the cell or the battery.</summary>
    Current,

    /// <summary>Current that flows out, where it has a column of its own; that of the current then holds what flows in.</summary>
    Outgoing,

    /// <summary>Temperature at the cell.</summary>
    Temperature,

    /// <summary>Charge that a counter recorded; one column for both directions.</summary>
    Charge,

    /// <summary>Charge that went in, counted upwards.</summary>
    Charged,

    /// <summary>Charge that went out, counted upwards.</summary>
    Discharged,

    /// <summary>State of charge as the logger had it.</summary>
    Soc,

    /// <summary>Whether the tester charged, discharged or rested.</summary>
    Mode,
}
