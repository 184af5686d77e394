using Microsoft.Data.Sqlite;

namespace NanoBms.LocalChannel.Storage;

/// <summary>Reads entries, each call on a connection of its own, so that no reader waits for another or for the writer.</summary>
internal sealed class EntryReader(ChannelDatabase database)
{
    /// <summary>The newest entries of a span of time, oldest first.</summary>
    /// <param name="fromMs">First time, included.</param>
    /// <param name="toMs">Last time, included.</param>
    /// <param name="most">Most entries to return.</param>
    public List<Entry> Newest(long channelId, long fromMs, long toMs, int most)
    {
        List<Entry> entries = Select(
            "channel_id = $channel AND created_at_ms BETWEEN $from AND $to ORDER BY created_at_ms DESC LIMIT $most",
            ("$channel", channelId), ("$from", fromMs), ("$to", toMs), ("$most", most));
        entries.Reverse();
        return entries;
    }

    /// <summary>Entries that arrived after the one of that number, in the order of arrival.</summary>
    public List<Entry> After(long channelId, long entryId, int most) => Select(
        "channel_id = $channel AND entry_id > $entry ORDER BY entry_id LIMIT $most",
        ("$channel", channelId), ("$entry", entryId), ("$most", most));

    /// <summary>The entry that came last, or null.</summary>
    public Entry? Last(long channelId) =>
        Select("channel_id = $channel ORDER BY entry_id DESC LIMIT 1", ("$channel", channelId)).FirstOrDefault();

    /// <summary>The entry that came last of those that have a field, or null.</summary>
    /// <param name="field">Index of the field, 0 for field1.</param>
    public Entry? LastOfField(long channelId, int field) => Select(
        FormattableString.Invariant($"channel_id = $channel AND field{field + 1} IS NOT NULL ORDER BY entry_id DESC LIMIT 1"),
        ("$channel", channelId)).FirstOrDefault();

    /// <summary>The entry of a number, or null.</summary>
    public Entry? Entry(long channelId, long entryId) =>
        Select("channel_id = $channel AND entry_id = $entry", ("$channel", channelId), ("$entry", entryId)).FirstOrDefault();

    /// <summary>The highest number that an entry of the channel ever had; 0: none.</summary>
    public long LastEntryId(long channelId) => Scalar(EntryTable.LastNumber, channelId, 0, 0);

    /// <summary>Entries in a span of time.</summary>
    public long Count(long channelId, long fromMs, long toMs) => Scalar(
        "SELECT count(*) FROM entries WHERE channel_id = $channel AND created_at_ms BETWEEN $from AND $to", channelId, fromMs, toMs);

    private long Scalar(string sql, long channelId, long fromMs, long toMs)
    {
        using SqliteConnection connection = database.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$channel", channelId);
        command.Parameters.AddWithValue("$from", fromMs);
        command.Parameters.AddWithValue("$to", toMs);
        return (long)command.ExecuteScalar()!;
    }

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
