using System.Globalization;
using Npgsql;

namespace NanoBms.FleetServer.Postgres;

/// <summary>
/// Hears from the database which channels were changed, on whichever server, and has them forgotten here: an old key opens nothing from
/// that moment on. While the connection is away, what was looked up lives for its seconds at most.
/// </summary>
internal sealed class ChannelNews : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly FleetDatabase database;
    private readonly PostgresChannels channels;
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public ChannelNews(FleetDatabase database, PostgresChannels channels)
    {
        (this.database, this.channels) = (database, channels);
        loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(stop.Token).ConfigureAwait(false);
                connection.Notification += (_, news) => channels.Forget(
                    long.TryParse(news.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null);
                await connection.ChangeAsync("LISTEN nanobms_channels").ConfigureAwait(false);

                // What changed before.
                channels.Forget(null);
                while (true)
                {
                    await connection.WaitAsync(stop.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException || FleetDatabase.IsFault(exception))
            {
                await Task.Delay(Pause, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
