using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using Npgsql;
using NpgsqlTypes;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// Stores a batch of writes in one transaction. The rows of its channels are locked in the order of their numbers, so that batches of
/// several servers, and two activations of a grain while a cluster falls apart, come one after the other and never to the same number.
/// </summary>
internal sealed class BatchCommit(FleetDatabase database, MonthlyParts parts, TimeSpan rateLimit)
{
    private static readonly string[] TextColumns =
        [.. PostgresEntryReader.Columns.Split(", ").Skip(2)];

    private static readonly string Insert =
        $"INSERT INTO entries (channel_id, {PostgresEntryReader.Columns}) SELECT * FROM unnest($1, $2, $3, "
            + string.Join(", ", TextColumns.Select((_, k) => FormattableString.Invariant($"${4 + k}"))) + ")";

    /// <summary>Stores the writes; what is answered is on the disk.</summary>
    /// <returns>The answers, in the order of the writes.</returns>
    /// <exception cref="NpgsqlException">Nothing is stored, or the connection ended while it was being stored.</exception>
    public async Task<IReadOnlyList<WriteResult>> RunAsync(IReadOnlyList<WriteJob> jobs, CancellationToken ct)
    {
        // A time that is taken moves on by milliseconds: the part of the next one may be needed too.
        await parts.EnsureAsync(
            jobs.SelectMany(job => job.Drafts).SelectMany(draft => (long[])[draft.TimeMs, draft.TimeMs + 60_000]), ct)
            .ConfigureAwait(false);
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        Dictionary<long, ChannelHead> heads = await LockAsync(connection, jobs, ct).ConfigureAwait(false);
        await StateTable.ReadVersionsAsync(connection, jobs, heads, ct).ConfigureAwait(false);
        await LookUpTimesAsync(connection, jobs, heads, ct).ConfigureAwait(false);
        var plan = new BatchPlan(rateLimit);
        WriteResult[] results =
            [.. jobs.Select(job => heads.TryGetValue(job.ChannelId, out ChannelHead? head)
                ? plan.Take(job, head)
                : new WriteResult(WriteOutcome.NotThere, []))];
        await StoreAsync(connection, plan, heads, ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        return results;
    }

    private static async Task<Dictionary<long, ChannelHead>> LockAsync(
        NpgsqlConnection connection, IReadOnlyList<WriteJob> jobs, CancellationToken ct)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT channel_id, last_entry_id, last_write_ms, newest_at_ms FROM channel_heads WHERE channel_id = ANY($1)
            ORDER BY channel_id FOR UPDATE
            """;
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. jobs.Select(job => job.ChannelId).Distinct()] });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var heads = new Dictionary<long, ChannelHead>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            heads[reader.GetInt64(0)] = new ChannelHead
            {
                LastEntryId = reader.GetInt64(1),
                LastWriteMs = reader.IsDBNull(2) ? null : reader.GetInt64(2),
                NewestAtMs = reader.IsDBNull(3) ? null : reader.GetInt64(3),
            };
        }

        return heads;
    }

    // Of entries later than all others, as live ones are, nothing needs to be looked up.
    private static async Task LookUpTimesAsync(
        NpgsqlConnection connection, IReadOnlyList<WriteJob> jobs, Dictionary<long, ChannelHead> heads, CancellationToken ct)
    {
        var channels = new List<long>();
        var fromMs = new List<long>();
        var toMs = new List<long>();
        foreach (WriteJob job in jobs)
        {
            if (heads.TryGetValue(job.ChannelId, out ChannelHead? head) && head.NewestAtMs is { } newestMs)
            {
                foreach (EntryDraft draft in job.Drafts.Where(draft => draft.TimeMs <= newestMs))
                {
                    channels.Add(job.ChannelId);
                    fromMs.Add(draft.TimeMs);

                    // One that may move on needs to know how far.
                    toMs.Add(draft.IsTimeGiven ? draft.TimeMs : draft.TimeMs + 60_000);
                }
            }
        }

        if (channels.Count == 0)
        {
            return;
        }

        // LATERAL with a limit: an index look-up each, whatever the planner believes of the table.
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT d.channel_id, e.created_at_ms FROM unnest($1, $2, $3) AS d (channel_id, from_ms, to_ms) CROSS JOIN LATERAL (
                SELECT created_at_ms FROM entries
                WHERE entries.channel_id = d.channel_id AND entries.created_at_ms BETWEEN d.from_ms AND d.to_ms LIMIT 100000) AS e
            """;
        foreach (List<long> values in (List<long>[])[channels, fromMs, toMs])
        {
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. values] });
        }

        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            heads[reader.GetInt64(0)].TakenMs.Add(reader.GetInt64(1));
        }
    }

    private static async Task StoreAsync(
        NpgsqlConnection connection, BatchPlan plan, Dictionary<long, ChannelHead> heads, CancellationToken ct)
    {
        if (plan.Entries.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        var insert = new NpgsqlBatchCommand(Insert);
        insert.Parameters.Add(Numbers(plan.Entries.Select(one => one.ChannelId)));
        insert.Parameters.Add(Numbers(plan.Entries.Select(one => one.Entry.Id)));
        insert.Parameters.Add(Numbers(plan.Entries.Select(one => one.Entry.CreatedAtMs)));
        for (int field = 0; field < Entry.FieldCount; field++)
        {
            int index = field;
            insert.Parameters.Add(Texts(plan.Entries.Select(one => one.Entry.Fields[index])));
        }

        insert.Parameters.Add(Texts(plan.Entries.Select(one => one.Entry.Place.Latitude)));
        insert.Parameters.Add(Texts(plan.Entries.Select(one => one.Entry.Place.Longitude)));
        insert.Parameters.Add(Texts(plan.Entries.Select(one => one.Entry.Place.Elevation)));
        insert.Parameters.Add(Texts(plan.Entries.Select(one => one.Entry.Place.Status)));
        batch.BatchCommands.Add(insert);

        (long Id, ChannelHead Head)[] changed = [.. heads.Where(one => one.Value.IsChanged).Select(one => (one.Key, one.Value))];
        var update = new NpgsqlBatchCommand("""
            UPDATE channel_heads SET last_entry_id = d.last_entry_id, last_write_ms = d.last_write_ms, newest_at_ms = d.newest_at_ms,
                newest_fields = coalesce(d.newest_fields::jsonb, channel_heads.newest_fields)
            FROM unnest($1, $2, $3, $4, $5) AS d (channel_id, last_entry_id, last_write_ms, newest_at_ms, newest_fields)
            WHERE channel_heads.channel_id = d.channel_id
            """);
        update.Parameters.Add(Numbers(changed.Select(one => one.Id)));
        update.Parameters.Add(Numbers(changed.Select(one => one.Head.LastEntryId)));
        update.Parameters.Add(Numbers(changed.Select(one => one.Head.LastWriteMs!.Value)));
        update.Parameters.Add(Numbers(changed.Select(one => one.Head.NewestAtMs!.Value)));
        update.Parameters.Add(Texts(changed.Select(one => one.Head.Newest is { } newest ? JsonSerializer.Serialize(newest.Fields) : null)));
        batch.BatchCommands.Add(update);
        StateTable.AddWrites(batch, heads);
        await batch.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    internal static NpgsqlParameter Numbers(IEnumerable<long> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = values.ToArray() };

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values.ToArray() };
}
