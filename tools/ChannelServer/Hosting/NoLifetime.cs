namespace NanoBms.ChannelServer.Hosting;

/// <summary>Leaves Ctrl-C to the program that started the server; the usual lifetime would take it away from it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
