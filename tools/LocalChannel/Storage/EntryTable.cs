using Microsoft.Data.Sqlite;
using NanoBms.ChannelServer;

namespace NanoBms.LocalChannel.Storage;

/// <summary>The columns of the entries, read and written in one place.</summary>
internal static class EntryTable
{
    public const string Columns =
        "entry_id, created_at_ms, field1, field2, field3, field4, field5, field6, field7, field8, latitude, longitude, elevation, status";

    /// <summary>The highest number that an entry of $channel ever had: numbers of deleted ones are not given again.</summary>
    public const string LastNumber = """
        SELECT max(
            coalesce((SELECT max(entry_id) FROM entries WHERE channel_id = $channel), 0),
            coalesce((SELECT last_entry_id FROM channels WHERE id = $channel), 0))
        """;

    private static readonly string[] ParameterNames =
    [
        "$channel", "$entry", "$time", "$field1", "$field2", "$field3", "$field4", "$field5", "$field6", "$field7", "$field8",
        "$latitude", "$longitude", "$elevation", "$status",
    ];

    /// <summary>The entry of the reader's row, whose columns are <see cref="Columns"/>.</summary>
    public static Entry Read(SqliteDataReader reader)
    {
        var fields = new string?[Entry.FieldCount];
        for (int k = 0; k < fields.Length; k++)
        {
            fields[k] = Text(reader, 2 + k);
        }

        var place = new EntryPlace(Text(reader, 10), Text(reader, 11), Text(reader, 12), Text(reader, 13));
        return new Entry(reader.GetInt64(0), reader.GetInt64(1), fields, place == EntryPlace.None ? EntryPlace.None : place);
    }

    /// <summary>A command that inserts an entry, or nothing where the time is taken.</summary>
    public static SqliteCommand CreateInsert(SqliteConnection connection)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"INSERT INTO entries (channel_id, {Columns}) VALUES ({string.Join(", ", ParameterNames)}) ON CONFLICT (channel_id, "
                + "created_at_ms) DO NOTHING";
        foreach (string name in ParameterNames)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    /// <summary>Runs the command; false where the time is taken.</summary>
    public static bool TryInsert(SqliteCommand command, long channelId, Entry entry)
    {
        SqliteParameterCollection parameters = command.Parameters;
        parameters[0].Value = channelId;
        parameters[1].Value = entry.Id;
        parameters[2].Value = entry.CreatedAtMs;
        for (int k = 0; k < Entry.FieldCount; k++)
        {
            parameters[3 + k].Value = (object?)entry.Fields[k] ?? DBNull.Value;
        }

        parameters[11].Value = (object?)entry.Place.Latitude ?? DBNull.Value;
        parameters[12].Value = (object?)entry.Place.Longitude ?? DBNull.Value;
        parameters[13].Value = (object?)entry.Place.Elevation ?? DBNull.Value;
        parameters[14].Value = (object?)entry.Place.Status ?? DBNull.Value;
        return command.ExecuteNonQuery() == 1;
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
