using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NanoBms.FleetServer.Accounts;
using NanoBms.FleetServer.Audit;
using NanoBms.FleetServer.Postgres;

namespace NanoBms.FleetServer.Sharing;

/// <summary>A link that shows a channel; its token is nowhere but in the link.</summary>
public sealed record ShareLink(long Id, string Label, long CreatedAtMs, long? EndsAtMs);

/// <summary>
/// Links that show a channel to whoever has them. The token stands behind the address's #, so that no browser sends it as part of an
/// address: it is in no log, no history of a proxy and no Referer.
/// </summary>
internal sealed class ShareLinks(FleetDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Header that the page sends its token in.</summary>
    public const string Header = "X-NanoBms-Share";

    private const int TokenBytes = 16;

    /// <summary>The address of a token, below that of the server.</summary>
    public static string PathOf(string token) => $"shared#{token}";

    /// <summary>Makes a link.</summary>
    /// <param name="by">Who makes it.</param>
    /// <param name="organisationId">Organisation of the channel.</param>
    /// <param name="channelId">What it shows.</param>
    /// <param name="label">For whom it is.</param>
    /// <param name="endsAtMs">When it ends, milliseconds since 1970 in UTC; null: when it is taken back.</param>
    /// <returns>Its token, of 128 random bits.</returns>
    public async Task<string> MakeAsync(Person by, long organisationId, long channelId, string label, long? endsAtMs)
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        await audit.RunAsync(async connection =>
        {
            await connection.ChangeAsync(
                "INSERT INTO share_links (channel_id, token_hash, label, created_at_ms, ends_at_ms) VALUES ($1, $2, $3, $4, $5)",
                channelId, Hash(token), label, NowMs(), endsAtMs.OrNothing()).ConfigureAwait(false);
            return new Deed(by.Email, organisationId, "Link made", Subject(channelId, label));
        }).ConfigureAwait(false);
        return token;
    }

    /// <summary>Takes a link back; false: there is no such link of the channel.</summary>
    public Task<bool> RevokeAsync(Person by, long organisationId, long channelId, long linkId) => audit.RunAsync(async connection =>
    {
        List<string> revoked = await connection.ReadAsync(
            "UPDATE share_links SET revoked_at_ms = $3 WHERE id = $1 AND channel_id = $2 AND revoked_at_ms IS NULL RETURNING label",
            row => row.GetString(0), linkId, channelId, NowMs()).ConfigureAwait(false);
        return revoked.Count == 0 ? null : new Deed(by.Email, organisationId, "Link taken back", Subject(channelId, revoked[0]));
    });

    /// <summary>The links of a channel that show it now, newest first.</summary>
    public Task<List<ShareLink>> OfAsync(long channelId) => database.ReadAsync(
        """
        SELECT id, label, created_at_ms, ends_at_ms FROM share_links
        WHERE channel_id = $1 AND revoked_at_ms IS NULL AND (ends_at_ms IS NULL OR ends_at_ms > $2) ORDER BY id DESC
        """,
        row => new ShareLink(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetInt64(3)),
        channelId, NowMs());

    /// <summary>The channel that a token shows now; null: none.</summary>
    public async Task<long?> ChannelOfAsync(string token) => (await database.ReadAsync(
        """
        SELECT channel_id FROM share_links
        WHERE token_hash = $1 AND revoked_at_ms IS NULL AND (ends_at_ms IS NULL OR ends_at_ms > $2)
        """,
        row => row.GetInt64(0), Hash(token), NowMs()).ConfigureAwait(false)) is [long found] ? found : null;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string Subject(long channelId, string label) => FormattableString.Invariant($"Channel {channelId}, for {label}");

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
