using System.Text.Json;
using Microsoft.Data.Sqlite;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.Foundation;

namespace NanoBms.LocalChannel.Storage;

/// <summary>The channels of a database with their keys; does not change while a server runs.</summary>
internal sealed class ChannelRegistry : IChannelDirectory
{
    private readonly Dictionary<long, ChannelAccess> byId;
    private readonly Dictionary<string, ChannelAccess> byWriteKey;

    private ChannelRegistry(IReadOnlyList<ChannelAccess> channels)
    {
        All = channels;
        byId = channels.ToDictionary(channel => channel.Id);
        byWriteKey = channels.ToDictionary(channel => channel.WriteKey, StringComparer.Ordinal);
    }

    /// <summary>All channels, by number.</summary>
    public IReadOnlyList<ChannelAccess> All { get; }

    /// <inheritdoc/>
    public ValueTask<IServedChannel?> FindAsync(long id) => new(byId.GetValueOrDefault(id));

    /// <inheritdoc/>
    public ValueTask<IServedChannel?> FindByWriteKeyAsync(string key) => new(byWriteKey.GetValueOrDefault(key));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IServedChannel>> FirstAsync(int most) => new([.. All.Take(most)]);

    /// <summary>
    /// Takes the settings into the database, makes the keys that neither names, and returns all channels that the database holds.
    /// </summary>
    /// <exception cref="UserError">A write key belongs to another channel of the database.</exception>
    public static ChannelRegistry Load(ChannelDatabase database, IReadOnlyList<ChannelSettings> wanted, long nowMs)
    {
        using SqliteConnection connection = database.Connect();
        using SqliteTransaction transaction = connection.BeginTransaction();
        Dictionary<long, ChannelAccess> channels = Read(connection, transaction).ToDictionary(channel => channel.Id);
        foreach (ChannelSettings settings in wanted)
        {
            ChannelAccess? held = channels.GetValueOrDefault(settings.Id);
            var channel = new ChannelAccess(
                settings with
                {
                    WriteKey = settings.WriteKey ?? held?.WriteKey ?? ChannelKeys.New(),
                    ReadKey = settings.ReadKey ?? held?.ReadKey ?? ChannelKeys.New(),
                },
                held?.CreatedAtMs ?? nowMs,
                (settings.WriteKey ?? held?.WriteKey) == null || (settings.ReadKey ?? held?.ReadKey) == null);
            if (channels.Values.FirstOrDefault(other => other.Id != channel.Id && other.WriteKey == channel.WriteKey) is { } owner)
            {
                throw new UserError($"The write key of channel {channel.Id} is the one of channel {owner.Id}; give it another one.");
            }

            channels[channel.Id] = channel;
            Write(connection, transaction, channel);
        }

        transaction.Commit();
        return new ChannelRegistry([.. channels.Values.OrderBy(channel => channel.Id)]);
    }

    /// <summary>The channels that a database holds.</summary>
    public static IReadOnlyList<ChannelAccess> Read(ChannelDatabase database)
    {
        using SqliteConnection connection = database.Connect();
        return Read(connection, null);
    }

    private static List<ChannelAccess> Read(SqliteConnection connection, SqliteTransaction? transaction)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT settings, write_key, read_key, created_at_ms FROM channels ORDER BY id";
        using SqliteDataReader reader = command.ExecuteReader();
        var channels = new List<ChannelAccess>();
        while (reader.Read())
        {
            ChannelSettings settings = JsonSerializer.Deserialize<ChannelSettings>(reader.GetString(0))!;
            channels.Add(
                new ChannelAccess(
                    settings with { WriteKey = reader.GetString(1), ReadKey = reader.GetString(2) }, reader.GetInt64(3), false));
        }

        return channels;
    }

    private static void Write(SqliteConnection connection, SqliteTransaction transaction, ChannelAccess channel)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO channels (id, settings, write_key, read_key, created_at_ms) VALUES ($id, $settings, $writeKey, $readKey, $createdAt)
            ON CONFLICT (id) DO UPDATE SET settings = $settings, write_key = $writeKey, read_key = $readKey
            """;
        command.Parameters.AddWithValue("$id", channel.Id);
        command.Parameters.AddWithValue("$settings", JsonSerializer.Serialize(channel.Settings with { WriteKey = null, ReadKey = null }));
        command.Parameters.AddWithValue("$writeKey", channel.WriteKey);
        command.Parameters.AddWithValue("$readKey", channel.ReadKey);
        command.Parameters.AddWithValue("$createdAt", channel.CreatedAtMs);
        command.ExecuteNonQuery();
    }
}
