using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Audit;

/// <summary>Who changed something, and where.</summary>
/// <param name="Person">Address of who did; the server's own name where it did itself.</param>
/// <param name="OrganisationId">The organisation whose matter it is.</param>
/// <param name="Action">What was done, as "Channel made".</param>
/// <param name="Subject">To what, in words that hold no key, token or secret.</param>
internal sealed record Deed(string Person, long OrganisationId, string Action, string Subject);

/// <summary>A row of the audit.</summary>
public sealed record AuditRow(long AtMs, string Organisation, string Person, string Action, string Subject);

/// <summary>Writes changes down in the transaction that makes them: there is none without its row, and no row without its change.</summary>
internal sealed class AuditTrail(FleetDatabase database, TimeProvider clock)
{
    /// <summary>Makes a change and writes it down, or neither.</summary>
    /// <param name="change">Makes it on the connection; tells what is to be written down, null: nothing changed.</param>
    /// <returns>Whether something changed.</returns>
    /// <exception cref="ChannelServer.Storage.StorageBusyException">The database does not answer.</exception>
    public async Task<bool> RunAsync(Func<NpgsqlConnection, Task<Deed?>> change)
    {
        try
        {
            await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            if (await change(connection).ConfigureAwait(false) is not { } deed)
            {
                return false;
            }

            await using NpgsqlCommand command = connection.Command(
                "INSERT INTO audit (at_ms, organisation_id, person, action, subject) VALUES ($1, $2, $3, $4, $5)",
                clock.GetUtcNow().ToUnixTimeMilliseconds(), deed.OrganisationId, deed.Person, deed.Action, deed.Subject);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException exception) when (FleetDatabase.IsAway(exception))
        {
            throw FleetDatabase.Busy(exception);
        }
    }

    /// <summary>The newest rows of organisations, newest first.</summary>
    public Task<List<AuditRow>> NewestAsync(long[] organisationIds, int most) => database.ReadAsync(
        """
        SELECT a.at_ms, o.name, a.person, a.action, a.subject FROM audit a JOIN organisations o ON o.id = a.organisation_id
        WHERE a.organisation_id = ANY($1) ORDER BY a.id DESC LIMIT $2
        """,
        row => new AuditRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
        organisationIds, (long)most);
}
