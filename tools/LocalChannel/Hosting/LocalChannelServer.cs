using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using NanoBms.Foundation;
using NanoBms.LocalChannel.Api;
using NanoBms.LocalChannel.Mqtt;
using NanoBms.LocalChannel.Page;
using NanoBms.LocalChannel.Requests;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Hosting;

/// <summary>A running channel server: the ThingSpeak-compatible interface and the live page.</summary>
public sealed class LocalChannelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ChannelDatabase database;
    private readonly EntryWriter writer;
    private readonly ChannelPublisher? publisher;

    private LocalChannelServer(
        WebApplication app, ChannelDatabase database, EntryWriter writer, ChannelPublisher? publisher, IReadOnlyList<ChannelAccess> channels,
        Uri url)
    {
        this.app = app;
        this.database = database;
        this.writer = writer;
        this.publisher = publisher;
        Channels = channels;
        Url = url;
    }

    /// <summary>Address of the page and the interface, with the port that was taken; ends with a slash.</summary>
    public Uri Url { get; }

    /// <summary>The channels with their keys, by number.</summary>
    public IReadOnlyList<ChannelAccess> Channels { get; }

    /// <summary>Opens the database and starts to listen.</summary>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    /// <exception cref="UserError">The database cannot be used.</exception>
    /// <exception cref="IOException">The address or port cannot be listened on.</exception>
    public static async Task<LocalChannelServer> StartAsync(LocalChannelOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<ChannelSettings> wanted = options.CheckedChannels();
        ChannelDatabase database = ChannelDatabase.Open(options.DatabasePath);
        EntryWriter? writer = null;
        WebApplication? app = null;
        try
        {
            ChannelRegistry channels = ChannelRegistry.Load(database, wanted, options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
            var signals = new LiveSignals();
            writer = new EntryWriter(database, options.RateLimit, signals.Raise);
            var reader = new EntryReader(database);
            app = Build(options, channels, reader, writer, signals);
            await StartListeningAsync(app, options, ct).ConfigureAwait(false);
            string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var url = new Uri(Reachable(address));
            ChannelPublisher? publisher = options.Mqtt is null ? null : ChannelPublisher.Start(
                options.Mqtt, options, channels, reader, signals, url, app.Services.GetRequiredService<ILogger<ChannelPublisher>>());
            return new LocalChannelServer(app, database, writer, publisher, channels.All, url);
        }
        catch
        {
            if (app != null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            if (writer != null)
            {
                await writer.DisposeAsync().ConfigureAwait(false);
            }

            database.Dispose();
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
        await writer.DisposeAsync().ConfigureAwait(false);
        database.Dispose();
    }

    private static WebApplication Build(
        LocalChannelOptions options, ChannelRegistry channels, EntryReader reader, EntryWriter writer, LiveSignals signals)
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
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = WriteBody.Most;
            kestrel.Listen(options.ListenAddress, options.Port);
        });
        WebApplication app = builder.Build();
        ILogger log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<LocalChannelServer>();
        var names = new HostNames(options.HostNames);
        var door = new ChannelDoor(channels, new KeyThrottle(options.TimeProvider));
        app.Use((context, next) => AnswerErrorsAsync(context, next, log));
        app.Use((context, next) =>
        {
            names.Check(context.Request);
            return next(context);
        });
        app.UseRouting();
        new WriteEndpoints(door, writer, options).Map(app);
        new ReadEndpoints(door, reader, options).Map(app);
        new PageEndpoints(door, reader, signals, options).Map(app);
        return app;
    }

    private static async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType == null)
            {
                await context.RefuseAsync(ApiError.FromStatus(context.Response.StatusCode)).ConfigureAwait(false);
            }
        }
        catch (ApiException exception) when (!context.Response.HasStarted)
        {
            await context.RefuseAsync(exception.Error).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // The path, not the query: that may hold a key. As it came, for what was decoded may hold control characters.
            log.LogError(exception, "{Method} {Path} failed.", context.Request.Method, context.Request.Path.ToUriComponent());
            await context.RefuseAsync(ApiError.Internal()).ConfigureAwait(false);
        }
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
