namespace NanoBms.FleetServer.Fleet;

/// <summary>What the fleet is ordered by.</summary>
public enum FleetOrder
{
    Number,
    Name,
    Model,
    State,
    Charge,
    Health,
    Age,
}

/// <summary>How a channel is, as the page tells it.</summary>
public enum FleetState
{
    /// <summary>Entries come, and none of them tells of a problem.</summary>
    Ok,

    /// <summary>A status bit tells of a fault, or a rule has found something.</summary>
    Alarm,

    /// <summary>Nothing has come for a while.</summary>
    Silent,

    /// <summary>Nothing ever came.</summary>
    Empty,

    /// <summary>Who asks may not know.</summary>
    Private,
}

/// <summary>Which part of the fleet is asked for.</summary>
public sealed record FleetQuery
{
    /// <summary>Most channels in one answer.</summary>
    public const int MaxSize = 500;

    /// <summary>Part of a name or model, in any case, or a channel's number; null: all.</summary>
    public string? Search { get; init; }

    /// <summary>Only channels of this state; null: of any.</summary>
    public FleetState? State { get; init; }

    /// <summary>Only channels whose state of charge is below, percent; null: any.</summary>
    public double? ChargeBelowPercent { get; init; }

    /// <summary>Only channels whose state of health is below, percent; null: any.</summary>
    public double? HealthBelowPercent { get; init; }

    /// <summary>Only channels whose status has one of these bits; 0: any.</summary>
    public int Bits { get; init; }

    public FleetOrder Order { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Which part, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Channels in a part, 1 to <see cref="MaxSize"/>.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>What somebody may see of the fleet.</summary>
/// <param name="OrganisationIds">The organisations whose channels are seen; null: all channels, of private ones the number only.</param>
internal sealed record FleetScope(IReadOnlyList<long>? OrganisationIds)
{
    /// <summary>What everybody sees who reaches a server without sign-in.</summary>
    public static FleetScope Everybody { get; } = new((IReadOnlyList<long>?)null);
}
