using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace NanoBms.ChannelServer.Hosting;

/// <summary>A web server that serves a <see cref="ChannelInterface"/> and nothing else.</summary>
public sealed class ChannelHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ChannelHost(WebApplication app, Uri url)
    {
        this.app = app;
        Url = url;
    }

    /// <summary>Address of the page and the interface, with the port that was taken; ends with a slash.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="served">What is served.</param>
    /// <param name="address">Address to listen on.</param>
    /// <param name="port">TCP port; 0: any free one.</param>
    /// <param name="loggers">Where failures are logged; null: nowhere.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="IOException">The address or port cannot be listened on.</exception>
    public static async Task<ChannelHost> StartAsync(
        ChannelInterface served, IPAddress address, int port, ILoggerFactory? loggers = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(served);
        ArgumentNullException.ThrowIfNull(address);
        WebApplication app = Build(served, address, port, loggers);
        try
        {
            await app.StartAsync(ct).ConfigureAwait(false);
            string taken = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return new ChannelHost(app, new Uri(Reachable(taken)));
        }
        catch (Exception exception)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (exception is not (IOException or SocketException))
            {
                throw;
            }

            throw new IOException(
                $"Cannot listen on {new IPEndPoint(address, port)} ({exception.Message.TrimEnd('.')}); choose another address or port.",
                exception);
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
        await app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ChannelInterface served, IPAddress address, int port, ILoggerFactory? loggers)
    {
        // The empty builder reads no settings from files or environment: only the arguments count.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (loggers != null)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ChannelInterface.Limit(kestrel);
            kestrel.Listen(address, port);
        });
        WebApplication app = builder.Build();
        served.Serve(app);
        return app;
    }

    // "All addresses" is nothing to type into a browser.
    private static string Reachable(string address) =>
        address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
}
