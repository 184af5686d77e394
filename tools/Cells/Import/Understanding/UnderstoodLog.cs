using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>A log, and how it is to be read.</summary>
internal sealed record UnderstoodLog
{
    /// <summary>How its rows are read.</summary>
    public required ReadPlan Plan { get; init; }

    /// <summary>What one reading of it told.</summary>
    public required LogEvidence Evidence { get; init; }

    /// <summary>Unit of its time.</summary>
    public required Unit TimeUnit { get; init; }

    /// <summary>How that is known.</summary>
    public required Certainty TimeCertainty { get; init; }

    /// <summary>The usual time between rows in the log's unit.</summary>
    public required double UsualStep { get; init; }

    /// <summary>Unit of its voltage.</summary>
    public required Unit VoltageUnit { get; init; }

    /// <summary>Unit of its current.</summary>
    public required Unit CurrentUnit { get; init; }

    /// <summary>Unit of its temperature; null where one temperature was given for all rows.</summary>
    public required Unit? TemperatureUnit { get; init; }

    /// <summary>The current's sign.</summary>
    public required SignDecision Sign { get; init; }

    /// <summary>Its charge counters.</summary>
    public required ChargeDecision Charge { get; init; }

    /// <summary>Unit of its state of charge; null where it has none.</summary>
    public required Unit? SocUnit { get; init; }

    /// <summary>A time line for the log's clock, from its start.</summary>
    public TimeLine NewTimeLine() => new(Plan.Time.Kind, Plan.Time.HasDate && !Plan.Time.HasZone, UsualStep);
}
