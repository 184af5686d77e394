using System.Diagnostics;
using System.Threading.Channels;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Telemetry;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// Writes entries to PostgreSQL: takes the writes that wait, stores them in one transaction, and answers each after its commit. Bulk writes
/// have transactions of their own, one at a time, so that a backlog does not keep live gauges waiting; what a queue does not hold is told
/// to come again.
/// </summary>
internal sealed class PostgresEntryWriter : IEntryWriter, IStateWriter, IAsyncDisposable
{
    /// <summary>Writes that may wait.</summary>
    public const int MaxWaiting = 8192, MaxBulkWaiting = 32;

    // A bulk write that brings a transaction above it is its last one.
    private const int MaxInOneCommit = 1000;

    // What is shown of the channel is what is there: the newest entry that is left, or none.
    private const string NewestAgain = """
        UPDATE channel_heads SET newest_at_ms = n.created_at_ms, newest_fields = n.fields
        FROM (SELECT) AS one LEFT JOIN LATERAL (
            SELECT created_at_ms, jsonb_build_array(field1, field2, field3, field4, field5, field6, field7, field8) AS fields
            FROM entries WHERE channel_id = $1 ORDER BY created_at_ms DESC LIMIT 1) AS n ON true
        WHERE channel_id = $1 AND newest_at_ms IS DISTINCT FROM n.created_at_ms
        """;

    // Who waits longer has gone away, or comes again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FleetDatabase database;
    private readonly BatchCommit commit;
    private readonly FleetMeter meter;
    private readonly Channel<WriteJob> live = Queue(MaxWaiting), bulk = Queue(MaxBulkWaiting);
    private readonly Task loops;

    /// <summary>A writer.</summary>
    /// <param name="rateLimit">Shortest time between two writes to a channel; zero: no limit.</param>
    /// <param name="committers">Transactions of single entries at the same time.</param>
    public PostgresEntryWriter(FleetDatabase database, MonthlyParts parts, TimeSpan rateLimit, FleetMeter meter, int committers = 2)
    {
        this.database = database;
        this.meter = meter;
        commit = new BatchCommit(database, parts, rateLimit);
        loops = Task.WhenAll(Enumerable.Repeat(live, committers).Append(bulk).Select(queue => Task.Run(() => RunAsync(queue.Reader))));
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
        if (!(job.IsBulk ? bulk : live).Writer.TryWrite(job))
        {
            meter.Refused();
            job.Span?.Stop();
            return Task.FromException<WriteResult>(
                new StorageBusyException("The server has more to write than it can now; nothing of this request is stored. "
                    + "Send it again."));
        }

        return job.Answer.Task;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(long channelId, long entryId)
    {
        try
        {
            // The lock keeps it in order with writes, and what comes after it sees what they stored; the number stays given.
            await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await connection.ChangeAsync("SELECT FROM channel_heads WHERE channel_id = $1 FOR UPDATE", channelId).ConfigureAwait(false);
            bool isDeleted = await connection.ChangeAsync(
                "DELETE FROM entries WHERE channel_id = $1 AND entry_id = $2", channelId, entryId).ConfigureAwait(false) > 0;
            if (isDeleted)
            {
                await connection.ChangeAsync(NewestAgain, channelId).ConfigureAwait(false);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
            return isDeleted;
        }
        catch (NpgsqlException exception)
        {
            throw FleetDatabase.Busy(exception);
        }
    }

    /// <summary>Commits what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        live.Writer.Complete();
        bulk.Writer.Complete();
        await loops.ConfigureAwait(false);
    }

    private static Channel<WriteJob> Queue(int capacity) => Channel.CreateBounded<WriteJob>(capacity);

    private async Task RunAsync(ChannelReader<WriteJob> queue)
    {
        var batch = new List<WriteJob>();
        while (await queue.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            for (int entries = 0; entries < MaxInOneCommit && queue.TryRead(out WriteJob? job); entries += job.Drafts.Count)
            {
                Add(batch, job);
            }

            if (batch.Count > 0)
            {
                await StoreAsync(batch).ConfigureAwait(false);
            }
        }
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
