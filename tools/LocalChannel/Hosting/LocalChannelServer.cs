using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Hosting;
using NanoBms.Foundation;
using NanoBms.LocalChannel.Mqtt;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Hosting;

/// <summary>A running channel server on an SQLite file: the ThingSpeak-compatible interface and the live page.</summary>
public sealed class LocalChannelServer : IAsyncDisposable
{
    private readonly ChannelHost host;
    private readonly SqliteStorage storage;
    private readonly ChannelPublisher? publisher;

    private LocalChannelServer(ChannelHost host, SqliteStorage storage, ChannelPublisher? publisher)
    {
        this.host = host;
        this.storage = storage;
        this.publisher = publisher;
    }

    /// <summary>Address of the page and the interface, with the port that was taken; ends with a slash.</summary>
    public Uri Url => host.Url;

    /// <summary>The channels with their keys, by number.</summary>
    public IReadOnlyList<ChannelAccess> Channels => storage.All;

    /// <summary>Opens the database and starts to listen.</summary>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    /// <exception cref="UserError">The database cannot be used.</exception>
    /// <exception cref="IOException">The address or port cannot be listened on.</exception>
    public static async Task<LocalChannelServer> StartAsync(LocalChannelOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<ChannelSettings> wanted = options.CheckedChannels();
        ChannelRules rules = options.Rules();
        SqliteStorage storage = SqliteStorage.Open(options.DatabasePath, wanted, rules);
        ChannelHost? host = null;
        try
        {
            host = await ChannelHost.StartAsync(
                new ChannelInterface(storage.Channels, storage.Reader, storage.Writer, storage.Signals, rules),
                options.ListenAddress, options.Port, options.LoggerFactory, ct).ConfigureAwait(false);
            ChannelPublisher? publisher = options.Mqtt is null ? null : ChannelPublisher.Start(options.Mqtt, options, storage, host.Url);
            return new LocalChannelServer(host, storage, publisher);
        }
        catch
        {
            if (host != null)
            {
                await host.DisposeAsync().ConfigureAwait(false);
            }

            await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops listening; requests under way are answered first.</summary>
    public Task StopAsync(CancellationToken ct = default) => host.StopAsync(ct);

    /// <summary>Ends when the server has stopped.</summary>
    public Task WaitForStopAsync() => host.WaitForStopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync().ConfigureAwait(false);
        if (publisher is not null)
        {
            await publisher.DisposeAsync().ConfigureAwait(false);
        }

        await host.DisposeAsync().ConfigureAwait(false);
        await storage.DisposeAsync().ConfigureAwait(false);
    }
}
