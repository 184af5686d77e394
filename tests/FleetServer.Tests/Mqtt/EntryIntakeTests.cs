using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using NanoBms.ChannelServer;
using NanoBms.LocalChannel.Tests.Mqtt;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Mqtt;

public class EntryIntakeTests
{
    [Fact]
    public async Task Entries_from_a_broker_are_stored_in_their_order_also_those_that_came_while_no_server_ran()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();

        // The rate limit is not for what waited in the broker.
        await using RunningFleet fleet = await RunningFleet.StartAsync(
            await (await PostgresServer.SharedAsync()).NewDatabaseAsync(), count: 2, channels: 3, mqtt: broker.Address,
            rules: new ChannelRules());
        using IMqttClient gauge = await ConnectAsync(broker);
        await UntilTakenAsync(fleet, gauge);
        for (int k = 1; k <= 20; k++)
        {
            await PublishAsync(gauge, 2, Entry(2, k));
        }

        await UntilAsync(fleet, 2, 20);

        // Whichever server took them: the other one goes on, and so does a new one after a while without any.
        await fleet.RemoveAsync(1);
        await fleet.RemoveAsync(0);
        for (int k = 21; k <= 40; k++)
        {
            await PublishAsync(gauge, 2, Entry(2, k));
        }

        await fleet.AddAsync();
        await UntilAsync(fleet, 2, 40);
        JsonElement[] feeds = await fleet.FeedsAsync(2);
        Assert.Equal(Enumerable.Range(1, 40).Select(k => $"{k} {k}"), feeds.Select(entry =>
            $"{entry.GetProperty("entry_id").GetRawText()} {entry.GetProperty("field1").GetString()}"));
    }

    [Fact]
    public async Task What_comes_twice_is_stored_once_and_what_cannot_be_is_left_out()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using RunningFleet fleet = await RunningFleet.StartAsync(null, channels: 3, mqtt: broker.Address);
        using IMqttClient gauge = await ConnectAsync(broker);
        await UntilTakenAsync(fleet, gauge);
        string[] bodies =
        [
            Entry(2, 1), Entry(2, 1), "no json", """{"api_key":"WRITEKEY00000002","field1":1}""", Entry(3, 2), """{"field1":1}""",
            """{"api_key":"WRITEKEY00000002","created_at":"2099-01-01T00:00:00Z","field1":1}""", Entry(2, 2),
        ];
        foreach (string body in bodies)
        {
            await PublishAsync(gauge, 2, body);
        }

        await UntilAsync(fleet, 2, 2);
        Assert.Equal(["1", "2"], (await fleet.FeedsAsync(2)).Select(entry => entry.GetProperty("field1").GetString()));
        Assert.Empty(await fleet.FeedsAsync(3));
    }

    private static string Entry(int channel, int k) =>
        $$"""{"api_key":"{{RunningFleet.KeyOf(channel)}}","created_at":"2026-03-01T12:00:{{k:00}}Z","field1":{{k}}}""";

    private static async Task<IMqttClient> ConnectAsync(Mosquitto broker)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer(broker.Address.Host, broker.Address.Port).Build(), WaitLimit.Token);
        return client;
    }

    private static Task PublishAsync(IMqttClient client, int channel, string body) => client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic($"nanobms/{channel}/entry").WithPayload(body)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
        WaitLimit.Token);

    // A broker keeps nothing for a session that is not there yet.
    private static async Task UntilTakenAsync(RunningFleet fleet, IMqttClient gauge)
    {
        CancellationToken limit = WaitLimit.Token;
        while ((await fleet.FeedsAsync(1)).Length == 0)
        {
            await PublishAsync(gauge, 1, Entry(1, 1));
            await Task.Delay(100, limit);
        }
    }

    private static async Task UntilAsync(RunningFleet fleet, int channel, int count)
    {
        CancellationToken limit = WaitLimit.Token;
        while ((await fleet.FeedsAsync(channel)).Length < count)
        {
            await Task.Delay(100, limit);
        }
    }
}
