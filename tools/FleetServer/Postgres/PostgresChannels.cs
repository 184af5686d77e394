using System.Collections.Concurrent;
using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.Foundation;
using Npgsql;
using NpgsqlTypes;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// The channels in PostgreSQL. What was looked up is kept, so that not each write asks for its channel: for some seconds, and for longer
/// while the database is heard to tell of changes (<see cref="ChannelNews"/>).
/// </summary>
internal sealed class PostgresChannels : IChannelDirectory
{
    /// <summary>How long a change of a channel may go unseen.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(20);

    private const int MaxKept = 200_000;

    private static readonly TimeSpan KeptWhileHeardFor = TimeSpan.FromMinutes(30), LookUpPatience = TimeSpan.FromSeconds(2);

    private const string Columns = "settings, created_at_ms, write_key_hash, read_key_hash";

    private readonly ConcurrentDictionary<long, (HashedChannel Channel, long SinceTicks)> byId = new();
    private readonly ConcurrentDictionary<string, (HashedChannel Channel, long SinceTicks)> byKey = new();

    private readonly FleetDatabase database;
    private readonly TimeProvider clock;
    private readonly ChannelQuestions questions;

    // How often something was forgotten: what was asked for before may be of before.
    private long forgotten, heardTicks = long.MinValue;

    /// <summary>The channels of a database.</summary>
    public PostgresChannels(FleetDatabase database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        questions = new ChannelQuestions(AskAsync);
    }

    public async ValueTask<IServedChannel?> FindAsync(long id) => byId.TryGetValue(id, out var kept) && IsFresh(kept.SinceTicks)
        ? kept.Channel
        : await WaitAsync(questions.FindAsync(id)).ConfigureAwait(false);

    public async ValueTask<IServedChannel?> FindByWriteKeyAsync(string key)
    {
        byte[] hash = HashedChannel.Hash(key);
        HashedChannel? channel = byKey.TryGetValue(HashedChannel.NameOf(hash), out var kept) && IsFresh(kept.SinceTicks)
            ? kept.Channel
            : await WaitAsync(questions.FindAsync(hash)).ConfigureAwait(false);
        return channel is not null && channel.MayWrite(key) ? channel : null;
    }

    public async ValueTask<IReadOnlyList<IServedChannel>> FirstAsync(int most) =>
        await SelectAsync("ORDER BY id LIMIT $1", Parameter(most)).ConfigureAwait(false);

    /// <summary>Forgets what was looked up of a channel that was changed; null: of all.</summary>
    public void Forget(long? id)
    {
        Interlocked.Increment(ref forgotten);
        if (id is { } one)
        {
            byId.TryRemove(one, out _);
            foreach ((string key, _) in byKey.Where(kept => kept.Value.Channel.Id == one))
            {
                byKey.TryRemove(key, out _);
            }
        }
        else
        {
            byId.Clear();
            byKey.Clear();
        }
    }

    /// <summary>Is told, again and again, that each change until now was heard of.</summary>
    public void Heard() => Volatile.Write(ref heardTicks, clock.GetTimestamp());

    /// <summary>
    /// Reads all that is kept again, in one question: some of it may have changed unheard, and ten thousand questions at once would keep
    /// everybody waiting just when the database is back.
    /// </summary>
    public async Task ReadAgainAsync()
    {
        Interlocked.Increment(ref forgotten);
        long[] ids = [.. byId.Keys.Concat(byKey.Values.Select(kept => kept.Channel.Id)).Distinct()];
        List<HashedChannel> read = await SelectAsync("WHERE id = ANY($1)", new NpgsqlParameter<long[]> { TypedValue = ids })
            .ConfigureAwait(false);
        long nowTicks = clock.GetTimestamp();
        Dictionary<long, HashedChannel> now = read.ToDictionary(channel => channel.Id);
        Renew(byId, (id, _) => now.GetValueOrDefault(id), nowTicks);
        Renew(
            byKey, (name, kept) => now.GetValueOrDefault(kept.Id) is { } channel && channel.WriteKeyName == name ? channel : null,
            nowTicks);
    }

    /// <summary>
    /// Makes the channels that are not there and gives the others their settings; a key is changed only where one is named.
    /// </summary>
    /// <returns>The channels with a key that was made here, with all their keys that are known: nobody can be shown them later.</returns>
    /// <exception cref="UserError">A write key belongs to another channel.</exception>
    public async Task<IReadOnlyList<ChannelAccess>> TakeAsync(IReadOnlyList<ChannelSettings> wanted, CancellationToken ct)
    {
        try
        {
            return await StoreAsync(wanted, ct).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UserError("A write key that was named is the one of another channel; give each channel its own.", exception);
        }
    }

    private async Task<IReadOnlyList<ChannelAccess>> StoreAsync(IReadOnlyList<ChannelSettings> wanted, CancellationToken ct)
    {
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        HashSet<long> held = await IdsAsync(connection, [.. wanted.Select(channel => channel.Id)], ct).ConfigureAwait(false);
        ChannelAccess[] made =
        [
            .. wanted.Where(settings => !held.Contains(settings.Id)).Select(settings => new ChannelAccess(
                settings with { WriteKey = settings.WriteKey ?? ChannelKeys.New(), ReadKey = settings.ReadKey ?? ChannelKeys.New() }, nowMs,
                settings.WriteKey is null || settings.ReadKey is null)),
        ];

        // All of them at once: thousands of statements would keep a start waiting.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(All("""
            WITH made AS (
                INSERT INTO channels (id, settings, write_key_hash, read_key_hash, created_at_ms)
                SELECT id, settings, write_key_hash, read_key_hash, $5
                FROM unnest($1, $2, $3, $4) AS d (id, settings, write_key_hash, read_key_hash) RETURNING id
            )
            INSERT INTO channel_heads (channel_id) SELECT id FROM made
            """, [.. made.Select(channel => channel.Settings)]));
        batch.BatchCommands[0].Parameters.Add(Parameter(nowMs));
        batch.BatchCommands.Add(All("""
            UPDATE channels SET settings = d.settings, write_key_hash = coalesce(d.write_key_hash, channels.write_key_hash),
                read_key_hash = coalesce(d.read_key_hash, channels.read_key_hash)
            FROM unnest($1, $2, $3, $4) AS d (id, settings, write_key_hash, read_key_hash)
            WHERE channels.id = d.id AND (channels.settings <> d.settings OR channels.write_key_hash <> d.write_key_hash
                OR channels.read_key_hash <> d.read_key_hash)
            """, [.. wanted.Where(settings => held.Contains(settings.Id))]));
        await batch.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        return [.. made.Where(channel => channel.KeysAreNew)];
    }

    private static NpgsqlBatchCommand All(string sql, ChannelSettings[] channels)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. channels.Select(channel => channel.Id)] });
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. channels.Select(channel => JsonSerializer.Serialize(channel with { WriteKey = null, ReadKey = null }))],
        });
        command.Parameters.Add(Hashes(channels.Select(channel => channel.WriteKey)));
        command.Parameters.Add(Hashes(channels.Select(channel => channel.ReadKey)));
        return command;
    }

    private static async Task<HashSet<long>> IdsAsync(NpgsqlConnection connection, long[] ids, CancellationToken ct)
    {
        // Several servers may start at once: the second one waits, and finds what the first one made.
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT pg_advisory_xact_lock(hashtext('nanobms-channels'))";
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        command.CommandText = "SELECT id FROM channels WHERE id = ANY($1)";
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var held = new HashSet<long>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            held.Add(reader.GetInt64(0));
        }

        return held;
    }

    private async Task<List<HashedChannel>> SelectAsync(string rest, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using NpgsqlCommand command = database.Source.CreateCommand($"SELECT {Columns} FROM channels {rest}");
            command.Parameters.AddRange(parameters);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            var channels = new List<HashedChannel>();
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                channels.Add(new HashedChannel(
                    JsonSerializer.Deserialize<ChannelSettings>(reader.GetString(0))!, reader.GetInt64(1),
                    reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)));
            }

            return channels;
        }
        catch (NpgsqlException exception)
        {
            throw FleetDatabase.Busy(exception);
        }
    }

    private static void Renew<T>(
        ConcurrentDictionary<T, (HashedChannel Channel, long SinceTicks)> kept, Func<T, HashedChannel, HashedChannel?> find, long nowTicks)
        where T : notnull
    {
        foreach ((T name, var one) in kept)
        {
            if (find(name, one.Channel) is { } channel)
            {
                kept.TryUpdate(name, (channel, nowTicks), one);
            }
            else
            {
                kept.TryRemove(name, out _);
            }
        }
    }

    // One that is not there is not kept: it may be made at any moment.
    private async Task<IReadOnlyList<HashedChannel>> AskAsync(long[] ids, byte[][] writeKeyHashes)
    {
        long before = Interlocked.Read(ref forgotten);
        List<HashedChannel> channels = await SelectAsync(
            "WHERE id = ANY($1) OR write_key_hash = ANY($2)", new NpgsqlParameter<long[]> { TypedValue = ids },
            new NpgsqlParameter<byte[][]> { TypedValue = writeKeyHashes }).ConfigureAwait(false);
        if (byKey.Count + channels.Count > MaxKept)
        {
            byId.Clear();
            byKey.Clear();
        }

        long nowTicks = clock.GetTimestamp();
        foreach (HashedChannel channel in channels)
        {
            byId[channel.Id] = (channel, nowTicks);
            byKey[channel.WriteKeyName] = (channel, nowTicks);
        }

        // Looked at afterwards: what is forgotten from then on is forgotten here, too.
        if (before != Interlocked.Read(ref forgotten))
        {
            foreach (HashedChannel channel in channels)
            {
                byId.TryRemove(channel.Id, out _);
                byKey.TryRemove(channel.WriteKeyName, out _);
            }
        }

        return channels;
    }

    // Who waits no longer finds it kept when he comes again.
    private static async Task<HashedChannel?> WaitAsync(Task<HashedChannel?> found)
    {
        try
        {
            return await found.WaitAsync(LookUpPatience).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new StorageBusyException(
                "The server looks up more channels than it can now; nothing of this request is stored. Send it again.", exception);
        }
    }

    private bool IsFresh(long sinceTicks)
    {
        long heard = Volatile.Read(ref heardTicks);
        TimeSpan age = clock.GetElapsedTime(sinceTicks);
        return age < KeptFor || (age < KeptWhileHeardFor && heard != long.MinValue && clock.GetElapsedTime(heard) < KeptFor);
    }

    private static NpgsqlParameter<long> Parameter(long value) => new() { TypedValue = value };

    private static NpgsqlParameter Hashes(IEnumerable<string?> keys) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        Value = keys.Select(key => key is null ? null : HashedChannel.Hash(key)).ToArray(),
    };
}
