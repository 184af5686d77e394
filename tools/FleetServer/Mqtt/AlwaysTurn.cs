namespace NanoBms.FleetServer.Mqtt;

/// <summary>The turn of a server that is alone.</summary>
internal sealed class AlwaysTurn : IIntakeTurn, IAsyncDisposable
{
    public Task<IAsyncDisposable> TakeAsync(CancellationToken ct) => Task.FromResult<IAsyncDisposable>(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
