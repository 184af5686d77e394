using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Alarms;

/// <summary>
/// Finds what begins and ends, and writes down what is to be told of it, all in one statement: whatever dies at whatever moment, an alarm
/// begins once and ends once.
/// </summary>
internal sealed class AlarmJudge(FleetDatabase database, TimeProvider clock)
{
    /// <summary>Looks at all channels that are watched; tells how many messages came of it.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using Npgsql.NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        return await connection.ChangeAsync(
            """
            WITH watched AS (
                SELECT r.id AS rule_id, r.kind, r.threshold, f.channel_id, f.soc_percent, f.at_ms, f.status_bits, f.health_percent,
                    a.id AS open_id
                FROM alarm_rules r JOIN fleet_channels f ON f.organisation_id = r.organisation_id
                    AND (r.channel_id IS NULL OR r.channel_id = f.channel_id)
                LEFT JOIN alarms a ON a.rule_id = r.id AND a.channel_id = f.channel_id AND a.ended_at_ms IS NULL
                WHERE r.deleted_at_ms IS NULL
            ), judged AS (
                SELECT *,
                    CASE kind WHEN 1 THEN soc_percent WHEN 2 THEN round(($1 - at_ms) / 60000.0) WHEN 3 THEN status_bits ELSE health_percent END
                        AS value,
                    CASE kind WHEN 1 THEN soc_percent < threshold WHEN 2 THEN at_ms < $1 - threshold * 60000
                        WHEN 3 THEN status_bits & threshold::integer <> 0 ELSE health_percent < threshold END AS is_bad,
                    CASE kind WHEN 1 THEN soc_percent >= threshold + 2 WHEN 2 THEN at_ms >= $1 - threshold * 60000
                        WHEN 3 THEN status_bits & threshold::integer = 0 ELSE health_percent >= threshold + 1 END AS is_good
                FROM watched
            ), began AS (
                INSERT INTO alarms (rule_id, channel_id, began_at_ms, value) SELECT rule_id, channel_id, $1, value FROM judged
                WHERE is_bad AND open_id IS NULL ON CONFLICT DO NOTHING RETURNING id, rule_id
            ), over AS (
                SELECT open_id AS id FROM judged WHERE is_good AND open_id IS NOT NULL
                UNION
                SELECT a.id FROM alarms a JOIN alarm_rules r ON r.id = a.rule_id JOIN fleet_channels f ON f.channel_id = a.channel_id
                WHERE a.ended_at_ms IS NULL AND (r.deleted_at_ms IS NOT NULL OR f.organisation_id <> r.organisation_id)
            ), ended AS (
                UPDATE alarms SET ended_at_ms = $1 FROM over WHERE alarms.id = over.id AND ended_at_ms IS NULL
                RETURNING alarms.id, alarms.rule_id
            ), told AS (
                SELECT id, rule_id, true AS is_begin FROM began UNION ALL SELECT id, rule_id, false FROM ended
            )
            INSERT INTO alarm_messages (alarm_id, is_begin, way, next_at_ms)
            SELECT told.id, is_begin, way, $1 FROM told JOIN alarm_rules r ON r.id = told.rule_id CROSS JOIN (VALUES (1), (2)) AS w (way)
            WHERE (way = 1 AND r.webhook IS NOT NULL) OR (way = 2 AND r.is_published)
            """,
            clock.GetUtcNow().ToUnixTimeMilliseconds()).ConfigureAwait(false);
    }
}
