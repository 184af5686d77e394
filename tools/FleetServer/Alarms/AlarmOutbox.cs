using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Alarms;

/// <summary>The messages that are still to be told.</summary>
internal sealed class AlarmOutbox(FleetDatabase database, TimeProvider clock, TimeSpan firstPause)
{
    /// <summary>After so many attempts a webhook is given up: with growing pauses that is about a day.</summary>
    public const int MaxAttempts = 24;

    private const int MaxAtOnce = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(2);

    /// <summary>How long after an attempt the next one is.</summary>
    public TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, firstPause.Ticks * (1L << Math.Min(attempts - 1, 30))));

    /// <summary>
    /// Takes messages that are due, and puts the next attempt of each as far off as if this one had failed: while it is under way, and when
    /// the server dies with it, nobody else sends the same. The end of an alarm waits until its begin is told.
    /// </summary>
    public async Task<List<AlarmMessage>> TakeAsync(int way, CancellationToken ct)
    {
        await using Npgsql.NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        return await connection.ReadAsync(
            """
            WITH due AS (
                SELECT id FROM alarm_messages m WHERE done_at_ms IS NULL AND next_at_ms <= $1 AND way = $2 AND NOT EXISTS (
                    SELECT 1 FROM alarm_messages b WHERE b.alarm_id = m.alarm_id AND b.way = m.way AND b.id < m.id AND b.done_at_ms IS NULL)
                ORDER BY next_at_ms, id LIMIT $3 FOR UPDATE SKIP LOCKED
            ), taken AS (
                UPDATE alarm_messages SET attempts = attempts + 1,
                    next_at_ms = $1 + 15000 + least($4, $5 * (2.0 ^ least(attempts, 30)))::bigint
                FROM due WHERE alarm_messages.id = due.id RETURNING alarm_messages.*
            )
            SELECT t.id, t.alarm_id, t.is_begin, t.attempts, a.channel_id, f.name, r.kind, r.threshold, a.value, a.began_at_ms,
                a.ended_at_ms, CASE WHEN t.way = 1 THEN r.webhook END, r.webhook_secret
            FROM taken t JOIN alarms a ON a.id = t.alarm_id JOIN alarm_rules r ON r.id = a.rule_id
            JOIN fleet_channels f ON f.channel_id = a.channel_id ORDER BY t.id
            """,
            row => new AlarmMessage(
                row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), row.GetInt32(3), row.GetInt64(4), row.GetString(5),
                (AlarmKind)row.GetInt32(6), row.GetDouble(7), row.IsDBNull(8) ? null : row.GetDouble(8), row.GetInt64(9),
                row.IsDBNull(10) ? null : row.GetInt64(10), row.IsDBNull(11) ? null : row.GetString(11),
                row.IsDBNull(12) ? null : row.GetString(12)),
            NowMs(), way, MaxAtOnce, LongestPause.TotalMilliseconds, firstPause.TotalMilliseconds).ConfigureAwait(false);
    }

    /// <summary>Writes down what became of an attempt.</summary>
    /// <param name="message">What was told.</param>
    /// <param name="fault">Why it was not; null: it was.</param>
    public async Task SettleAsync(AlarmMessage message, string? fault)
    {
        bool isOver = fault is null || message.Attempts >= MaxAttempts;
        long nowMs = NowMs();
        await using Npgsql.NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);
        await connection.ChangeAsync(
            "UPDATE alarm_messages SET done_at_ms = $2, fault = $3, next_at_ms = $4 WHERE id = $1 AND done_at_ms IS NULL",
            message.Id, (isOver ? nowMs : (long?)null).OrNothing(), fault.OrNothing(),
            nowMs + (long)PauseAfter(message.Attempts).TotalMilliseconds).ConfigureAwait(false);
    }

    /// <summary>What goes on in a channel of what the broker is told: rule in words, since when, and value.</summary>
    public Task<List<(string Rule, long BeganAtMs, double? Value)>> OpenAsync(long channelId) => database.ReadAsync(
        """
        SELECT r.kind, r.threshold, a.began_at_ms, a.value FROM alarms a JOIN alarm_rules r ON r.id = a.rule_id
        WHERE a.channel_id = $1 AND a.ended_at_ms IS NULL AND r.is_published ORDER BY a.id
        """,
        row => (
            AlarmRule.WordsOf((AlarmKind)row.GetInt32(0), row.GetDouble(1)), row.GetInt64(2),
            row.IsDBNull(3) ? (double?)null : row.GetDouble(3)),
        channelId);

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
