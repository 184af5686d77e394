using NanoBms.FleetServer.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace NanoBms.FleetServer.Fleet;

/// <summary>The fleet out of the table that each entry keeps up (fleet_channels).</summary>
internal sealed class PostgresFleetView(FleetDatabase database, FleetRules rules, TimeProvider clock) : IFleetView
{
    // What may not be seen is nothing before it is searched or ordered: neither tells of it.
    private const string Seen = """
        WITH open AS (
            SELECT *, $1::bigint[] IS NOT NULL OR is_public AS is_open FROM fleet_channels
            WHERE $1::bigint[] IS NULL OR organisation_id = ANY($1)
        ), told AS (
            SELECT channel_id, CASE WHEN is_open THEN name END AS name, CASE WHEN is_open THEN model END AS model,
                CASE WHEN is_open THEN at_ms END AS at_ms, CASE WHEN is_open THEN soc_percent END AS soc_percent,
                CASE WHEN is_open THEN bar_percent END AS bar_percent, CASE WHEN is_open THEN status_bits END AS status_bits,
                CASE WHEN is_open THEN health_percent END AS health_percent,
                CASE WHEN NOT is_open THEN 4 WHEN at_ms IS NULL THEN 3
                    WHEN status_bits & $3 <> 0 OR channel_id IN (SELECT channel_id FROM alarms WHERE ended_at_ms IS NULL) THEN 1
                    WHEN at_ms < $2 THEN 2 ELSE 0 END AS state
            FROM open
        )
        """;

    private const string Match = """
        ($4::text IS NULL OR strpos(lower(name), lower($4)) > 0 OR strpos(lower(model), lower($4)) > 0 OR channel_id::text = $4)
            AND ($5::integer IS NULL OR state = $5) AND ($6::double precision IS NULL OR soc_percent < $6)
            AND ($7::double precision IS NULL OR health_percent < $7) AND ($8 = 0 OR status_bits & $8 <> 0)
        """;

    /// <inheritdoc/>
    public async Task<FleetPart> ReadAsync(FleetQuery query, FleetScope scope, CancellationToken ct)
    {
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            await using NpgsqlBatch batch = database.Source.CreateBatch();
            batch.BatchCommands.Add(Command(
                $"""
                {Seen} SELECT count(*), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 2),
                    count(*) FILTER (WHERE state = 3), count(*) FILTER (WHERE state = 4), count(*) FILTER (WHERE {Match}) FROM told
                """, query, scope, nowMs));
            NpgsqlBatchCommand rows = Command(
                $"""
                {Seen} SELECT channel_id, name, model, state, at_ms, soc_percent, bar_percent, status_bits, health_percent
                FROM told WHERE {Match} ORDER BY {OrderOf(query)}, channel_id LIMIT $9 OFFSET $10
                """, query, scope, nowMs);
            rows.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.Size });
            rows.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (query.Page - 1L) * query.Size });
            batch.BatchCommands.Add(rows);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(ct).ConfigureAwait(false);
            await reader.ReadAsync(ct).ConfigureAwait(false);
            var counts = new FleetCounts(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
            long matching = reader.GetInt64(5);
            await reader.NextResultAsync(ct).ConfigureAwait(false);
            var found = new List<FleetRow>();
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                found.Add(Read(reader));
            }

            return new FleetPart(found, matching, counts, nowMs);
        }
        catch (NpgsqlException exception) when (FleetDatabase.IsAway(exception))
        {
            throw FleetDatabase.Away(exception);
        }
    }

    // Names of columns, not of a user's text; what is not known comes last, whichever way.
    private static string OrderOf(FleetQuery query)
    {
        string column = query.Order switch
        {
            FleetOrder.Name => "lower(name)",
            FleetOrder.Model => "nullif(lower(model), '')",
            FleetOrder.State => "CASE state WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 0 THEN 3 ELSE 4 END",
            FleetOrder.Charge => "soc_percent",
            FleetOrder.Health => "health_percent",
            FleetOrder.Age => "-at_ms",
            _ => "channel_id",
        };
        return column + (query.IsDescending ? " DESC NULLS LAST" : " NULLS LAST");
    }

    private NpgsqlBatchCommand Command(string sql, FleetQuery query, FleetScope scope, long nowMs)
    {
        var command = new NpgsqlBatchCommand(sql);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Bigint, scope.OrganisationIds?.ToArray());
        Add(command, NpgsqlDbType.Bigint, nowMs - (long)rules.SilentAfter.TotalMilliseconds);
        Add(command, NpgsqlDbType.Integer, FleetRules.FaultBits);
        Add(command, NpgsqlDbType.Text, query.Search);
        Add(command, NpgsqlDbType.Integer, (int?)query.State);
        Add(command, NpgsqlDbType.Double, query.ChargeBelowPercent);
        Add(command, NpgsqlDbType.Double, query.HealthBelowPercent);
        Add(command, NpgsqlDbType.Integer, query.Bits);
        return command;
    }

    private static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    private static FleetRow Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
        (FleetState)reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetInt64(4), Number(reader, 5), Number(reader, 6),
        reader.IsDBNull(7) ? null : reader.GetInt32(7), Number(reader, 8));

    private static double? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
