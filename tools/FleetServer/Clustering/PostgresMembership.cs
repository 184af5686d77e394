using System.Globalization;
using NanoBms.FleetServer.Postgres;
using Npgsql;
using Orleans.Configuration;

namespace NanoBms.FleetServer.Clustering;

/// <summary>
/// Who belongs to the cluster, in the server's own database. Orleans' provider for databases takes its SQL from a script that is not in its
/// package; here the table comes with the other migrations.
/// </summary>
internal sealed class PostgresMembership(FleetDatabase database, Microsoft.Extensions.Options.IOptions<ClusterOptions> cluster)
    : IMembershipTable
{
    private const string Columns =
        "address, etag, name, host_name, role_name, proxy_port, status, suspected, started_at, alive_at";

    private string ClusterId => cluster.Value.ClusterId;

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand(
            "INSERT INTO silo_versions (cluster_id, version) VALUES ($1, 0) ON CONFLICT DO NOTHING");
        Add(command, ClusterId);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand("DELETE FROM silos WHERE cluster_id = $1");
        Add(command, clusterId);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand(
            "DELETE FROM silos WHERE cluster_id = $1 AND status = $2 AND alive_at < $3");
        Add(command, ClusterId);
        Add(command, (int)SiloStatus.Dead);
        Add(command, beforeDate.UtcDateTime);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync(key.ToParsableString());

    public Task<MembershipTableData> ReadAll() => ReadAsync(null);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => ChangeAsync(entry, tableVersion, $"""
        INSERT INTO silos (cluster_id, {Columns}) SELECT $1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10
        WHERE EXISTS (SELECT 1 FROM stepped) ON CONFLICT DO NOTHING
        """);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => ChangeAsync(entry, tableVersion, """
        UPDATE silos SET etag = etag + 1, name = $3, host_name = $4, role_name = $5, proxy_port = $6, status = $7, suspected = $8,
            started_at = $9, alive_at = $10
        WHERE cluster_id = $1 AND address = $2 AND etag = $12 AND EXISTS (SELECT 1 FROM stepped)
        """, int.Parse(etag, CultureInfo.InvariantCulture));

    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand(
            "UPDATE silos SET alive_at = $3 WHERE cluster_id = $1 AND address = $2");
        Add(command, ClusterId);
        Add(command, entry.SiloAddress.ToParsableString());
        Add(command, Utc(entry.IAmAliveTime));
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    // The version of the table and the row change together or not at all.
    private async Task<bool> ChangeAsync(MembershipEntry entry, TableVersion version, string change, int? etag = null)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"""
            WITH stepped AS (UPDATE silo_versions SET version = $11 WHERE cluster_id = $1 AND version = $11 - 1 RETURNING version)
            {change}
            """;
        Add(command, ClusterId);
        Add(command, entry.SiloAddress.ToParsableString());
        Add(command, entry.SiloName ?? "");
        Add(command, entry.HostName ?? "");
        Add(command, entry.RoleName ?? "");
        Add(command, entry.ProxyPort);
        Add(command, (int)entry.Status);
        Add(command, string.Join('|', (entry.SuspectTimes ?? []).Select(one =>
            $"{one.Item1.ToParsableString()},{one.Item2.Ticks.ToString(CultureInfo.InvariantCulture)}")));
        Add(command, Utc(entry.StartTime));
        Add(command, Utc(entry.IAmAliveTime));
        Add(command, version.Version);
        if (etag is { } held)
        {
            Add(command, held);
        }

        bool isDone = await command.ExecuteNonQueryAsync().ConfigureAwait(false) == 1;
        if (isDone)
        {
            await transaction.CommitAsync().ConfigureAwait(false);
        }

        return isDone;
    }

    private async Task<MembershipTableData> ReadAsync(string? address)
    {
        // One statement sees one state of both tables.
        await using NpgsqlCommand command = database.Source.CreateCommand($"""
            SELECT version, {Columns} FROM silo_versions
            LEFT JOIN silos ON silos.cluster_id = silo_versions.cluster_id AND ($2::text IS NULL OR address = $2)
            WHERE silo_versions.cluster_id = $1
            """);
        Add(command, ClusterId);
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)address ?? DBNull.Value });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var rows = new List<Tuple<MembershipEntry, string>>();
        int version = 0;
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            version = reader.GetInt32(0);
            if (!reader.IsDBNull(1))
            {
                rows.Add(Tuple.Create(Read(reader), reader.GetInt32(2).ToString(CultureInfo.InvariantCulture)));
            }
        }

        return new MembershipTableData(rows, new TableVersion(version, version.ToString(CultureInfo.InvariantCulture)));
    }

    private static MembershipEntry Read(NpgsqlDataReader reader) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(reader.GetString(1)),
        SiloName = reader.GetString(3),
        HostName = reader.GetString(4),
        RoleName = reader.GetString(5),
        ProxyPort = reader.GetInt32(6),
        Status = (SiloStatus)reader.GetInt32(7),
        SuspectTimes =
        [
            .. reader.GetString(8).Split('|', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(',')).Select(parts =>
                Tuple.Create(
                    SiloAddress.FromParsableString(parts[0]),
                    new DateTime(long.Parse(parts[1], CultureInfo.InvariantCulture), DateTimeKind.Utc))),
        ],
        StartTime = reader.GetDateTime(9),
        IAmAliveTime = reader.GetDateTime(10),
    };

    private static void Add<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
