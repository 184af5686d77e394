using NanoBms.FleetServer.Accounts;
using NanoBms.FleetServer.Audit;
using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Alarms;

/// <summary>Rules of alarms, and what they found.</summary>
internal sealed class AlarmStore(FleetDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>The rules of organisations.</summary>
    public Task<List<AlarmRule>> RulesAsync(long[] organisationIds) => database.ReadAsync(
        """
        SELECT id, organisation_id, channel_id, kind, threshold, webhook, is_published FROM alarm_rules
        WHERE deleted_at_ms IS NULL AND organisation_id = ANY($1) ORDER BY organisation_id, id
        """,
        row => new AlarmRule(
            row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), (AlarmKind)row.GetInt32(3), row.GetDouble(4),
            row.IsDBNull(5) ? null : row.GetString(5), row.GetBoolean(6)),
        organisationIds);

    /// <summary>What was found in channels of organisations: what goes on first, then the newest.</summary>
    public Task<List<FoundAlarm>> FoundAsync(long[] organisationIds, int most) => database.ReadAsync(
        """
        SELECT a.channel_id, f.name, r.kind, r.threshold, a.began_at_ms, a.ended_at_ms,
            (SELECT fault FROM alarm_messages m WHERE m.alarm_id = a.id AND fault IS NOT NULL ORDER BY id DESC LIMIT 1)
        FROM alarms a JOIN alarm_rules r ON r.id = a.rule_id JOIN fleet_channels f ON f.channel_id = a.channel_id
        WHERE f.organisation_id = ANY($1) AND r.organisation_id = f.organisation_id
        ORDER BY a.ended_at_ms IS NOT NULL, a.id DESC LIMIT $2
        """,
        row => new FoundAlarm(
            row.GetInt64(0), row.GetString(1), AlarmRule.WordsOf((AlarmKind)row.GetInt32(2), row.GetDouble(3)), row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetInt64(5), row.IsDBNull(6) ? null : row.GetString(6)),
        organisationIds, (long)most);

    /// <summary>Makes a rule.</summary>
    /// <param name="by">Who makes it.</param>
    /// <param name="rule">The rule; its number is made here.</param>
    /// <param name="sealedSecret">What its webhook is signed with, sealed; null: it has none.</param>
    /// <returns>Whether it is made; false: the channel is none of the organisation.</returns>
    public Task<bool> MakeAsync(Person by, AlarmRule rule, string? sealedSecret) => audit.RunAsync(async connection =>
    {
        int made = await connection.ChangeAsync(
            """
            INSERT INTO alarm_rules (organisation_id, channel_id, kind, threshold, webhook, webhook_secret, is_published, created_at_ms)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE $2 IS NULL
                OR EXISTS (SELECT 1 FROM fleet_channels WHERE channel_id = $2 AND organisation_id = $1)
            """,
            rule.OrganisationId, rule.ChannelId.OrNothing(), (int)rule.Kind, rule.Threshold, rule.Webhook.OrNothing(),
            sealedSecret.OrNothing(), rule.IsPublished, NowMs()).ConfigureAwait(false);
        return made == 0 ? null : new Deed(by.Email, rule.OrganisationId, "Alarm rule made", SubjectOf(rule));
    });

    /// <summary>Deletes a rule; what it has found ends.</summary>
    public Task<bool> DeleteAsync(Person by, AlarmRule rule) => audit.RunAsync(async connection =>
    {
        int deleted = await connection.ChangeAsync(
            "UPDATE alarm_rules SET deleted_at_ms = $2 WHERE id = $1 AND deleted_at_ms IS NULL", rule.Id, NowMs()).ConfigureAwait(false);
        return deleted == 0 ? null : new Deed(by.Email, rule.OrganisationId, "Alarm rule deleted", SubjectOf(rule));
    });

    // The webhook's server alone: its path may hold what opens it.
    private static string SubjectOf(AlarmRule rule) => FormattableString.Invariant(
        $"{rule.Words}, {(rule.ChannelId is { } id ? FormattableString.Invariant($"channel {id}") : "all channels")}")
        + (rule.Webhook is null ? "" : $", to {new Uri(rule.Webhook).Host}") + (rule.IsPublished ? ", to the broker" : "");

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
