using Microsoft.Data.Sqlite;
using NanoBms.Foundation;
using NanoBms.GaugeEstimates;
using NanoBms.ThingSpeakBridge.Feeds;

namespace NanoBms.ThingSpeakBridge.Logs;

/// <summary>
/// A log in the table "estimates" of an SQLite file. One of before there were error bars is given their columns, empty in its rows.
/// </summary>
internal sealed class SqliteEstimateLog : IEstimateLog
{
    private readonly string path;
    private readonly SqliteConnection connection;

    private SqliteEstimateLog(string path, SqliteConnection connection)
    {
        this.path = path;
        this.connection = connection;
    }

    public static SqliteEstimateLog Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                """
                PRAGMA synchronous=FULL;
                CREATE TABLE IF NOT EXISTS estimates (
                    row INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL, entry_id INTEGER NOT NULL, created_at TEXT NOT NULL,
                    voltage_v REAL, current_a REAL, temperature_c REAL, soc_percent REAL, device_soc_percent REAL, note TEXT NOT NULL,
                    soc_bar_percent REAL, device_soc_bar_percent REAL,
                    UNIQUE (channel_id, entry_id, created_at));
                """;
            command.ExecuteNonQuery();
            AddColumn(connection, "soc_bar_percent");
            AddColumn(connection, "device_soc_bar_percent");
            return new SqliteEstimateLog(path, connection);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new UserError(
                $"The log '{path}' cannot be opened ({exception.Message.TrimEnd('.')}); name another one, or end what uses it.", exception);
        }
    }

    public IReadOnlyList<(long Id, long TimeMs)> Newest(long channelId, int most)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT entry_id, created_at FROM estimates WHERE channel_id = $channel ORDER BY row DESC LIMIT $most";
        command.Parameters.AddWithValue("$channel", channelId);
        command.Parameters.AddWithValue("$most", most);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<(long, long)>();
        while (reader.Read())
        {
            if (FeedTime.TryParse(reader.GetString(1), out DateTimeOffset time))
            {
                rows.Add((reader.GetInt64(0), time.ToUnixTimeMilliseconds()));
            }
        }

        rows.Reverse();
        return rows;
    }

    public void Add(Estimate estimate)
    {
        try
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                """
                INSERT OR IGNORE INTO estimates (
                    channel_id, entry_id, created_at, voltage_v, current_a, temperature_c,
                    soc_percent, soc_bar_percent, device_soc_percent, device_soc_bar_percent, note)
                VALUES ($channel, $entry, $time, $voltage, $current, $temperature, $soc, $bar, $device, $deviceBar, $note)
                """;
            command.Parameters.AddWithValue("$channel", estimate.ChannelId);
            command.Parameters.AddWithValue("$entry", estimate.Entry.Id);
            command.Parameters.AddWithValue("$time", FeedTime.Iso(estimate.Entry.CreatedAt));
            command.Parameters.AddWithValue("$voltage", Value((decimal?)estimate.Sample.VoltageV));
            command.Parameters.AddWithValue("$current", Value((decimal?)estimate.Sample.CurrentA));
            command.Parameters.AddWithValue("$temperature", Value((decimal?)estimate.Sample.TemperatureC));
            command.Parameters.AddWithValue("$soc", Value(estimate.Soc / 100m));
            command.Parameters.AddWithValue("$bar", Value(estimate.BarDeciPercent / 10m));
            command.Parameters.AddWithValue("$device", Value((decimal?)estimate.DeviceSocPercent));
            command.Parameters.AddWithValue("$deviceBar", Value((decimal?)estimate.DeviceBarPercent));
            command.Parameters.AddWithValue("$note", estimate.Note);
            command.ExecuteNonQuery();
        }
        catch (SqliteException exception)
        {
            throw new UserError(
                $"The log '{path}' cannot be written ({exception.Message.TrimEnd('.')}); make room and start again.", exception);
        }
    }

    public void Dispose() => connection.Dispose();

    private static void AddColumn(SqliteConnection connection, string name)
    {
        using SqliteCommand has = connection.CreateCommand();
        has.CommandText = "SELECT COUNT(*) FROM pragma_table_info('estimates') WHERE name = $name";
        has.Parameters.AddWithValue("$name", name);
        if ((long)has.ExecuteScalar()! == 0)
        {
            using SqliteCommand add = connection.CreateCommand();
            add.CommandText = $"ALTER TABLE estimates ADD COLUMN {name} REAL";
            add.ExecuteNonQuery();
        }
    }

    // Through decimal, so that the column holds 3.612 and not the float beside it.
    private static object Value(decimal? value) => value is { } number ? (double)number : DBNull.Value;
}
