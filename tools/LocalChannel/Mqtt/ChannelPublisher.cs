using Microsoft.Extensions.Logging.Abstractions;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Storage;
using NanoBms.HomeAssistant;
using NanoBms.LocalChannel.Storage;

namespace NanoBms.LocalChannel.Mqtt;

/// <summary>Publishes the newest entry of each channel to a broker, at the start and whenever entries came.</summary>
internal sealed class ChannelPublisher : IAsyncDisposable
{
    // A mean needs no more of them, however fast they come.
    private const int MostBefore = 1000;

    private readonly GaugePublisher publisher;
    private readonly IEntryReader reader;
    private readonly IEntrySignals signals;
    private readonly TimeProvider time;
    private readonly long aheadMs;
    private readonly CancellationTokenSource stop = new();
    private readonly Task followers;

    private ChannelPublisher(
        GaugePublisher publisher, IEntryReader reader, IEntrySignals signals, IEnumerable<(long Id, ChannelDevice Device)> channels,
        LocalChannelOptions options)
    {
        this.publisher = publisher;
        this.reader = reader;
        this.signals = signals;
        time = options.TimeProvider;
        aheadMs = (long)(options.MaxAhead ?? TimeSpan.Zero).TotalMilliseconds;
        followers = Task.WhenAll([.. channels.Select(channel => Task.Run(() => FollowAsync(channel.Id, channel.Device)))]);
    }

    /// <summary>Starts to publish.</summary>
    /// <exception cref="Foundation.UserError">The certificate of the broker's authority cannot be read.</exception>
    public static ChannelPublisher Start(
        BrokerAddress broker, LocalChannelOptions options, SqliteStorage storage, Uri page)
    {
        ILogger log = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ChannelPublisher>();
        (long Id, ChannelDevice Device)[] all = [.. storage.All.Select(one => (one.Id, new ChannelDevice(one.Settings, page)))];
        GaugePublisher publisher = GaugePublisher.Start(
            broker, FormattableString.Invariant($"local_channel_{options.MqttName}"), [.. all.Select(one => one.Device.Device)],
            sentence => log.LogInformation("{Sentence}", sentence), options.TimeProvider);
        return new ChannelPublisher(publisher, storage.Reader, storage.Signals, all, options);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await followers.ConfigureAwait(false);
        await publisher.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task FollowAsync(long id, ChannelDevice device)
    {
        long shown = 0;
        while (!stop.IsCancellationRequested)
        {
            Task next = signals.Next(id);
            // By their time, not by their arrival: what waited in a gauge comes after what is new. What is dated ahead of now tells
            // nothing.
            DateTimeOffset now = time.GetUtcNow();
            long nowMs = now.ToUnixTimeMilliseconds() + aheadMs;
            if (await reader.NewestAsync(id, 0, nowMs, 1).ConfigureAwait(false) is [Entry newest] && newest.Id != shown)
            {
                long fromMs = newest.CreatedAtMs - (long)ChannelDevice.MeanOver.TotalMilliseconds + 1;
                List<Entry> before = await reader.NewestAsync(id, fromMs, newest.CreatedAtMs, MostBefore).ConfigureAwait(false);
                publisher.Publish(device.Device.Id, device.StateOf(newest, before, now));
                shown = newest.Id;
            }

            await next.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
