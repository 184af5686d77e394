using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.LocalChannel.Storage;

/// <summary>
/// The only one who writes entries: takes all writes that wait, commits them together, then answers each of them. So one flush to
/// the disk serves many clients, and nothing is acknowledged before it is safe.
/// </summary>
internal sealed class EntryWriter : IEntryWriter, IStateWriter, IAsyncDisposable
{
    private const int MaxInOneCommit = 256;

    private readonly Channel<Job> jobs = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ChannelDatabase database;
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert, lastEntry;
    private readonly ChannelRules rules;
    private readonly Action<long> written;
    private readonly Dictionary<long, ChannelState> channels = [];
    private readonly Task loop;

    /// <summary>A writer.</summary>
    /// <param name="rules">What is let through.</param>
    /// <param name="written">Told the number of each channel that got entries, after the commit.</param>
    public EntryWriter(ChannelDatabase database, ChannelRules rules, Action<long> written)
    {
        this.database = database;
        connection = database.Connect();
        insert = EntryTable.CreateInsert(connection);
        lastEntry = connection.CreateCommand();
        lastEntry.CommandText = EntryTable.LastNumber;
        lastEntry.Parameters.Add("$channel", SqliteType.Integer);
        this.rules = rules;
        this.written = written;
        loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <inheritdoc/>
    /// <exception cref="SqliteException">Nothing of the write is stored.</exception>
    public Task<WriteResult> WriteAsync(long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited = true) =>
        Ask(new Job(channelId, nowMs, drafts) { IsLimited = isLimited });

    /// <inheritdoc/>
    /// <exception cref="SqliteException">Nothing of the write is stored.</exception>
    public Task<WriteResult> WriteAsync(
        long channelId, long nowMs, IReadOnlyList<EntryDraft> drafts, bool isLimited, KeptState after) =>
        Ask(new Job(channelId, nowMs, drafts) { IsLimited = isLimited, After = after });

    /// <inheritdoc/>
    public async Task<KeptState?> StateAsync(long channelId)
    {
        using SqliteConnection reading = database.Connect();
        return await StateTable.ReadAsync(reading, null, channelId).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="SqliteException">It is still there.</exception>
    public async Task<bool> DeleteAsync(long channelId, long entryId)
    {
        WriteResult result = await Ask(new Job(channelId, 0, []) { DeletedId = entryId }).ConfigureAwait(false);
        return result.Outcome == WriteOutcome.Deleted;
    }

    /// <summary>Commits what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        await loop.ConfigureAwait(false);
        insert.Dispose();
        lastEntry.Dispose();
        connection.Dispose();
    }

    private Task<WriteResult> Ask(Job job) => jobs.Writer.TryWrite(job)
        ? job.Answer.Task
        : Task.FromException<WriteResult>(new OperationCanceledException("The server stops."));

    private async Task RunAsync()
    {
        var batch = new List<Job>();
        while (await jobs.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < MaxInOneCommit && jobs.Reader.TryRead(out Job? job))
            {
                batch.Add(job);
            }

            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Job> batch)
    {
        var results = new List<WriteResult>(batch.Count);
        try
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            lastEntry.Transaction = transaction;
            foreach (Job job in batch)
            {
                results.Add(job.DeletedId is { } entryId ? Delete(job.ChannelId, entryId, transaction) : Store(job, transaction));
            }

            transaction.Commit();
        }
        catch (Exception exception)
        {
            // What was counted in memory for this batch is not in the file: read it again. The clients learn that nothing was stored.
            channels.Clear();
            foreach (Job job in batch)
            {
                job.Answer.SetException(exception);
            }

            return;
        }

        for (int k = 0; k < batch.Count; k++)
        {
            batch[k].Answer.SetResult(results[k]);
        }

        foreach (long channelId in batch.Where((_, k) => results[k].Stored.Count > 0).Select(job => job.ChannelId).Distinct())
        {
            written(channelId);
        }
    }

    private WriteResult Store(Job job, SqliteTransaction transaction)
    {
        ChannelState channel = State(job.ChannelId);
        if (job.IsLimited && rules.IsTooFast(job.NowMs - channel.LastWriteMs))
        {
            return new WriteResult(WriteOutcome.TooFast, []);
        }

        if (job.After is { } after && StateTable.Refusal(connection, transaction, job.ChannelId, job.Drafts, after) is { } refusal)
        {
            return refusal;
        }

        var stored = new List<Entry>(job.Drafts.Count);
        foreach (EntryDraft draft in job.Drafts)
        {
            var entry = new Entry(channel.LastEntryId + 1, draft.TimeMs, draft.Fields, draft.Place);
            bool isStored = EntryTable.TryInsert(insert, job.ChannelId, entry);
            while (!isStored && !draft.IsTimeGiven)
            {
                entry = entry with { CreatedAtMs = entry.CreatedAtMs + 1 };
                isStored = EntryTable.TryInsert(insert, job.ChannelId, entry);
            }

            if (isStored)
            {
                channel.LastEntryId = entry.Id;
                stored.Add(entry);
            }
        }

        if (stored.Count == 0)
        {
            return new WriteResult(WriteOutcome.TimeTaken, stored);
        }

        if (job.After is not null)
        {
            StateTable.Write(connection, transaction, job.ChannelId, job.After);
        }

        channel.LastWriteMs = job.NowMs;
        return new WriteResult(WriteOutcome.Stored, stored);
    }

    private WriteResult Delete(long channelId, long entryId, SqliteTransaction transaction)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            DELETE FROM entries WHERE channel_id = $channel AND entry_id = $entry;
            UPDATE channels SET last_entry_id = max(last_entry_id, $entry) WHERE id = $channel AND changes() > 0 RETURNING id
            """;
        command.Parameters.AddWithValue("$channel", channelId);
        command.Parameters.AddWithValue("$entry", entryId);
        return new WriteResult(command.ExecuteScalar() is null ? WriteOutcome.NotThere : WriteOutcome.Deleted, []);
    }

    private ChannelState State(long channelId)
    {
        if (!channels.TryGetValue(channelId, out ChannelState? state))
        {
            lastEntry.Parameters[0].Value = channelId;
            state = new ChannelState { LastEntryId = (long)lastEntry.ExecuteScalar()! };
            channels[channelId] = state;
        }

        return state;
    }

    private sealed class ChannelState
    {
        public long LastEntryId { get; set; }

        public long? LastWriteMs { get; set; }
    }

    private sealed record Job(long ChannelId, long NowMs, IReadOnlyList<EntryDraft> Drafts)
    {
        /// <summary>Whether the rate limit holds for it.</summary>
        public bool IsLimited { get; init; }

        /// <summary>State of the channel after it; null: none is kept.</summary>
        public KeptState? After { get; init; }

        /// <summary>Number of an entry to delete; null: it is a write.</summary>
        public long? DeletedId { get; init; }

        public TaskCompletionSource<WriteResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
