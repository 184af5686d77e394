using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Aggregates;

/// <summary>
/// Makes marked hours anew out of their entries, once they are over: entries that come later, or are deleted, mark them again.
/// </summary>
internal sealed class HourKeeper(FleetDatabase database, TimeProvider clock)
{
    // The channels of these hours wait meanwhile, for some hundredths of a second.
    private const int MaxInOneCommit = 64;

    /// <summary>Makes some hours; false: there are none to make.</summary>
    public async Task<bool> StepAsync(CancellationToken ct)
    {
        long nowMs = HourSummary.StartOf(clock.GetUtcNow().ToUnixTimeMilliseconds());
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        (long ChannelId, long HourMs)[] stale = await StaleAsync(connection, nowMs, ct).ConfigureAwait(false);
        if (stale.Length == 0)
        {
            return false;
        }

        // As a write does: what is not committed yet has its mark to come, and what is committed is seen.
        await using (NpgsqlCommand locks = connection.CreateCommand())
        {
            locks.CommandText = "SELECT channel_id FROM channel_heads WHERE channel_id = ANY($1) ORDER BY channel_id FOR UPDATE";
            locks.Parameters.Add(BatchCommit.Numbers(stale.Select(hour => hour.ChannelId).Distinct()));
            await locks.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }

        long keptFromMs = await KeptFromAsync(connection, ct).ConfigureAwait(false);
        (long, long)[] kept = [.. stale.Where(hour => hour.HourMs >= keptFromMs)];
        Dictionary<(long, long), HourSummary> summaries = await HourTable.SumUpAsync(connection, kept, ct).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection);
        HourTable.AddWrites(batch, summaries);
        Add(batch, "DELETE FROM entry_hours USING unnest($1, $2) AS d (channel_id, hour_ms) "
            + "WHERE entry_hours.channel_id = d.channel_id AND entry_hours.hour_ms = d.hour_ms",
            [.. kept.Where(hour => !summaries.ContainsKey(hour))]);
        Add(batch, "DELETE FROM stale_hours USING unnest($1, $2) AS d (channel_id, hour_ms) "
            + "WHERE stale_hours.channel_id = d.channel_id AND stale_hours.hour_ms = d.hour_ms", stale);
        await batch.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        return true;
    }

    /// <summary>From when on entries are kept, milliseconds since 1970 in UTC; before it hours stay as they are.</summary>
    public static async Task<long> KeptFromAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT kept_from_ms FROM retention";
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is long keptFromMs ? keptFromMs : long.MinValue;
    }

    private static async Task<(long ChannelId, long HourMs)[]> StaleAsync(NpgsqlConnection connection, long beforeMs, CancellationToken ct)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT channel_id, hour_ms FROM stale_hours WHERE hour_ms < $1 ORDER BY hour_ms, channel_id LIMIT $2";
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = beforeMs });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = MaxInOneCommit });
        var hours = new List<(long, long)>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            hours.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return [.. hours];
    }

    private static void Add(NpgsqlBatch batch, string sql, IReadOnlyList<(long ChannelId, long HourMs)> hours)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(BatchCommit.Numbers(hours.Select(hour => hour.ChannelId)));
        command.Parameters.Add(BatchCommit.Numbers(hours.Select(hour => hour.HourMs)));
        batch.BatchCommands.Add(command);
    }
}
