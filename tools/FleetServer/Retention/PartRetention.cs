using System.Globalization;
using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Retention;

/// <summary>
/// Drops the monthly parts that are older than what is kept, each as a whole. Their hours are made before, and stay.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="keptMonths">Whole months that are kept before this one, 1 or more.</param>
/// <param name="clock">What month this is.</param>
/// <param name="log">Takes a line for each part.</param>
internal sealed class PartRetention(FleetDatabase database, int keptMonths, TimeProvider clock, ILogger log)
{
    /// <summary>Drops what is too old, unless hours of it are still to be made: then at the next time.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset edge = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-keptMonths);
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        string[] parts = await OldPartsAsync(connection, edge, ct).ConfigureAwait(false);
        string edgeMs = edge.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        string isRest = $"EXISTS (SELECT 1 FROM entries_default WHERE created_at_ms < {edgeMs})";
        if (parts.Length == 0 && !await IsAsync(connection, isRest, ct).ConfigureAwait(false))
        {
            return;
        }

        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();

        // Writes wait while it waits for those under way: not for long, it comes again.
        command.CommandText = """
            SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock(hashtext('nanobms-parts'));
            LOCK TABLE entries IN ACCESS EXCLUSIVE MODE
            """;
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);

        // Marks of what comes after it was dropped before are no reason to wait.
        string isOpen = $"""
            EXISTS (SELECT 1 FROM stale_hours WHERE hour_ms < {edgeMs}
                AND hour_ms >= coalesce((SELECT kept_from_ms FROM retention), hour_ms))
            """;
        if (await IsAsync(connection, isOpen, ct).ConfigureAwait(false))
        {
            return;
        }

        string drops = string.Join(' ', parts.Select(part => $"DROP TABLE {part};"));
        command.CommandText = $"""
            {drops} DELETE FROM entries_default WHERE created_at_ms < {edgeMs};
            INSERT INTO retention (kept_from_ms) VALUES ({edgeMs})
                ON CONFLICT (is_only) DO UPDATE SET kept_from_ms = greatest(retention.kept_from_ms, excluded.kept_from_ms)
            """;
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
        foreach (string part in parts)
        {
            log.LogInformation("The part {Part} was dropped: entries are kept for {Months} months.", part, keptMonths);
        }
    }

    // Names sort as their months do.
    private static async Task<string[]> OldPartsAsync(NpgsqlConnection connection, DateTimeOffset edge, CancellationToken ct)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = 'entries'::regclass AND relname ~ '^entries_\d{4}_\d{2}$' AND relname < $1 ORDER BY relname
            """;
        command.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = edge.ToString("'entries_'yyyy_MM", CultureInfo.InvariantCulture) });
        var names = new List<string>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            names.Add(reader.GetString(0));
        }

        return [.. names];
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, string condition, CancellationToken ct)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {condition}";
        return (bool)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }
}
