using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// What one server of a cluster does at a time: a lock of a database connection, which goes with the connection, however its server ends.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="name">Of what it is the turn.</param>
internal sealed class ClusterTurn(FleetDatabase database, string name)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the turn; it ends when it is disposed of, or with the connection.</summary>
    public async Task<Held> TakeAsync(CancellationToken ct)
    {
        Held? held;
        while ((held = await TryTakeAsync(ct).ConfigureAwait(false)) is null)
        {
            await Task.Delay(Pause, ct).ConfigureAwait(false);
        }

        return held;
    }

    /// <summary>The turn, or null where another server has it.</summary>
    public async Task<Held?> TryTakeAsync(CancellationToken ct)
    {
        NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        bool isTaken = false;
        try
        {
            await using NpgsqlCommand command = connection.Command("SELECT pg_try_advisory_lock(hashtext($1))", name);
            isTaken = (bool)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
            return isTaken ? new Held(connection, name) : null;
        }
        finally
        {
            if (!isTaken)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>A turn that was taken.</summary>
    internal sealed class Held(NpgsqlConnection connection, string name) : IAsyncDisposable
    {
        /// <summary>Asks whether it is held still; a connection that broke took it along.</summary>
        /// <exception cref="NpgsqlException">It is not.</exception>
        public async Task CheckAsync(CancellationToken ct)
        {
            await using NpgsqlCommand command = connection.Command("SELECT 1");
            await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                // In the pool the connection would hold it until somebody takes it out again.
                await using NpgsqlCommand command = connection.Command("SELECT pg_advisory_unlock(hashtext($1))", name);
                await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (FleetDatabase.IsFault(exception) || exception is InvalidOperationException)
            {
                // It went with the connection.
            }

            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
