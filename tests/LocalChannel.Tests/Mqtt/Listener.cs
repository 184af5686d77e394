using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests.Mqtt;

/// <summary>What Home Assistant would hear of a broker from now on.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentDictionary<string, (string Text, int Count)> newest = new();

    public static async Task<Listener> StartAsync(BrokerAddress broker)
    {
        var listener = new Listener();
        listener.client.ApplicationMessageReceivedAsync += received =>
        {
            string text = received.ApplicationMessage.ConvertPayloadToString() ?? "";
            listener.newest.AddOrUpdate(received.ApplicationMessage.Topic, (text, 1), (_, before) => (text, before.Count + 1));
            return Task.CompletedTask;
        };
        await listener.client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer(broker.Host, broker.Port).Build(), WaitLimit.Token);
        await listener.client.SubscribeAsync("homeassistant/device/#", cancellationToken: WaitLimit.Token);
        await listener.client.SubscribeAsync("nanobms/#", cancellationToken: WaitLimit.Token);
        return listener;
    }

    /// <summary>How often something was said there.</summary>
    public int CountOf(string topic) => newest.TryGetValue(topic, out (string Text, int Count) found) ? found.Count : 0;

    /// <summary>Waits until what was said there last is as wanted.</summary>
    public async Task<string> WaitAsync(string topic, Func<string, bool> isWanted)
    {
        CancellationToken limit = WaitLimit.Token;
        while (true)
        {
            if (newest.TryGetValue(topic, out (string Text, int Count) found) && isWanted(found.Text))
            {
                return found.Text;
            }

            try
            {
                await Task.Delay(20, limit);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{topic} does not say what is wanted; it says: {(found.Text ?? "nothing")}");
            }
        }
    }

    public async Task<JsonElement> JsonAsync(string topic, Func<JsonElement, bool>? isWanted = null) =>
        JsonSerializer.Deserialize<JsonElement>(
        await WaitAsync(topic, text => isWanted is null || isWanted(JsonSerializer.Deserialize<JsonElement>(text))));

    public Task SayAsync(string topic, string text) => client.PublishStringAsync(topic, text, cancellationToken: WaitLimit.Token);

    public async ValueTask DisposeAsync()
    {
        await client.DisconnectAsync(cancellationToken: WaitLimit.Token);
        client.Dispose();
    }
}
