using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Options;

/// <summary>What the user says of a log; what is null, import finds out or asks for.</summary>
public sealed record ImportOptions
{
    /// <summary>Columns by the user: a heading, "#3" for the third, "-" to leave a quantity out.</summary>
    public IReadOnlyDictionary<Quantity, string> Columns { get; init; } = new Dictionary<Quantity, string>();

    /// <summary>Units by the user.</summary>
    public IReadOnlyDictionary<Quantity, Unit> Units { get; init; } = new Dictionary<Quantity, Unit>();

    /// <summary>Decimal sign.</summary>
    public DecimalSign? Decimal { get; init; }

    /// <summary>Order of day and month.</summary>
    public DateOrder? Dates { get; init; }

    /// <summary>Sign of a discharge.</summary>
    public CurrentSign? Discharge { get; init; }

    /// <summary>Cells in series, where the voltage is a battery's.</summary>
    public int? Series { get; init; }

    /// <summary>Cells in parallel, where the current is a battery's.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Rated capacity of one cell, Ah.</summary>
    public double? CapacityAh { get; init; }

    /// <summary>State of charge at the first row, percent.</summary>
    public double? InitialSocPercent { get; init; }

    /// <summary>Temperature of all rows, degC, where the log has none.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Longest time between two rows, s, over which the current is taken to have run on.</summary>
    public double MaxGapS { get; init; } = 1000;

    /// <summary>Whether longer times are counted as rest.</summary>
    public bool AreGapsRest { get; init; }

    /// <summary>Longest time between two rows, s, that is joined by straight lines to one row a second; 0 for none.</summary>
    public double FillS { get; init; }

    /// <summary>Rows that may be left out as unreadable; null for 1 % of the log, at least 5.</summary>
    public long? MaxBadRows { get; init; }
}
