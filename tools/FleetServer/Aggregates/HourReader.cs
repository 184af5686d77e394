using System.Data;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Aggregates;

/// <summary>Reads hours out of PostgreSQL: those that are marked out of their entries, all others as they are kept.</summary>
internal sealed class HourReader(FleetDatabase database) : IHourReader
{
    public async Task<List<HourSummary>> HoursAsync(long channelId, long fromMs, long toMs)
    {
        try
        {
            return await ReadAsync(channelId, HourSummary.StartOf(fromMs), HourSummary.StartOf(toMs)).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw FleetDatabase.Busy(exception);
        }
    }

    private async Task<List<HourSummary>> ReadAsync(long channelId, long firstMs, long lastMs)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);

        // Marks, hours and entries of one moment.
        await using NpgsqlTransaction transaction =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead).ConfigureAwait(false);
        var hours = new List<HourSummary>();
        await using (NpgsqlCommand command = connection.CreateCommand())
        {
            command.CommandText = HourTable.SelectFresh;
            AddSpan(command, channelId, firstMs, lastMs);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                hours.Add(HourTable.Read(reader));
            }
        }

        var stale = new List<(long, long)>();
        await using (NpgsqlCommand command = connection.CreateCommand())
        {
            // As with the entries: an hour that was dropped is marked by a late entry, and stays as it was.
            command.CommandText = """
                SELECT hour_ms FROM stale_hours WHERE channel_id = $1 AND hour_ms BETWEEN $2 AND $3
                    AND hour_ms >= coalesce((SELECT kept_from_ms FROM retention), hour_ms)
                """;
            AddSpan(command, channelId, firstMs, lastMs);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                stale.Add((channelId, reader.GetInt64(0)));
            }
        }

        hours.AddRange((await HourTable.SumUpAsync(connection, stale, CancellationToken.None).ConfigureAwait(false)).Values);
        hours.Sort((one, other) => one.StartMs.CompareTo(other.StartMs));
        return hours;
    }

    private static void AddSpan(NpgsqlCommand command, long channelId, long firstMs, long lastMs)
    {
        foreach (long value in (long[])[channelId, firstMs, lastMs])
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
        }
    }
}
