using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>Reads entries out of PostgreSQL.</summary>
internal sealed class PostgresEntryReader(FleetDatabase database) : IEntryReader
{
    /// <summary>The columns of an entry, in the order in which they are read.</summary>
    public const string Columns =
        "entry_id, created_at_ms, field1, field2, field3, field4, field5, field6, field7, field8, latitude, longitude, elevation, status";

    public async Task<List<Entry>> NewestAsync(long channelId, long fromMs, long toMs, int most)
    {
        List<Entry> entries = await SelectAsync(
            "channel_id = $1 AND created_at_ms BETWEEN $2 AND $3 ORDER BY created_at_ms DESC LIMIT $4", channelId, fromMs, toMs, most)
            .ConfigureAwait(false);
        entries.Reverse();
        return entries;
    }

    public Task<List<Entry>> AfterAsync(long channelId, long entryId, int most) =>
        SelectAsync("channel_id = $1 AND entry_id > $2 ORDER BY entry_id LIMIT $3", channelId, entryId, most);

    public Task<Entry?> LastAsync(long channelId) => OneAsync("channel_id = $1 ORDER BY entry_id DESC LIMIT 1", channelId);

    public Task<Entry?> LastOfFieldAsync(long channelId, int field) => OneAsync(
        FormattableString.Invariant($"channel_id = $1 AND field{field + 1} IS NOT NULL ORDER BY entry_id DESC LIMIT 1"), channelId);

    public Task<Entry?> EntryAsync(long channelId, long entryId) => OneAsync("channel_id = $1 AND entry_id = $2", channelId, entryId);

    public async Task<long> LastEntryIdAsync(long channelId)
    {
        try
        {
            await using NpgsqlCommand command =
                database.Source.CreateCommand("SELECT last_entry_id FROM channel_heads WHERE channel_id = $1");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = channelId });
            return await command.ExecuteScalarAsync().ConfigureAwait(false) is long number ? number : 0;
        }
        catch (NpgsqlException exception)
        {
            throw Busy(exception);
        }
    }

    private async Task<Entry?> OneAsync(string where, params long[] values) =>
        (await SelectAsync(where, values).ConfigureAwait(false)).FirstOrDefault();

    private async Task<List<Entry>> SelectAsync(string where, params long[] values)
    {
        try
        {
            await using NpgsqlCommand command = database.Source.CreateCommand($"SELECT {Columns} FROM entries WHERE {where}");
            foreach (long value in values)
            {
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
            }

            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            var entries = new List<Entry>();
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                entries.Add(Read(reader));
            }

            return entries;
        }
        catch (NpgsqlException exception)
        {
            throw Busy(exception);
        }
    }

    /// <summary>The entry of the reader's row, whose first columns are <see cref="Columns"/>.</summary>
    internal static Entry Read(NpgsqlDataReader reader)
    {
        var fields = new string?[Entry.FieldCount];
        for (int k = 0; k < fields.Length; k++)
        {
            fields[k] = Text(reader, 2 + k);
        }

        var place = new EntryPlace(Text(reader, 10), Text(reader, 11), Text(reader, 12), Text(reader, 13));
        return new Entry(reader.GetInt64(0), reader.GetInt64(1), fields, place == EntryPlace.None ? EntryPlace.None : place);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Exception Busy(NpgsqlException exception) => FleetDatabase.IsAway(exception)
        ? FleetDatabase.Away(exception)
        : exception;
}
