using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using NanoBms.HomeAssistant;

namespace NanoBms.FleetServer.Alarms;

/// <summary>
/// Tells a broker what goes on in a channel, retained on nanobms/CHANNEL/alarm: who comes later hears it too, and nothing stays there when
/// all is over.
/// </summary>
internal sealed class AlarmPublisher(BrokerAddress broker, AlarmOutbox outbox) : IDisposable
{
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();

    /// <summary>The topic of a channel.</summary>
    public static string TopicOf(long channelId) => FormattableString.Invariant($"nanobms/{channelId}/alarm");

    /// <summary>Tells how a channel is now, however often it is asked to.</summary>
    /// <returns>Why the broker was not told; null: it was.</returns>
    public async Task<string?> TellAsync(long channelId, CancellationToken ct)
    {
        List<(string Rule, long BeganAtMs, double? Value)> open = await outbox.OpenAsync(channelId).ConfigureAwait(false);
        byte[] payload = open.Count == 0
            ? []
            : JsonSerializer.SerializeToUtf8Bytes(
                open.Select(one => new { rule = one.Rule, since = AlarmMessage.Iso(one.BeganAtMs), value = one.Value }));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(BrokerOptions.Patience);
        try
        {
            if (!client.IsConnected)
            {
                await client.ConnectAsync(
                    broker.ToClientOptions().WithClientId($"nanobms-fleet-alarms-{Guid.NewGuid():N}")
                        .WithKeepAlivePeriod(TimeSpan.FromSeconds(30)).Build(), limit.Token).ConfigureAwait(false);
            }

            MqttClientPublishResult result = await client.PublishAsync(
                new MqttApplicationMessageBuilder().WithTopic(TopicOf(channelId)).WithPayload(payload).WithRetainFlag()
                    .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), limit.Token).ConfigureAwait(false);
            return result.IsSuccess ? null : $"the broker does not take it: {result.ReasonCode}";
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Whatever it is: the next attempt may succeed.
            return exception.GetBaseException().Message.TrimEnd('.');
        }
    }

    public void Dispose() => client.Dispose();
}
