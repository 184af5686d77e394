using NanoBms.ChannelServer.Storage;
using Npgsql;
using NpgsqlTypes;

namespace NanoBms.FleetServer.Postgres;

/// <summary>The states of channels, stored in the transaction of the entries that they were made from.</summary>
internal static class StateTable
{
    /// <summary>The state of a channel; null: it has none.</summary>
    public static async Task<KeptState?> ReadAsync(FleetDatabase database, long channelId)
    {
        await using NpgsqlCommand command =
            database.Source.CreateCommand("SELECT version, state FROM channel_states WHERE channel_id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = channelId });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        return await reader.ReadAsync().ConfigureAwait(false)
            ? new KeptState(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }

    /// <summary>Looks up the versions that writes with a state need, while the rows of their channels are locked.</summary>
    public static async Task ReadVersionsAsync(
        NpgsqlConnection connection, IReadOnlyList<WriteJob> jobs, Dictionary<long, ChannelHead> heads, CancellationToken ct)
    {
        long[] channels = [.. jobs.Where(job => job.After is not null).Select(job => job.ChannelId).Distinct()];
        if (channels.Length == 0)
        {
            return;
        }

        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT channel_id, version FROM channel_states WHERE channel_id = ANY($1)";
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = channels });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            if (heads.TryGetValue(reader.GetInt64(0), out ChannelHead? head))
            {
                head.StateVersion = reader.GetInt64(1);
            }
        }
    }

    /// <summary>Adds the statement that writes the states that a batch changed.</summary>
    public static void AddWrites(NpgsqlBatch batch, Dictionary<long, ChannelHead> heads)
    {
        (long Id, KeptState State)[] changed =
            [.. heads.Where(one => one.Value.State is not null).Select(one => (one.Key, one.Value.State!))];
        if (changed.Length == 0)
        {
            return;
        }

        var write = new NpgsqlBatchCommand("""
            INSERT INTO channel_states (channel_id, version, state) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (channel_id) DO UPDATE SET version = excluded.version, state = excluded.state
            """);
        write.Parameters.Add(BatchCommit.Numbers(changed.Select(one => one.Id)));
        write.Parameters.Add(BatchCommit.Numbers(changed.Select(one => one.State.Version)));
        write.Parameters.Add(new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            Value = changed.Select(one => one.State.Bytes).ToArray(),
        });
        batch.BatchCommands.Add(write);
    }
}
