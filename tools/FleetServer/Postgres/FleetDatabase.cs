using System.Net.Sockets;
using System.Reflection;
using DbUp;
using DbUp.Engine;
using NanoBms.ChannelServer.Storage;
using NanoBms.Foundation;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>The PostgreSQL database: its connections and the steps that bring its tables to this version.</summary>
internal sealed class FleetDatabase : IAsyncDisposable
{
    private const string Prefix = "migrations/";

    private FleetDatabase(NpgsqlDataSource source) => Source = source;

    /// <summary>The connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Connects, and brings the tables to this version; several servers may do so at once.</summary>
    /// <param name="connectionString">As Npgsql reads it: Host=..;Database=..;Username=..</param>
    /// <exception cref="UserError">The text is no connection string, or the database cannot be used.</exception>
    public static async Task<FleetDatabase> OpenAsync(string connectionString, CancellationToken ct)
    {
        NpgsqlConnectionStringBuilder settings = Settings(connectionString);
        NpgsqlDataSource source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        try
        {
            await MigrateAsync(source, settings.ConnectionString, ct).ConfigureAwait(false);
            return new FleetDatabase(source);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw new UserError(
                $"The database {settings.Database} at {settings.Host} cannot be used "
                    + $"({exception.GetBaseException().Message.TrimEnd('.')}); check --postgres and whether PostgreSQL runs.", exception);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether PostgreSQL is away or refuses, rather than this program wrong.</summary>
    public static bool IsFault(Exception exception) =>
        exception is NpgsqlException or SocketException or TimeoutException or IOException;

    /// <summary>Whether PostgreSQL is away, rather than what was asked of it wrong.</summary>
    public static bool IsAway(Exception exception) => exception is PostgresException answer
        ? answer.IsTransient || answer.SqlState.StartsWith("57P", StringComparison.Ordinal)
        : IsFault(exception);

    /// <summary>What a client is told when PostgreSQL is away.</summary>
    public static StorageBusyException Busy(Exception inner) =>
        new("The database does not answer now; whether this request is stored is not known. Send it again, with its time.", inner);

    /// <summary>What who only reads is told when PostgreSQL is away.</summary>
    public static StorageBusyException Away(Exception inner) => new("The database does not answer now; ask again.", inner);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "nanobms-fleet" };
            if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
            {
                throw new ArgumentException("Host or Database is missing");
            }

            // A commit returns when it is on the disk: not even a power cut takes back what was acknowledged.
            // No compiling of statements: over many months' parts it takes seconds, and the statements here take milliseconds.
            settings.Options = $"{settings.Options} -c synchronous_commit=on -c jit=off".Trim();
            settings.CommandTimeout = 10;
            settings.Timeout = 5;
            return settings;
        }
        catch (ArgumentException exception)
        {
            // Not the text itself: it may hold a password.
            throw new UserError(
                $"The connection string of PostgreSQL cannot be read ({exception.Message.TrimEnd('.')}); write it as "
                    + "'Host=127.0.0.1;Database=nanobms;Username=nanobms'.", exception);
        }
    }

    private static async Task MigrateAsync(NpgsqlDataSource source, string connectionString, CancellationToken ct)
    {
        // One server at a time; a lock of the session goes with it, however that ends.
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandTimeout = 120;
        command.CommandText = "SELECT pg_advisory_lock(hashtext('nanobms-migrations'))";
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        UpgradeEngine engine = DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScripts(Scripts()).WithVariablesDisabled().WithTransactionPerScript().LogToNowhere().Build();
        DatabaseUpgradeResult result = engine.PerformUpgrade();
        command.CommandText = "SELECT pg_advisory_unlock(hashtext('nanobms-migrations'))";
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        if (!result.Successful)
        {
            throw new UserError(
                $"The step {result.ErrorScript?.Name} of the database failed ({result.Error.Message.TrimEnd('.')}); nothing of it is "
                    + "kept.",
                result.Error);
        }
    }

    /// <summary>The steps, in their order.</summary>
    internal static IEnumerable<SqlScript> Scripts()
    {
        Assembly assembly = typeof(FleetDatabase).Assembly;
        foreach (string name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SqlScript(name[Prefix.Length..], reader.ReadToEnd());
        }
    }
}
