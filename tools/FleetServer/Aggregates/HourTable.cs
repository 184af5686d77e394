using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace NanoBms.FleetServer.Aggregates;

/// <summary>The table of hours: an hour of a channel is a row, its fields are the places of arrays.</summary>
internal static class HourTable
{
    private const string Columns = "entries, last_entry_id, counts, sums, minima, maxima, bits";

    /// <summary>Hours of a channel that are not marked, or whose entries were dropped, $2 to $3.</summary>
    public const string SelectFresh = $"""
        SELECT hour_ms, {Columns} FROM entry_hours AS h WHERE channel_id = $1 AND hour_ms BETWEEN $2 AND $3
            AND (NOT EXISTS (SELECT 1 FROM stale_hours AS s WHERE s.hour_ms = h.hour_ms AND s.channel_id = h.channel_id)
                OR hour_ms < (SELECT kept_from_ms FROM retention))
        ORDER BY hour_ms
        """;

    /// <summary>The hour of the reader's row.</summary>
    public static HourSummary Read(NpgsqlDataReader reader)
    {
        int[] counts = reader.GetFieldValue<int[]>(3);
        double[] sums = reader.GetFieldValue<double[]>(4), minima = reader.GetFieldValue<double[]>(5),
            maxima = reader.GetFieldValue<double[]>(6);
        long[] bits = reader.GetFieldValue<long[]>(7);
        return new HourSummary(
            reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2),
            [.. counts.Select((count, k) => count == 0 ? null : new FieldSummary(count, sums[k], minima[k], maxima[k], bits[k]))]);
    }

    /// <summary>The entries of hours, in the order of channel and time.</summary>
    /// <param name="connection">A connection; what it sees is what counts.</param>
    /// <param name="hours">Channels and beginnings of hours.</param>
    public static async Task<Dictionary<(long ChannelId, long HourMs), HourSummary>> SumUpAsync(
        NpgsqlConnection connection, IReadOnlyList<(long ChannelId, long HourMs)> hours, CancellationToken ct)
    {
        var summaries = new Dictionary<(long, long), HourSummary>();
        if (hours.Count == 0)
        {
            return summaries;
        }

        // LATERAL with a limit: an index look-up each, whatever the planner believes of the table.
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandTimeout = 60;
        command.CommandText = $"""
            SELECT {PostgresEntryReader.Columns}, d.channel_id FROM unnest($1, $2) AS d (channel_id, hour_ms) CROSS JOIN LATERAL (
                SELECT * FROM entries WHERE entries.channel_id = d.channel_id
                    AND created_at_ms >= d.hour_ms AND created_at_ms < d.hour_ms + {HourSummary.LengthMs} LIMIT 10000000) AS e
            ORDER BY d.channel_id, created_at_ms
            """;
        command.Parameters.Add(BatchCommit.Numbers(hours.Select(hour => hour.ChannelId)));
        command.Parameters.Add(BatchCommit.Numbers(hours.Select(hour => hour.HourMs)));
        var entries = new List<Entry>();
        long channelId = 0;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            long next = reader.GetInt64(14);
            if (next != channelId)
            {
                Add(channelId);
                channelId = next;
            }

            entries.Add(PostgresEntryReader.Read(reader));
        }

        Add(channelId);
        return summaries;

        void Add(long ofChannel)
        {
            foreach (HourSummary hour in HourSummary.Of(entries))
            {
                summaries[(ofChannel, hour.StartMs)] = hour;
            }

            entries.Clear();
        }
    }

    /// <summary>Adds the statement that writes hours.</summary>
    public static void AddWrites(NpgsqlBatch batch, IReadOnlyDictionary<(long ChannelId, long HourMs), HourSummary> hours)
    {
        // One statement an hour: arrays of arrays would have to be flat.
        foreach (((long channelId, _), HourSummary hour) in hours)
        {
            var write = new NpgsqlBatchCommand($"""
                INSERT INTO entry_hours (channel_id, hour_ms, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (channel_id, hour_ms) DO UPDATE SET entries = excluded.entries, last_entry_id = excluded.last_entry_id,
                    counts = excluded.counts, sums = excluded.sums, minima = excluded.minima, maxima = excluded.maxima,
                    bits = excluded.bits
                """);
            write.Parameters.Add(new NpgsqlParameter<long> { TypedValue = channelId });
            write.Parameters.Add(new NpgsqlParameter<long> { TypedValue = hour.StartMs });
            write.Parameters.Add(new NpgsqlParameter<int> { TypedValue = hour.Entries });
            write.Parameters.Add(new NpgsqlParameter<long> { TypedValue = hour.LastEntryId });
            write.Parameters.Add(Values(NpgsqlDbType.Integer, hour, field => field?.Count ?? 0));
            write.Parameters.Add(Values(NpgsqlDbType.Double, hour, field => field?.Sum ?? 0));
            write.Parameters.Add(Values(NpgsqlDbType.Double, hour, field => field?.Min ?? 0));
            write.Parameters.Add(Values(NpgsqlDbType.Double, hour, field => field?.Max ?? 0));
            write.Parameters.Add(Values(NpgsqlDbType.Bigint, hour, field => field?.Bits ?? 0));
            batch.BatchCommands.Add(write);
        }
    }

    private static NpgsqlParameter Values<T>(NpgsqlDbType type, HourSummary hour, Func<FieldSummary?, T> of) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = hour.Fields.Select(of).ToArray() };
}
