using Npgsql;
using NpgsqlTypes;

namespace NanoBms.FleetServer.Postgres;

/// <summary>Statements with their values in order: $1, $2 and so on.</summary>
internal static class Statements
{
    /// <summary>A statement on a connection.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params object[] values)
    {
        NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.With(values);
    }

    /// <summary>Changes rows; tells how many.</summary>
    public static async Task<int> ChangeAsync(this NpgsqlConnection connection, string sql, params object[] values)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>The rows that a question finds.</summary>
    /// <exception cref="ChannelServer.Storage.StorageBusyException">The database does not answer.</exception>
    public static async Task<List<T>> ReadAsync<T>(
        this FleetDatabase database, string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        try
        {
            await using NpgsqlCommand command = database.Source.CreateCommand(sql).With(values);
            return await command.RowsAsync(read).ConfigureAwait(false);
        }
        catch (NpgsqlException exception) when (FleetDatabase.IsAway(exception))
        {
            throw FleetDatabase.Away(exception);
        }
    }

    /// <summary>The rows that a question finds, on a connection.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        return await command.RowsAsync(read).ConfigureAwait(false);
    }

    private static async Task<List<T>> RowsAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static NpgsqlCommand With(this NpgsqlCommand command, object[] values)
    {
        foreach (object value in values)
        {
            // A nothing has a type too.
            command.Parameters.Add(value switch
            {
                Nothing nothing => new NpgsqlParameter { NpgsqlDbType = nothing.Type, Value = DBNull.Value },
                _ => new NpgsqlParameter { Value = value },
            });
        }

        return command;
    }

    /// <summary>A value that may be nothing.</summary>
    public static object OrNothing(this long? value) => value is { } number ? number : new Nothing(NpgsqlDbType.Bigint);

    /// <summary>A value that may be nothing.</summary>
    public static object OrNothing(this string? value) => value ?? (object)new Nothing(NpgsqlDbType.Text);

    private sealed record Nothing(NpgsqlDbType Type);
}
