using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;
using NanoBms.LocalChannel.Tests.Mqtt;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Telemetry;

public class LogTests
{
    private const string Wrong = "WRONGKEY00000001";

    [Fact]
    public async Task No_line_of_the_log_holds_a_key_at_any_level_however_it_came()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        using var folder = new TemporaryFolder();
        await using var server = new FleetProcess(
            "--db", folder.File("fleet.db"), "--settings", Writer.Settings(folder, 1), "--rate-limit", "off",
            "--mqtt", $"mqtt://127.0.0.1:{broker.Address.Port}", "--log-format", "json", "--log-level", "trace");
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Url };
        foreach (string key in (string[])[RunningFleet.WriteKey, Wrong])
        {
            await SendAsync(client, new HttpRequestMessage(HttpMethod.Get, $"update?api_key={key}&field1=1"));
            await SendAsync(client, new HttpRequestMessage(HttpMethod.Get, $"channels/1/feeds.json?api_key={key}&results=nonsense"));
            var header = new HttpRequestMessage(HttpMethod.Get, "update?field1=1");
            header.Headers.Add("X-THINGSPEAKAPIKEY", key);
            await SendAsync(client, header);
            foreach (string body in (string[])[
                $$"""{"write_api_key":"{{key}}","updates":[{"delta_t":0,"field1":1}]}""", $$"""{"write_api_key":"{{key}}","updates":["""])
            {
                await SendAsync(client, new HttpRequestMessage(HttpMethod.Post, "channels/1/bulk_update.json")
                {
                    Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
                });
            }
        }

        using IMqttClient gauge = new MqttClientFactory().CreateMqttClient();
        await gauge.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer(broker.Address.Host, broker.Address.Port).Build(), WaitLimit.Token);
        CancellationToken limit = WaitLimit.Token;

        // Once the refusal of a key is logged, the right one before it was taken.
        while (!server.Log.Any(line => line.Contains("is not its write key", StringComparison.Ordinal)))
        {
            foreach (string key in (string[])[RunningFleet.WriteKey, Wrong])
            {
                await gauge.PublishAsync(
                    new MqttApplicationMessageBuilder().WithTopic("nanobms/1/entry").WithPayload(
                        $$"""{"api_key":"{{key}}","created_at":"2026-03-01T12:00:00Z","field1":1}""")
                        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
                    limit);
            }

            await Task.Delay(100, limit);
        }

        string[] lines = [.. server.Output.Where(line => line.StartsWith('{')), .. server.Log];
        Assert.Contains(lines, line => line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
        foreach (string line in lines)
        {
            Assert.DoesNotContain(RunningFleet.WriteKey, line, StringComparison.Ordinal);
            Assert.DoesNotContain(Wrong, line, StringComparison.Ordinal);
            using JsonDocument json = JsonDocument.Parse(line);
            Assert.True(json.RootElement.TryGetProperty("Message", out _), line);
        }
    }

    private static async Task SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage reply = await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }
}
