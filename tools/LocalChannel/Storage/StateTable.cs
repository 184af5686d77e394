using Microsoft.Data.Sqlite;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.LocalChannel.Storage;

/// <summary>The states of channels, stored in the transaction of the entries that they were made from.</summary>
internal static class StateTable
{
    /// <summary>The state of a channel; null: it has none.</summary>
    public static async Task<KeptState?> ReadAsync(SqliteConnection connection, SqliteTransaction? transaction, long channelId)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT version, state FROM channel_states WHERE channel_id = $channel";
        command.Parameters.AddWithValue("$channel", channelId);
        using SqliteDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        return await reader.ReadAsync().ConfigureAwait(false)
            ? new KeptState(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : null;
    }

    /// <summary>The answer to a write that cannot be stored with its state; null: it can.</summary>
    public static WriteResult? Refusal(
        SqliteConnection connection, SqliteTransaction transaction, long channelId, IReadOnlyList<EntryDraft> drafts, KeptState after)
    {
        using SqliteCommand version = connection.CreateCommand(), taken = connection.CreateCommand();
        (version.Transaction, taken.Transaction) = (transaction, transaction);
        version.CommandText = "SELECT version FROM channel_states WHERE channel_id = $channel";
        version.Parameters.AddWithValue("$channel", channelId);
        taken.CommandText = "SELECT 1 FROM entries WHERE channel_id = $channel AND created_at_ms = $time";
        taken.Parameters.AddWithValue("$channel", channelId);
        SqliteParameter time = taken.Parameters.Add("$time", SqliteType.Integer);
        return TimePlan.Refusal(
            drafts,
            timeMs =>
            {
                time.Value = timeMs;
                return taken.ExecuteScalar() is not null;
            },
            (long?)version.ExecuteScalar() ?? 0, after);
    }

    /// <summary>Writes the state of a channel.</summary>
    public static void Write(SqliteConnection connection, SqliteTransaction transaction, long channelId, KeptState state)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO channel_states (channel_id, version, state) VALUES ($channel, $version, $state)
            ON CONFLICT (channel_id) DO UPDATE SET version = excluded.version, state = excluded.state
            """;
        command.Parameters.AddWithValue("$channel", channelId);
        command.Parameters.AddWithValue("$version", state.Version);
        command.Parameters.AddWithValue("$state", state.Bytes);
        command.ExecuteNonQuery();
    }
}
