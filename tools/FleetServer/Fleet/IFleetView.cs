namespace NanoBms.FleetServer.Fleet;

/// <summary>Searches, orders and counts the channels of the fleet.</summary>
internal interface IFleetView
{
    /// <summary>A part of the fleet.</summary>
    /// <param name="query">Which part.</param>
    /// <param name="scope">What of it may be seen.</param>
    /// <exception cref="ChannelServer.Storage.StorageBusyException">The database does not answer.</exception>
    Task<FleetPart> ReadAsync(FleetQuery query, FleetScope scope, CancellationToken ct);
}
