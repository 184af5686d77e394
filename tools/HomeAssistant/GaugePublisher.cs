using System.Collections.Concurrent;
using System.Security.Authentication;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using NanoBms.Foundation;

namespace NanoBms.HomeAssistant;

/// <summary>
/// Keeps gauges known to a broker: tells of them, keeps their newest state there, and comes back with growing pauses when it is gone. What
/// is published meanwhile is not queued: only the newest state of a gauge matters.
/// </summary>
public sealed class GaugePublisher : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly BrokerAddress broker;
    private readonly string source;
    private readonly IReadOnlyList<GaugeDevice> devices;
    private readonly Action<string> say;
    private readonly TimeProvider time;
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentDictionary<string, byte[]> states = new();
    private readonly ConcurrentDictionary<string, byte[]> waiting = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private volatile bool isBorn;

    private GaugePublisher(
        BrokerAddress broker, string source, IReadOnlyList<GaugeDevice> devices, Action<string> say, TimeProvider time)
    {
        this.broker = broker;
        this.source = source;
        this.devices = devices;
        this.say = say;
        this.time = time;
        client.DisconnectedAsync += _ => Wake();
        client.ApplicationMessageReceivedAsync += received =>
        {
            // Home Assistant has started and may have forgotten what is not retained by this broker.
            isBorn = received.ApplicationMessage.ConvertPayloadToString() == Topics.Online;
            return Wake();
        };
        loop = Task.Run(RunAsync);
    }

    /// <summary>Starts to publish.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">Names the program for good among those that publish to this broker: small letters, digits, underscores.</param>
    /// <param name="devices">The gauges.</param>
    /// <param name="say">Takes sentences on the connection.</param>
    /// <param name="time">Clock of the pauses; null: the system's.</param>
    /// <exception cref="UserError">The authority's certificate cannot be read.</exception>
    public static GaugePublisher Start(
        BrokerAddress broker, string source, IReadOnlyList<GaugeDevice> devices, Action<string> say, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        broker.CheckAuthority();
        return new GaugePublisher(broker, source, devices, say, time ?? TimeProvider.System);
    }

    /// <summary>Publishes a gauge's state, at once or when the broker is there.</summary>
    /// <param name="device">The gauge's <see cref="GaugeDevice.Id"/>.</param>
    /// <param name="state">A number, truth value, text or null by entity.</param>
    public void Publish(string device, IReadOnlyDictionary<string, object?> state)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(state);
        states[device] = json;
        waiting[device] = json;
        wake.Release();
    }

    /// <summary>Says that the program is gone, and ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            if (client.IsConnected)
            {
                await SendAsync(Topics.Availability(source), Utf8(Topics.Offline), limit.Token).ConfigureAwait(false);
                await client.DisconnectAsync(new MqttClientDisconnectOptions(), limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsFault(exception) || exception is OperationCanceledException)
        {
            // The broker says it in our place.
        }

        client.Dispose();
        stop.Dispose();
        wake.Dispose();
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static bool IsFault(Exception exception) =>
        exception is MQTTnet.Exceptions.MqttCommunicationException or MQTTnet.Exceptions.MqttProtocolViolationException
            or IOException or System.Net.Sockets.SocketException or AuthenticationException or TimeoutException
                or InvalidOperationException or UserError;

    private Task Wake()
    {
        try
        {
            wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }

        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        string? lastFault = null;
        while (!stop.IsCancellationRequested)
        {
            string fault;
            try
            {
                await ConnectAsync(stop.Token).ConfigureAwait(false);
                say($"MQTT: connected to {broker}.");
                (pause, lastFault) = (TimeSpan.FromSeconds(1), null);
                await ServeAsync(stop.Token).ConfigureAwait(false);
                fault = "the connection was lost";
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                fault = $"no answer within {BrokerOptions.Patience.TotalSeconds:0} s";
            }
            catch (Exception exception) when (IsFault(exception))
            {
                fault = (exception is UserError ? exception : exception.GetBaseException()).Message.TrimEnd('.');
            }

            if (fault != lastFault)
            {
                say($"MQTT: {broker} cannot be reached ({fault}); tried again with growing pauses.");
                lastFault = fault;
            }

            await Task.Delay(pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        MqttClientOptions options = broker.ToClientOptions()
            .WithClientId($"nanobms_{source}_{Environment.ProcessId}")
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(30))
            .WithWillTopic(Topics.Availability(source))
            .WithWillPayload(Topics.Offline)
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithWillRetain()
            .Build();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(BrokerOptions.Patience);
        MqttClientConnectResult result = await client.ConnectAsync(options, limit.Token).ConfigureAwait(false);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new IOException($"it refuses: {result.ResultCode}");
        }

        await client.SubscribeAsync(Topics.Birth, MqttQualityOfServiceLevel.AtMostOnce, limit.Token).ConfigureAwait(false);
    }

    private async Task ServeAsync(CancellationToken ct)
    {
        await TellAllAsync(ct).ConfigureAwait(false);
        while (client.IsConnected)
        {
            if (isBorn)
            {
                isBorn = false;
                await TellAllAsync(ct).ConfigureAwait(false);
            }

            foreach ((string device, byte[] json) in waiting)
            {
                await SendAsync(Topics.State(device), json, ct).ConfigureAwait(false);
                // A newer state that came meanwhile stays.
                waiting.TryRemove(new KeyValuePair<string, byte[]>(device, json));
            }

            await wake.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task TellAllAsync(CancellationToken ct)
    {
        foreach (GaugeDevice device in devices)
        {
            await SendAsync(Topics.Discovery(device.Id), DiscoveryMessage.Write(device, source), ct).ConfigureAwait(false);
        }

        await SendAsync(Topics.Availability(source), Utf8(Topics.Online), ct).ConfigureAwait(false);
        foreach ((string device, byte[] json) in states)
        {
            waiting.TryAdd(device, json);
        }
    }

    private async Task SendAsync(string topic, byte[] payload, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(BrokerOptions.Patience);
        MqttClientPublishResult result = await client.PublishAsync(
            new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag()
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
            limit.Token).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            throw new IOException($"it does not take {topic}: {result.ReasonCode}");
        }
    }
}
