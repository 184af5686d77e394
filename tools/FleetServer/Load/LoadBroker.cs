using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer.Load;

/// <summary>
/// The way of simulated gauges to a broker: a few connections that many gauges share, made again where they end. A message is taken when
/// the broker acknowledges it.
/// </summary>
internal sealed class LoadBroker : IDisposable
{
    private const int Connections = 16;

    private readonly BrokerAddress address;
    private readonly IMqttClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => new MqttClientFactory().CreateMqttClient())];
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Connections).Select(_ => new SemaphoreSlim(1))];

    public LoadBroker(BrokerAddress address) => this.address = address;

    /// <summary>Publishes an entry of a gauge; false where the broker did not say that it has it.</summary>
    public async Task<bool> PublishAsync(int gauge, string json)
    {
        using var limit = new CancellationTokenSource(BrokerOptions.Patience);
        try
        {
            IMqttClient client = await ConnectedAsync(gauge % Connections, limit.Token).ConfigureAwait(false);
            MqttApplicationMessage message = new MqttApplicationMessageBuilder()
                .WithTopic(FormattableString.Invariant($"nanobms/{gauge}/entry"))
                .WithPayload(json)
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();

            // A broker takes what nobody subscribed to as well, drops it, and says so by another code.
            MqttClientPublishResult result = await client.PublishAsync(message, limit.Token).ConfigureAwait(false);
            return result.ReasonCode == MqttClientPublishReasonCode.Success;
        }
        catch (Exception exception) when (
            exception is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Array.ForEach(clients, client => client.Dispose());
        Array.ForEach(gates, gate => gate.Dispose());
    }

    private async Task<IMqttClient> ConnectedAsync(int number, CancellationToken ct)
    {
        IMqttClient client = clients[number];
        await gates[number].WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (!client.IsConnected)
            {
                MqttClientOptions options = address.ToClientOptions().WithProtocolVersion(MqttProtocolVersion.V500).Build();
                await client.ConnectAsync(options, ct).ConfigureAwait(false);
            }

            return client;
        }
        finally
        {
            gates[number].Release();
        }
    }
}
