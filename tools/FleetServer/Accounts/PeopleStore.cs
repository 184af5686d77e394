using NanoBms.FleetServer.Audit;
using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Accounts;

/// <summary>Organisations, their members, and who is who at the identity provider.</summary>
internal sealed class PeopleStore(FleetDatabase database, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Organisation of the channels that nobody gave to another one.</summary>
    public const long FirstOrganisation = 1;

    /// <summary>Who did what the server did at its start.</summary>
    private const string Server = "the server's options";

    /// <summary>Makes somebody an owner of the first organisation, where they are not.</summary>
    public Task<bool> EnsureOwnerAsync(string email) => SetRoleAsync(Server, FirstOrganisation, email, Role.Owner);

    /// <summary>
    /// Who comes from the identity provider: the one who came with this subject before, or one who is invited by their address and never
    /// came. Null: nobody is.
    /// </summary>
    public async Task<long?> SignInAsync(string subject, string email)
    {
        // The subject names them for good; an address alone opens the door once.
        List<long> found = await database.ReadAsync(
            """
            WITH known AS (SELECT id FROM people WHERE subject = $1), bound AS (
                UPDATE people SET subject = $1 WHERE email = $2 AND subject IS NULL AND NOT EXISTS (SELECT 1 FROM known) RETURNING id)
            SELECT id FROM known UNION ALL SELECT id FROM bound
            """,
            row => row.GetInt64(0), subject, Plain(email)).ConfigureAwait(false);
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Somebody as they are now; null: they are a member of nothing any more.</summary>
    public async Task<Person?> FindAsync(long personId)
    {
        List<(string Email, Membership Membership)> rows = await database.ReadAsync(
            """
            SELECT p.email, o.id, o.name, m.role FROM people p JOIN members m ON m.person_id = p.id
            JOIN organisations o ON o.id = m.organisation_id WHERE p.id = $1 ORDER BY o.id
            """,
            row => (row.GetString(0), new Membership(row.GetInt64(1), row.GetString(2), (Role)row.GetInt32(3))),
            personId).ConfigureAwait(false);
        return rows.Count == 0 ? null : new Person(personId, rows[0].Email, [.. rows.Select(row => row.Membership)]);
    }

    /// <summary>The members of organisations, by organisation and address.</summary>
    public Task<List<Member>> MembersAsync(long[] organisationIds) => database.ReadAsync(
        """
        SELECT p.id, p.email, m.organisation_id, m.role, p.subject IS NOT NULL FROM members m JOIN people p ON p.id = m.person_id
        WHERE m.organisation_id = ANY($1) ORDER BY m.organisation_id, p.email
        """,
        row => new Member(row.GetInt64(0), row.GetString(1), row.GetInt64(2), (Role)row.GetInt32(3), row.GetBoolean(4)),
        organisationIds);

    /// <summary>
    /// Makes somebody a member, or changes their role; false: they have it, or are the last owner, whom an organisation keeps.
    /// </summary>
    public Task<bool> SetRoleAsync(string by, long organisationId, string email, Role role) => audit.RunAsync(async connection =>
    {
        await connection.ChangeAsync(
            "INSERT INTO people (email, created_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING", Plain(email), NowMs())
            .ConfigureAwait(false);
        await LockAsync(connection).ConfigureAwait(false);
        int changed = await connection.ChangeAsync(
            """
            INSERT INTO members (organisation_id, person_id, role) SELECT $1, id, $3 FROM people WHERE email = $2
            ON CONFLICT (organisation_id, person_id) DO UPDATE SET role = excluded.role WHERE members.role <> excluded.role
                AND EXISTS (SELECT 1 FROM members o WHERE o.organisation_id = $1 AND o.role = 3
                    AND (o.person_id <> members.person_id OR excluded.role = 3))
            """,
            organisationId, Plain(email), (int)role).ConfigureAwait(false);
        return changed == 0 ? null : new Deed(by, organisationId, "Role given", $"{Plain(email)}: {Name(role)}");
    });

    /// <summary>Ends a membership; false: there was none. An organisation keeps its last owner.</summary>
    public Task<bool> RemoveAsync(string by, long organisationId, long personId) => audit.RunAsync(async connection =>
    {
        await LockAsync(connection).ConfigureAwait(false);
        List<string> removed = await connection.ReadAsync(
            """
            DELETE FROM members USING people WHERE people.id = members.person_id AND organisation_id = $1 AND person_id = $2
                AND EXISTS (SELECT 1 FROM members o WHERE o.organisation_id = $1 AND o.person_id <> $2 AND o.role = 3)
            RETURNING people.email
            """,
            row => row.GetString(0), organisationId, personId).ConfigureAwait(false);
        return removed.Count == 0 ? null : new Deed(by, organisationId, "Member removed", removed[0]);
    });

    /// <summary>Makes an organisation whose owner is who made it; false: there is one of this name.</summary>
    public Task<bool> MakeOrganisationAsync(Person by, string name) => audit.RunAsync(async connection =>
    {
        List<long> made = await connection.ReadAsync(
            """
            WITH made AS (INSERT INTO organisations (name, created_at_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id)
            INSERT INTO members (organisation_id, person_id, role) SELECT id, $3, 3 FROM made RETURNING organisation_id
            """,
            row => row.GetInt64(0), name, NowMs(), by.Id).ConfigureAwait(false);
        return made.Count == 0 ? null : new Deed(by.Email, made[0], "Organisation made", name);
    });

    /// <summary>A role as it is written.</summary>
    public static string Name(Role role) => role.ToString().ToLowerInvariant();

    // One after the other: two owners who remove each other at once shall not both succeed.
    private static Task LockAsync(NpgsqlConnection connection) =>
        connection.ChangeAsync("SELECT pg_advisory_xact_lock(hashtext('nanobms-members'))");

    // Addresses differ in nothing but their letters' size nowhere where mail arrives.
    private static string Plain(string email) => email.Trim().ToLowerInvariant();

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
