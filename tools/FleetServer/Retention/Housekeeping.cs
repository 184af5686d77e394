using NanoBms.FleetServer.Aggregates;
using NanoBms.FleetServer.Background;
using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Retention;

/// <summary>Makes hours and drops old parts, beside the writes; one server of a cluster at a time.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private readonly ClusterTurn turn;
    private readonly HourKeeper hours;
    private readonly PartRetention? retention;
    private readonly BackgroundLoop loop;

    /// <summary>Begins.</summary>
    /// <param name="retention">Drops old parts; null: all entries are kept.</param>
    /// <param name="period">Time between two looks.</param>
    public Housekeeping(FleetDatabase database, HourKeeper hours, PartRetention? retention, TimeSpan period, ILogger log)
    {
        turn = new ClusterTurn(database, "nanobms-housekeeping");
        (this.hours, this.retention) = (hours, retention);
        loop = new BackgroundLoop(
            RoundAsync, period, fault => log.LogWarning("Hours and old parts wait ({Fault}); tried again.", fault));
    }

    public ValueTask DisposeAsync() => loop.DisposeAsync();

    private async Task RoundAsync(Action isWell, CancellationToken ct)
    {
        await using ClusterTurn.Held? held = await turn.TryTakeAsync(ct).ConfigureAwait(false);
        if (held is null)
        {
            return;
        }

        while (await hours.StepAsync(ct).ConfigureAwait(false))
        {
        }

        await (retention?.RunAsync(ct) ?? Task.CompletedTask).ConfigureAwait(false);
    }
}
