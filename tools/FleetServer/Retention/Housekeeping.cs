using NanoBms.FleetServer.Aggregates;
using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Retention;

/// <summary>Makes hours and drops old parts, beside the writes; one server of a cluster at a time.</summary>
internal sealed class Housekeeping : IAsyncDisposable
{
    private readonly FleetDatabase database;
    private readonly HourKeeper hours;
    private readonly PartRetention? retention;
    private readonly TimeSpan period;
    private readonly ILogger log;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    /// <summary>Begins.</summary>
    /// <param name="retention">Drops old parts; null: all entries are kept.</param>
    /// <param name="period">Time between two looks.</param>
    public Housekeeping(FleetDatabase database, HourKeeper hours, PartRetention? retention, TimeSpan period, ILogger log)
    {
        (this.database, this.hours, this.retention, this.period, this.log) = (database, hours, retention, period, log);
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
        string? lastFault = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stop.Token).ConfigureAwait(false);
                lastFault = null;
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                // Whatever it is: the marks stay, and the next round may succeed.
                if (exception.Message != lastFault)
                {
                    log.LogWarning("Hours and old parts wait ({Fault}); tried again.", exception.Message.TrimEnd('.'));
                    lastFault = exception.Message;
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException or ObjectDisposedException)
            {
                return;
            }

            await Task.Delay(period, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT pg_try_advisory_lock(hashtext('nanobms-housekeeping'))";
        if (!(bool)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!)
        {
            return;
        }

        try
        {
            while (await hours.StepAsync(ct).ConfigureAwait(false))
            {
            }

            await (retention?.RunAsync(ct) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            // In the pool the connection would hold it until somebody takes it out again.
            command.CommandText = "SELECT pg_advisory_unlock(hashtext('nanobms-housekeeping'))";
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
