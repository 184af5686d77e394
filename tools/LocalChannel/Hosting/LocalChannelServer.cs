using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using NanoBms.Foundation;
using NanoBms.LocalChannel.Mqtt;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Hosting;

/// <summary>A running channel server: the ThingSpeak-compatible interface and the live page.</summary>
public sealed class LocalChannelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SqliteStorage storage;
    private readonly ChannelPublisher? publisher;

    private LocalChannelServer(WebApplication app, SqliteStorage storage, ChannelPublisher? publisher, Uri url)
    {
        this.app = app;
        this.storage = storage;
        this.publisher = publisher;
        Url = url;
    }

    /// <summary>Address of the page and the interface, with the port that was taken; ends with a slash.</summary>
    public Uri Url { get; }

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
        SqliteStorage storage = SqliteStorage.Open(options.DatabasePath, wanted, options.Rules());
        WebApplication? app = null;
        try
        {
            app = Build(options, storage);
            await StartListeningAsync(app, options, ct).ConfigureAwait(false);
            string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var url = new Uri(Reachable(address));
            ChannelPublisher? publisher = options.Mqtt is null ? null : ChannelPublisher.Start(
                options.Mqtt, options, storage, url, app.Services.GetRequiredService<ILogger<ChannelPublisher>>());
            return new LocalChannelServer(app, storage, publisher, url);
        }
        catch
        {
            if (app != null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            await storage.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops listening; requests under way are answered first.</summary>
    public Task StopAsync(CancellationToken ct = default) => app.StopAsync(ct);

    /// <summary>Ends when the server has stopped.</summary>
    public Task WaitForStopAsync() => app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync().ConfigureAwait(false);
        if (publisher is not null)
        {
            await publisher.DisposeAsync().ConfigureAwait(false);
        }

        await app.DisposeAsync().ConfigureAwait(false);
        await storage.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(LocalChannelOptions options, SqliteStorage storage)
    {
        // The empty builder reads no settings from files or environment: only the options count.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (options.LoggerFactory != null)
        {
            builder.Services.AddSingleton(options.LoggerFactory);
        }

        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ChannelInterface.Limit(kestrel);
            kestrel.Listen(options.ListenAddress, options.Port);
        });
        WebApplication app = builder.Build();
        new ChannelInterface(storage.Channels, storage.Reader, storage.Writer, storage.Signals, options.Rules(), options.TruthPercent)
            .Serve(app);
        return app;
    }

    private static async Task StartListeningAsync(WebApplication app, LocalChannelOptions options, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            throw new IOException(
                $"Cannot listen on {new IPEndPoint(options.ListenAddress, options.Port)} ({exception.Message.TrimEnd('.')}); choose "
                    + "another address or port.", exception);
        }
    }

    // "All addresses" is nothing to type into a browser.
    private static string Reachable(string address) =>
        address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
}
