namespace NanoBms.FleetServer.Background;

/// <summary>
/// Does something again and again beside the requests until it is disposed of. A round that fails ends none that follows; its fault is told
/// once, until a round goes well or another fault comes.
/// </summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private readonly Func<Action, CancellationToken, Task> round;
    private readonly TimeSpan pause;
    private readonly Action<string> tell;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private string? lastFault;

    /// <summary>Begins.</summary>
    /// <param name="round">A round; one that does not end by itself calls what it is given where all is well.</param>
    /// <param name="pause">Time between two rounds.</param>
    /// <param name="tell">Tells a fault.</param>
    public BackgroundLoop(Func<Action, CancellationToken, Task> round, TimeSpan pause, Action<string> tell)
    {
        (this.round, this.pause, this.tell) = (round, pause, tell);
        loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await round(() => lastFault = null, stop.Token).ConfigureAwait(false);
                lastFault = null;
            }
            catch (Exception exception)
            {
                // Whatever it is: the next round may succeed.
                string fault = exception.GetBaseException().Message.TrimEnd('.');
                if (fault != lastFault && !stop.IsCancellationRequested)
                {
                    tell(fault);
                    lastFault = fault;
                }
            }

            await Task.Delay(pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
