using System.Net;
using System.Net.Sockets;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Foundation;
using NanoBms.LocalChannel;
using NanoBms.LocalChannel.Hosting;
using NanoBms.Platform;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>A ThingSpeak-compatible channel with a page for one run.</summary>
public sealed class Channel : IAsyncDisposable
{
    private const int StopMs = 1000;

    // A page that is open goes on with the next run; 8080 is where a channel of one's own usually is.
    private const int UsualPort = 5080;

    private readonly LocalChannelServer server;
    private readonly string? temporaryFolder;

    private Channel(LocalChannelServer server, string? temporaryFolder)
    {
        this.server = server;
        this.temporaryFolder = temporaryFolder;
    }

    /// <summary>Address of the page.</summary>
    public Uri Url => server.Url;

    /// <summary>The way to it.</summary>
    public IHttp Http { get; } = new HttpSender();

    /// <summary>Starts a channel without a rate limit and for entries of any time: simulated time outruns the server's.</summary>
    /// <param name="port">Port; 0: any free one; null: always the same one, or any where that is taken.</param>
    /// <param name="databasePath">SQLite file of the entries; null: one that goes when the channel does.</param>
    /// <param name="truthPercent">True state of charge at a time, milliseconds since 1970, for the page; null: not shown.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="UserError">The port or the file cannot be had.</exception>
    public static async Task<Channel> StartAsync(int? port, string? databasePath, Func<long, double?>? truthPercent, CancellationToken ct)
    {
        int wanted = port ?? (IsFree(UsualPort) ? UsualPort : 0);
        string? folder = databasePath is null ? Directory.CreateTempSubdirectory("nanobms-").FullName : null;
        try
        {
            var options = new LocalChannelOptions
            {
                DatabasePath = databasePath ?? Path.Combine(folder!, "channel.db"),
                Port = wanted,
                TruthPercent = truthPercent,
                RateLimit = TimeSpan.Zero,
                MaxAhead = null,
            };
            return new Channel(await LocalChannelServer.StartAsync(options, ct).ConfigureAwait(false), folder);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UserError)
        {
            Remove(folder);
            throw new UserError(exception.Message, exception);
        }
    }

    /// <summary>Tells the firmware where the channel is.</summary>
    public void Apply(DeviceSettings settings)
    {
        ChannelAccess channel = server.Channels[0];
        settings.CloudUrl = server.Url.ToString().TrimEnd('/');
        settings.CloudWriteKey = channel.WriteKey;
        settings.CloudChannelId = (int)channel.Id;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // An open page holds a connection that never ends by itself.
        using (var patience = new CancellationTokenSource(StopMs))
        {
            await server.StopAsync(patience.Token).ConfigureAwait(false);
        }

        await server.DisposeAsync().ConfigureAwait(false);
        Remove(temporaryFolder);
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Remove(string? folder)
    {
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
