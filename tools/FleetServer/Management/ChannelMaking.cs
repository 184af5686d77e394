using System.Text.Json;
using NanoBms.ChannelServer;
using NanoBms.FleetServer.Accounts;
using NanoBms.FleetServer.Audit;
using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Management;

/// <summary>A channel of an organisation, as the page that manages it shows it.</summary>
public sealed record ManagedChannel(long Id, string Name, long OrganisationId, bool IsPublic);

/// <summary>Makes channels and renews keys while the servers run; all of them know at once.</summary>
internal sealed class ChannelMaking(FleetDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>A channel; null: there is none of this number.</summary>
    public async Task<ManagedChannel?> FindAsync(long channelId) => (await database.ReadAsync(
        "SELECT channel_id, name, organisation_id, is_public FROM fleet_channels WHERE channel_id = $1",
        row => new ManagedChannel(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3)), channelId).ConfigureAwait(false))
        .FirstOrDefault();

    /// <summary>Makes a channel under the next free number.</summary>
    /// <param name="by">Who makes it.</param>
    /// <param name="organisationId">Whose it is.</param>
    /// <param name="settings">What it is like; number and keys are made here.</param>
    /// <returns>The channel with its keys, which nobody can be shown later.</returns>
    public async Task<ChannelSettings> MakeAsync(Person by, long organisationId, ChannelSettings settings)
    {
        ChannelSettings made = settings;
        await audit.RunAsync(async connection =>
        {
            await connection.ChangeAsync("SELECT pg_advisory_xact_lock(hashtext('nanobms-channels'))").ConfigureAwait(false);
            long id = (await connection.ReadAsync("SELECT coalesce(max(id), 0) + 1 FROM channels", row => row.GetInt64(0))
                .ConfigureAwait(false))[0];
            made = settings with { Id = id, WriteKey = ChannelKeys.New(), ReadKey = ChannelKeys.New() };
            made.Check();
            await connection.ChangeAsync(
                "INSERT INTO channels (id, settings, write_key_hash, read_key_hash, created_at_ms) VALUES ($1, $2, $3, $4, $5)",
                id, JsonSerializer.Serialize(made with { WriteKey = null, ReadKey = null }), HashedChannel.Hash(made.WriteKey!),
                HashedChannel.Hash(made.ReadKey!), clock.GetUtcNow().ToUnixTimeMilliseconds()).ConfigureAwait(false);
            await connection.ChangeAsync("INSERT INTO channel_heads (channel_id) VALUES ($1)", id).ConfigureAwait(false);
            await connection.ChangeAsync("UPDATE fleet_channels SET organisation_id = $2 WHERE channel_id = $1", id, organisationId)
                .ConfigureAwait(false);
            return new Deed(by.Email, organisationId, "Channel made", FormattableString.Invariant($"Channel {id}: {made.Name}"));
        }).ConfigureAwait(false);
        return made;
    }

    /// <summary>Gives a channel a new key in the place of the old one.</summary>
    /// <returns>The key, which nobody can be shown later.</returns>
    public async Task<string> RenewKeyAsync(Person by, ManagedChannel channel, bool isWriteKey)
    {
        string key = ChannelKeys.New();
        await audit.RunAsync(async connection =>
        {
            await connection.ChangeAsync(
                isWriteKey
                    ? "UPDATE channels SET write_key_hash = $2 WHERE id = $1"
                    : "UPDATE channels SET read_key_hash = $2 WHERE id = $1",
                channel.Id, HashedChannel.Hash(key)).ConfigureAwait(false);
            return new Deed(
                by.Email, channel.OrganisationId, isWriteKey ? "Write key renewed" : "Read key renewed",
                FormattableString.Invariant($"Channel {channel.Id}: {channel.Name}"));
        }).ConfigureAwait(false);
        return key;
    }

    /// <summary>Gives a channel to another organisation; its links and rules of alarms end with that.</summary>
    public Task<bool> MoveAsync(Person by, ManagedChannel channel, long organisationId) => audit.RunAsync(async connection =>
    {
        int moved = await connection.ChangeAsync(
            "UPDATE fleet_channels SET organisation_id = $2 WHERE channel_id = $1 AND organisation_id <> $2",
            channel.Id, organisationId).ConfigureAwait(false);
        long nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ChangeAsync(
            "UPDATE share_links SET revoked_at_ms = $2 WHERE channel_id = $1 AND revoked_at_ms IS NULL", channel.Id, nowMs)
            .ConfigureAwait(false);
        await connection.ChangeAsync(
            "UPDATE alarm_rules SET deleted_at_ms = $2 WHERE channel_id = $1 AND deleted_at_ms IS NULL", channel.Id, nowMs)
            .ConfigureAwait(false);
        return moved == 0 ? null : new Deed(
            by.Email, channel.OrganisationId, "Channel given away",
            FormattableString.Invariant($"Channel {channel.Id}: {channel.Name}, to organisation {organisationId}"));
    });
}
