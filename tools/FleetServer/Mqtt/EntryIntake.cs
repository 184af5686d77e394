using System.Buffers;
using System.Globalization;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using NanoBms.ChannelServer;
using NanoBms.ChannelServer.Hosting;
using NanoBms.ChannelServer.Storage;
using NanoBms.FleetServer.Background;
using NanoBms.FleetServer.Postgres;
using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer.Mqtt;

/// <summary>
/// Takes entries from a broker, on nanobms/CHANNEL/entry, and acknowledges each after its commit: what is not acknowledged when the
/// connection ends the broker brings again. One server of a cluster does so at a time, always in the broker's same session; when it dies
/// another one goes on with it.
/// </summary>
internal sealed class EntryIntake : IAsyncDisposable
{
    /// <summary>What is subscribed to.</summary>
    public const string Topic = "nanobms/+/entry";

    private const string ClientId = "nanobms-fleet";
    private const int Lanes = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly BrokerAddress broker;
    private readonly ClusterTurn? turn;
    private readonly IChannelDirectory channels;
    private readonly IEntryWriter writer;
    private readonly ChannelRules rules;
    private readonly ILogger log;
    private readonly BackgroundLoop loop;

    /// <summary>Begins.</summary>
    /// <param name="turn">Lets one server of a cluster do so at a time; null: this one is alone.</param>
    public EntryIntake(
        BrokerAddress broker, ClusterTurn? turn, IChannelDirectory channels, IEntryWriter writer, ChannelRules rules, ILogger log)
    {
        (this.broker, this.turn, this.channels, this.writer, this.rules, this.log) = (broker, turn, channels, writer, rules, log);
        loop = new BackgroundLoop(
            RunAsync, Pause, fault => log.LogWarning("MQTT: no entries from {Broker} ({Fault}); tried again.", broker, fault));
    }

    public ValueTask DisposeAsync() => loop.DisposeAsync();

    private async Task RunAsync(Action isWell, CancellationToken ct)
    {
        await using ClusterTurn.Held? held = turn is null ? null : await turn.TakeAsync(ct).ConfigureAwait(false);
        await ServeAsync(isWell, ct).ConfigureAwait(false);
        throw new IOException("the connection was lost");
    }

    // Entries of a channel go through the same lane, so that they stay in their order.
    private async Task ServeAsync(Action connected, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        Channel<MqttApplicationMessageReceivedEventArgs>[] lanes =
            [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>())];
        client.DisconnectedAsync += _ => ended.CancelAsync();
        client.ApplicationMessageReceivedAsync += received =>
        {
            received.AutoAcknowledge = false;
            long lane = ChannelOf(received.ApplicationMessage.Topic) ?? 0;
            lanes[(int)(lane % Lanes)].Writer.TryWrite(received);
            return Task.CompletedTask;
        };
        Task work = Task.WhenAll(lanes.Select(lane => Task.Run(() => WorkAsync(lane.Reader, ended))));
        try
        {
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ended.Token))
            {
                limit.CancelAfter(BrokerOptions.Patience);
                await client.ConnectAsync(Options(), limit.Token).ConfigureAwait(false);
                await client.SubscribeAsync(Topic, MqttQualityOfServiceLevel.AtLeastOnce, limit.Token).ConfigureAwait(false);
            }

            connected();
            await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
            if (client.IsConnected)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await client.DisconnectAsync(new MqttClientDisconnectOptions(), limit.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // The session outlives the connection: entries wait in the broker until somebody takes them.
    private MqttClientOptions Options() => broker.ToClientOptions()
        .WithClientId(ClientId)
        .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
        .WithCleanStart(false)
        .WithSessionExpiryInterval(uint.MaxValue)
        .WithKeepAlivePeriod(TimeSpan.FromSeconds(15))
        .Build();

    private async Task WorkAsync(ChannelReader<MqttApplicationMessageReceivedEventArgs> lane, CancellationTokenSource ended)
    {
        CancellationToken ct = ended.Token;
        try
        {
            await foreach (MqttApplicationMessageReceivedEventArgs received in lane.ReadAllAsync(ct).ConfigureAwait(false))
            {
                await StoreAsync(received.ApplicationMessage, ct).ConfigureAwait(false);
                await received.AcknowledgeAsync(ct).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (
            exception is OperationCanceledException or MqttCommunicationException or InvalidOperationException)
        {
            // The connection is gone, and what was not acknowledged comes again.
        }
        finally
        {
            // While it lived, a lane that ended for whatever reason would leave its channels' entries lying, without a word.
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    // Ends when the entry is stored, or can never be.
    private async Task StoreAsync(MqttApplicationMessage message, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                (IServedChannel channel, EntryDraft draft) = await ReadAsync(message).ConfigureAwait(false);

                // A time that is taken is an entry that came already: the broker may bring one twice.
                await writer.WriteAsync(channel.Id, rules.NowMs(), [draft], isLimited: false).ConfigureAwait(false);
                return;
            }
            catch (FormatException exception)
            {
                log.LogWarning("MQTT: an entry on {Topic} is refused: {Reason}", message.Topic, exception.Message);
                return;
            }
            catch (StorageBusyException)
            {
                await Task.Delay(Pause, ct).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<(IServedChannel Channel, EntryDraft Draft)> ReadAsync(MqttApplicationMessage message)
    {
        long id = ChannelOf(message.Topic)
            ?? throw new FormatException("The topic names no channel; it is nanobms/CHANNEL/entry with the channel's number.");
        JsonEntry entry = JsonEntry.Read(message.Payload.ToArray(), rules);
        if (!entry.Draft.IsTimeGiven)
        {
            throw new FormatException("It has no created_at; without a time of its own an entry that comes twice would be stored twice.");
        }

        return await channels.FindAsync(id).ConfigureAwait(false) is { } channel && channel.MayWrite(entry.Key)
            ? (channel, entry.Draft)
            : throw new FormatException($"There is no channel {id}, or the entry's api_key is not its write key.");
    }

    private static long? ChannelOf(string topic) =>
        topic.Split('/') is [_, { } id, _] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}
