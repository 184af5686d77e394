namespace NanoBms.FleetServer.Hosting;

/// <summary>Leaves Ctrl-C to the program that started the server.</summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
