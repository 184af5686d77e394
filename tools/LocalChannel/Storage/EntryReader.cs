using Microsoft.Data.Sqlite;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;

namespace NanoBms.LocalChannel.Storage;

/// <summary>Reads entries, each call on a connection of its own, so that no reader waits for another or for the writer.</summary>
internal sealed class EntryReader(ChannelDatabase database) : IEntryReader
{
    /// <inheritdoc/>
    public Task<List<Entry>> NewestAsync(long channelId, long fromMs, long toMs, int most)
    {
        List<Entry> entries = Select(
            "channel_id = $channel AND created_at_ms BETWEEN $from AND $to ORDER BY created_at_ms DESC LIMIT $most",
            ("$channel", channelId), ("$from", fromMs), ("$to", toMs), ("$most", most));
        entries.Reverse();
        return Task.FromResult(entries);
    }

    /// <inheritdoc/>
    public Task<List<Entry>> AfterAsync(long channelId, long entryId, int most) => Task.FromResult(Select(
        "channel_id = $channel AND entry_id > $entry ORDER BY entry_id LIMIT $most",
        ("$channel", channelId), ("$entry", entryId), ("$most", most)));

    /// <inheritdoc/>
    public Task<Entry?> LastAsync(long channelId) => One("channel_id = $channel ORDER BY entry_id DESC LIMIT 1", ("$channel", channelId));

    /// <inheritdoc/>
    public Task<Entry?> LastOfFieldAsync(long channelId, int field) => One(
        FormattableString.Invariant($"channel_id = $channel AND field{field + 1} IS NOT NULL ORDER BY entry_id DESC LIMIT 1"),
        ("$channel", channelId));

    /// <inheritdoc/>
    public Task<Entry?> EntryAsync(long channelId, long entryId) =>
        One("channel_id = $channel AND entry_id = $entry", ("$channel", channelId), ("$entry", entryId));

    /// <inheritdoc/>
    public Task<long> LastEntryIdAsync(long channelId)
    {
        using SqliteConnection connection = database.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = EntryTable.LastNumber;
        command.Parameters.AddWithValue("$channel", channelId);
        return Task.FromResult((long)command.ExecuteScalar()!);
    }

    private Task<Entry?> One(string where, params ReadOnlySpan<(string Name, long Value)> parameters) =>
        Task.FromResult(Select(where, parameters).FirstOrDefault());

    private List<Entry> Select(string where, params ReadOnlySpan<(string Name, long Value)> parameters)
    {
        using SqliteConnection connection = database.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {EntryTable.Columns} FROM entries WHERE {where}";
        foreach ((string name, long value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        var entries = new List<Entry>();
        while (reader.Read())
        {
            entries.Add(EntryTable.Read(reader));
        }

        return entries;
    }
}
