using System.Net;
using System.Net.Sockets;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Hosting;
using NanoBms.ChannelServer.Memory;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Foundation;
using NanoBms.Platform;

namespace NanoBms.PackSimulator.Hosting;

/// <summary>The ThingSpeak-compatible channel of a run: one of its own, with a page, that goes with the run, or somebody else's.</summary>
public sealed class Channel : IAsyncDisposable
{
    private const int StopMs = 1000;

    // A page that is open goes on with the next run; 8080 is where a channel of one's own usually is.
    private const int UsualPort = 5080;

    private readonly ChannelHost? host;

    private Channel(Uri url, string writeKey, int id, ChannelHost? host)
    {
        Url = url;
        WriteKey = writeKey;
        Id = id;
        this.host = host;
    }

    /// <summary>Address of the page.</summary>
    public Uri Url { get; }

    /// <summary>Its write key.</summary>
    public string WriteKey { get; }

    /// <summary>Its number.</summary>
    public int Id { get; }

    /// <summary>The way to it.</summary>
    public IHttp Http { get; } = new HttpSender();

    /// <summary>Starts a channel without a rate limit and for entries of any time: simulated time outruns the server's.</summary>
    /// <param name="port">Port; 0: any free one; null: always the same one, or any where that is taken.</param>
    /// <param name="truthPercent">True state of charge at a time, milliseconds since 1970, for the page; null: not shown.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="UserError">The port cannot be had.</exception>
    public static async Task<Channel> StartAsync(int? port, Func<long, double?>? truthPercent, CancellationToken ct)
    {
        int wanted = port ?? (IsFree(UsualPort) ? UsualPort : 0);
        if (wanted is < 0 or > 65535)
        {
            throw new UserError($"Port {wanted} is not within 0..65535.");
        }

        var rules = new ChannelRules { RateLimit = TimeSpan.Zero, MaxAhead = null };
        var channel = new MemoryChannel(new ChannelSettings(), rules);
        try
        {
            ChannelHost host = await ChannelHost.StartAsync(
                new ChannelInterface(channel, channel, channel, channel.Signals, rules, truthPercent), IPAddress.Loopback, wanted, ct: ct)
                .ConfigureAwait(false);
            return new Channel(host.Url, channel.Access.WriteKey, (int)channel.Access.Id, host);
        }
        catch (IOException exception)
        {
            throw new UserError(exception.Message, exception);
        }
    }

    /// <summary>A channel that runs already.</summary>
    /// <param name="address">Its server.</param>
    /// <param name="writeKey">Its write key.</param>
    /// <param name="id">Its number.</param>
    public static Channel At(Uri address, string writeKey, int id) => new(address, writeKey, id, null);

    /// <summary>Tells the firmware where the channel is.</summary>
    public void Apply(DeviceSettings settings)
    {
        settings.CloudUrl = Url.ToString().TrimEnd('/');
        settings.CloudWriteKey = WriteKey;
        settings.CloudChannelId = Id;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is null)
        {
            return;
        }

        // An open page holds a connection that never ends by itself.
        using (var patience = new CancellationTokenSource(StopMs))
        {
            await host.StopAsync(patience.Token).ConfigureAwait(false);
        }

        await host.DisposeAsync().ConfigureAwait(false);
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
}
