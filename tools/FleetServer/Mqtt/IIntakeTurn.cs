namespace NanoBms.FleetServer.Mqtt;

/// <summary>Lets one server of a cluster take entries from the broker at a time.</summary>
internal interface IIntakeTurn
{
    /// <summary>Waits for the turn; it ends when it is disposed of, or with the server.</summary>
    Task<IAsyncDisposable> TakeAsync(CancellationToken ct);
}
