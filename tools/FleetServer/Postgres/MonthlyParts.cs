using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// The parts of the table of entries, one a month. One is made before the first entry of its month is written; what is dated before 2020 or
/// after next month stays in the part for the rest, so that nobody makes parts at will.
/// </summary>
internal sealed class MonthlyParts(FleetDatabase database, TimeProvider clock)
{
    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<DateTimeOffset, bool> known = new();

    /// <summary>Makes the parts that entries of these times need.</summary>
    public async Task EnsureAsync(IEnumerable<long> timesMs, CancellationToken ct)
    {
        DateTimeOffset end = MonthOf(clock.GetUtcNow()).AddMonths(2);
        foreach (long timeMs in timesMs)
        {
            if (timeMs < First.ToUnixTimeMilliseconds() || timeMs >= end.ToUnixTimeMilliseconds())
            {
                continue;
            }

            DateTimeOffset month = MonthOf(DateTimeOffset.FromUnixTimeMilliseconds(timeMs));
            if (!known.ContainsKey(month))
            {
                await MakeAsync(month, ct).ConfigureAwait(false);
                known[month] = true;
            }
        }
    }

    private static DateTimeOffset MonthOf(DateTimeOffset time) => new(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero);

    // Rows that came while this month was still far ahead are in the part for the rest, and move.
    private async Task MakeAsync(DateTimeOffset month, CancellationToken ct)
    {
        string name = month.ToString("'entries_'yyyy_MM", CultureInfo.InvariantCulture);
        string from = Ms(month), to = Ms(month.AddMonths(1));
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT pg_advisory_xact_lock(hashtext('nanobms-parts'))";
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        command.CommandText = $"SELECT to_regclass('{name}') IS NOT NULL";
        if (!(bool)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!)
        {
            command.CommandText = $"""
                CREATE TABLE {name} (LIKE entries INCLUDING DEFAULTS);
                WITH moved AS (DELETE FROM entries_default WHERE created_at_ms >= {from} AND created_at_ms < {to} RETURNING *)
                    INSERT INTO {name} SELECT * FROM moved;
                ALTER TABLE entries ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to});
                """;
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }

        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private static string Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
