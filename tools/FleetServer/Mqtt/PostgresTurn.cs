using NanoBms.FleetServer.Postgres;
using Npgsql;

namespace NanoBms.FleetServer.Mqtt;

/// <summary>The turn as a lock of a database connection: it goes with the connection, however its server ends.</summary>
/// <param name="database">The database.</param>
/// <param name="name">Of what it is the turn.</param>
internal sealed class PostgresTurn(FleetDatabase database, string name = "nanobms-intake") : IIntakeTurn
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public async Task<IAsyncDisposable> TakeAsync(CancellationToken ct)
    {
        NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        try
        {
            await using NpgsqlCommand command = connection.Command("SELECT pg_try_advisory_lock(hashtext($1))", name);
            while (!(bool)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!)
            {
                await Task.Delay(Pause, ct).ConfigureAwait(false);
            }

            // Back in the pool it is reset, which ends the lock.
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
