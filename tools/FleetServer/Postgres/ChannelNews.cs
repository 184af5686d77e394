using System.Globalization;
using NanoBms.FleetServer.Background;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// Hears from the database which channels were changed, on whichever server, and has them forgotten here: an old key opens nothing from
/// that moment on. While the connection is away, what was looked up lives for its seconds at most.
/// </summary>
internal sealed class ChannelNews : IAsyncDisposable
{
    // A connection that died unseen is found by a question that gets no answer.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), ProbeEach = TimeSpan.FromSeconds(5);

    private readonly FleetDatabase database;
    private readonly PostgresChannels channels;
    private readonly BackgroundLoop loop;

    public ChannelNews(FleetDatabase database, PostgresChannels channels)
    {
        (this.database, this.channels) = (database, channels);

        // Nobody needs to hear of it: requests tell that the database is away.
        loop = new BackgroundLoop(ListenAsync, Pause, _ => { });
    }

    public ValueTask DisposeAsync() => loop.DisposeAsync();

    private async Task ListenAsync(Action isWell, CancellationToken ct)
    {
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(ct).ConfigureAwait(false);
        connection.Notification += (_, news) => channels.Forget(
            long.TryParse(news.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null);
        await connection.ChangeAsync("LISTEN nanobms_channels").ConfigureAwait(false);

        // What changed before.
        await channels.ReadAgainAsync().ConfigureAwait(false);
        while (true)
        {
            channels.Heard();
            if (!await connection.WaitAsync(ProbeEach, ct).ConfigureAwait(false))
            {
                await connection.ChangeAsync("SELECT 1").ConfigureAwait(false);
            }
        }
    }
}
