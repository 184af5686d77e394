using System.Diagnostics;
using System.Threading.Channels;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Telemetry;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// Writes entries to PostgreSQL: takes the writes that wait, stores them in one transaction, and answers each after its commit. Single
/// entries go before bulk writes, so that a backlog does not keep live gauges waiting; what the queue does not hold is told to come again.
/// </summary>
internal sealed class PostgresEntryWriter : IEntryWriter, IStateWriter, IAsyncDisposable
{
    /// <summary>Writes that may wait.</summary>
    public const int MaxWaiting = 8192, MaxBulkWaiting = 256;

    private const int MaxInOneCommit = 1000, MaxBulkEntries = 4000;

    // Who waits longer has gone away, or comes again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FleetDatabase database;
    private readonly BatchCommit commit;
    private readonly FleetMeter meter;
    private readonly Channel<WriteJob> live = Queue(MaxWaiting), bulk = Queue(MaxBulkWaiting);
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loops;

    /// <summary>A writer.</summary>
    /// <param name="rateLimit">Shortest time between two writes to a channel; zero: no limit.</param>
    /// <param name="committers">Transactions at the same time.</param>
    public PostgresEntryWriter(FleetDatabase database, MonthlyParts parts, TimeSpan rateLimit, FleetMeter meter, int committers = 2)
    {
        this.database = database;
        this.meter = meter;
        commit = new BatchCommit(database, parts, rateLimit);
        loops = Task.WhenAll(Enumerable.Range(0, committers).Select(_ => Task.Run(RunAsync)));
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited = true) =>
        Ask(new WriteJob(channelId, nowMs, drafts, TimeProvider.System.GetTimestamp()) { IsLimited = isLimited });

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(
        long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited, KeptState after) => Ask(
            new WriteJob(channelId, nowMs, drafts, TimeProvider.System.GetTimestamp()) { IsLimited = isLimited, After = after });

    /// <inheritdoc/>
    public async Task<KeptState?> StateAsync(long channelId)
    {
        try
        {
            return await StateTable.ReadAsync(database, channelId).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw FleetDatabase.Busy(exception);
        }
    }

    private Task<WriteResult> Ask(WriteJob job)
    {
        if (stop.IsCancellationRequested || !(job.IsBulk ? bulk : live).Writer.TryWrite(job))
        {
            meter.Refused();
            job.Span?.Stop();
            return Task.FromException<WriteResult>(
                new StorageBusyException("The server has more to write than it can now; nothing of this request is stored. "
                    + "Send it again."));
        }

        wake.Release();
        return job.Answer.Task;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(long channelId, long entryId)
    {
        try
        {
            // The lock keeps it in order with writes; the number stays given.
            await using NpgsqlCommand command = database.Source.CreateCommand("""
                WITH head AS (SELECT channel_id FROM channel_heads WHERE channel_id = $1 FOR UPDATE)
                DELETE FROM entries USING head WHERE entries.channel_id = head.channel_id AND entry_id = $2
                """);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = channelId });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = entryId });
            return await command.ExecuteNonQueryAsync().ConfigureAwait(false) > 0;
        }
        catch (NpgsqlException exception)
        {
            throw FleetDatabase.Busy(exception);
        }
    }

    /// <summary>Commits what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loops.ConfigureAwait(false);
        wake.Dispose();
        stop.Dispose();
    }

    private static Channel<WriteJob> Queue(int capacity) => Channel.CreateBounded<WriteJob>(capacity);

    private async Task RunAsync()
    {
        while (true)
        {
            await wake.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            List<WriteJob> batch = Next();
            if (batch.Count > 0)
            {
                await StoreAsync(batch).ConfigureAwait(false);
            }
            else if (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private List<WriteJob> Next()
    {
        var batch = new List<WriteJob>();
        while (batch.Count < MaxInOneCommit && live.Reader.TryRead(out WriteJob? job))
        {
            Add(batch, job);
        }

        for (int entries = 0; entries < MaxBulkEntries && bulk.Reader.TryRead(out WriteJob? job); entries += job.Drafts.Count)
        {
            Add(batch, job);
        }

        return batch;
    }

    private void Add(List<WriteJob> batch, WriteJob job)
    {
        if (TimeProvider.System.GetElapsedTime(job.WaitsSince) < Patience)
        {
            batch.Add(job);
            return;
        }

        meter.Refused();
        job.Span?.Stop();
        job.Answer.TrySetException(
            new StorageBusyException("The server did not come to this request in time; nothing of it is stored. Send it again."));
    }

    private async Task StoreAsync(List<WriteJob> batch)
    {
        long start = TimeProvider.System.GetTimestamp();
        Activity?[] spans = [.. batch.Select(job => job.Span)];
        using Activity? span = FleetTraces.StartCommit(spans);
        try
        {
            IReadOnlyList<WriteResult> results = await commit.RunAsync(batch, CancellationToken.None).ConfigureAwait(false);
            meter.Committed(results.Sum(result => result.Stored.Count), batch.Count, TimeProvider.System.GetElapsedTime(start));
            FleetTraces.End(spans, span, null);
            for (int k = 0; k < batch.Count; k++)
            {
                batch[k].Answer.TrySetResult(results[k]);
            }
        }
        catch (PostgresException exception) when (batch.Count > 1 && !exception.IsTransient && exception.SqlState[..2] is "22" or "23")
        {
            // One of them holds what cannot be stored: the others shall not suffer.
            foreach (WriteJob job in batch)
            {
                await StoreAsync([job]).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            FleetTraces.End(spans, span, exception);
            Exception answer = FleetDatabase.IsAway(exception) ? FleetDatabase.Busy(exception) : exception;
            batch.ForEach(job => job.Answer.TrySetException(answer));
        }
    }
}
