namespace NanoBms.FleetServer.Fleet;

/// <summary>A channel of the fleet as its newest entry tells it; null where not known, or not for who asks.</summary>
/// <param name="ChannelId">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Model">Battery or model that its settings name.</param>
/// <param name="State">How it is.</param>
/// <param name="AtMs">Time of the newest entry, milliseconds since 1970 in UTC.</param>
/// <param name="SocPercent">State of charge, percent.</param>
/// <param name="BarPercent">Its error bar, plus and minus percent.</param>
/// <param name="StatusBits">Status bits of the gauge.</param>
/// <param name="HealthPercent">Learnt capacity as share of the rated one, percent.</param>
public sealed record FleetRow(
    long ChannelId, string? Name, string? Model, FleetState State, long? AtMs, double? SocPercent, double? BarPercent, int? StatusBits,
    double? HealthPercent);

/// <summary>How many channels are in which state, of all that who asks may see.</summary>
public sealed record FleetCounts(long All, long Alarm, long Silent, long Empty, long Private)
{
    public long Ok => All - Alarm - Silent - Empty - Private;
}

/// <summary>A part of the fleet.</summary>
/// <param name="Rows">Its channels.</param>
/// <param name="Matching">Channels that match in all parts.</param>
/// <param name="Counts">What all of the fleet is like.</param>
/// <param name="NowMs">When it was so, milliseconds since 1970 in UTC.</param>
public sealed record FleetPart(IReadOnlyList<FleetRow> Rows, long Matching, FleetCounts Counts, long NowMs);
