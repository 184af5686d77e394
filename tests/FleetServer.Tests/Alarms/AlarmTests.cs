using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NanoBms.FleetServer.Alarms;
using NanoBms.FleetServer.Tests.Accounts;
using NanoBms.LocalChannel.Tests.Mqtt;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests.Alarms;

public class AlarmTests
{
    [Fact]
    public async Task An_alarm_is_told_once_at_its_begin_and_once_at_its_end_signed_and_by_the_broker()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using HookServer hook = await HookServer.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        await using SignedInFleet fleet = await StartAsync(count: 2, channels: 2, broker: broker);
        using Visitor ann = await fleet.VisitAsync("ann");
        string secret = await RuleAsync(
            fleet, ann, ("kind", "charge"), ("threshold", "20"), ("webhook", hook.Url + "hook"), ("published", "yes"));
        await fleet.Fleet.UpdateAsync("field4=55", channel: 2);
        await fleet.Fleet.UpdateAsync("field4=19.5", channel: 1, server: 1);
        await hook.UntilAsync(1);
        JsonElement said = await listener.JsonAsync("nanobms/1/alarm", json => json.GetArrayLength() == 1);
        Assert.Equal("Charge below 20 %", said[0].GetProperty("rule").GetString());
        Assert.Equal(19.5, said[0].GetProperty("value").GetDouble());

        // It goes on, and is not over at the limit itself.
        await fleet.Fleet.UpdateAsync("field4=15");
        await fleet.Fleet.UpdateAsync("field4=21");
        await RoundsAsync(4);
        Assert.Single(hook.Came);
        await fleet.Fleet.UpdateAsync("field4=22");
        await hook.UntilAsync(2);
        await listener.WaitAsync("nanobms/1/alarm", text => text.Length == 0);
        await RoundsAsync(4);
        Assert.Equal(2, hook.Came.Count);
        (string signature, _, string body, _) = hook.Came.First();
        string seconds = signature.Split(',')[0][2..];
        Assert.Equal(
            "v1=" + Convert.ToHexStringLower(
                HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"))),
            signature.Split(',')[1]);
        Assert.InRange(
            long.Parse(seconds, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 300,
            DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        using JsonDocument begin = JsonDocument.Parse(body), end = JsonDocument.Parse(hook.Came.Last().Body);
        Assert.Equal("begin 1 19.5 Charge below 20 %", Summary(begin.RootElement));
        Assert.Equal("end 1 19.5 Charge below 20 %", Summary(end.RootElement));
        Assert.Equal(JsonValueKind.Null, begin.RootElement.GetProperty("ended_at").ValueKind);
        Assert.Equal(JsonValueKind.String, end.RootElement.GetProperty("ended_at").ValueKind);

        // Nothing stays in the broker for who comes later.
        await using Listener later = await Listener.StartAsync(broker.Address);
        await later.SayAsync("nanobms/test", "here");
        await later.WaitAsync("nanobms/test", text => text == "here");
        Assert.Equal(0, later.CountOf("nanobms/1/alarm"));
        Assert.DoesNotContain(secret, string.Join('\n', await fleet.TextsAsync("SELECT alarm_rules::text FROM alarm_rules")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bits", "129", "field7=8", "field7=136", "Sensor fault or Charge is low")]
    [InlineData("health", "80", "field8=16", "field8=15.9", "Battery health below 80 %")]
    [InlineData("silence", "2", "field4=50", "field4=50&created_at=-180", "No entry for 2 min")]
    public async Task Bits_health_and_silence_are_watched(string kind, string threshold, string good, string bad, string words)
    {
        await using HookServer hook = await HookServer.StartAsync();
        await using SignedInFleet fleet = await StartAsync(change: options => options with
        {
            Channels = [options.Channels[0] with { RatedCapacityAh = 20 }],
        });
        using Visitor ann = await fleet.VisitAsync("ann");
        await RuleAsync(fleet, ann, ("kind", kind), ("threshold", threshold), ("webhook", hook.Url.ToString()), ("channel", "1"));
        string earlier = DateTime.UtcNow.AddSeconds(-180).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await fleet.Fleet.UpdateAsync(bad.Replace("-180", earlier, StringComparison.Ordinal));
        await hook.UntilAsync(1);
        await fleet.Fleet.UpdateAsync(kind == "health" ? "field8=16.5" : good);
        await hook.UntilAsync(2);
        Assert.Equal(["begin", "end"], hook.Came.Select(one => Json(one.Body).GetProperty("event").GetString()));
        Assert.All(hook.Came, one => Assert.Equal(words, Json(one.Body).GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task What_does_not_arrive_is_sent_again_with_growing_pauses_in_its_order_and_goes_nowhere_else()
    {
        await using HookServer hook = await HookServer.StartAsync();
        await using SignedInFleet fleet = await StartAsync();
        using Visitor ann = await fleet.VisitAsync("ann");
        await RuleAsync(fleet, ann, ("kind", "charge"), ("threshold", "20"), ("webhook", hook.Url.ToString()));
        hook.Status = 302;
        await fleet.Fleet.UpdateAsync("field4=10");
        await hook.UntilAsync(2);
        await fleet.Fleet.UpdateAsync("field4=90");
        await hook.UntilAsync(4);
        hook.Status = 200;
        await hook.UntilAsync(6);
        await RoundsAsync(4);
        (string, string Message, string Body, DateTimeOffset At)[] came = [.. hook.Came];
        string[] events = [.. came.Select(one => Json(one.Body).GetProperty("event").GetString()!)];
        Assert.Equal("end", events[^1]);
        Assert.All(events[..^1], one => Assert.Equal("begin", one));
        Assert.Single(came[..^1].Select(one => one.Message + one.Body).Distinct());
        TimeSpan[] pauses = [.. came[..^1].Zip(came[1..^1], (one, next) => next.At - one.At)];
        Assert.True(pauses[^1] > pauses[0], string.Join(' ', pauses));
    }

    [Fact]
    public async Task When_the_server_that_tells_dies_another_one_goes_on_and_nothing_is_told_twice()
    {
        await using HookServer hook = await HookServer.StartAsync();
        await using SignedInFleet fleet = await StartAsync(count: 1);
        using Visitor ann = await fleet.VisitAsync("ann");
        await RuleAsync(fleet, ann, ("kind", "charge"), ("threshold", "20"), ("webhook", hook.Url.ToString()));

        // The one that has the turn is killed; its process goes with its connections.
        await using FleetProcess first = new("--postgres", fleet.Postgres, "--rate-limit", "off", "--webhook-private"),
            second = new("--postgres", fleet.Postgres, "--rate-limit", "off", "--webhook-private");
        await first.StartAsync();
        await fleet.Fleet.RemoveAsync(0);
        await PeopleTests.UntilAsync(async () => (await fleet.TextsAsync("""
            SELECT 1::text FROM pg_locks
            WHERE locktype = 'advisory' AND objid = hashtext('nanobms-alarms')::bigint & 4294967295 AND granted
            """)).Count > 0);
        await second.StartAsync();
        using var client = new HttpClient();
        string key = RunningFleet.KeyOf(1);
        Assert.NotEqual("0", await client.GetStringAsync(new Uri(second.Url!, $"update?api_key={key}&field4=10"), WaitLimit.Token));
        await hook.UntilAsync(1);

        // Between sending and writing down that it did a server that dies has the same message sent again, with its number.
        await PeopleTests.UntilAsync(async () =>
            (await fleet.TextsAsync("SELECT 1::text FROM alarm_messages WHERE done_at_ms IS NOT NULL")).Count == 1);
        first.Kill();
        await PeopleTests.UntilAsync(async () =>
        {
            using HttpResponseMessage reply =
                await client.GetAsync(new Uri(second.Url!, $"update?api_key={key}&field4=90"), WaitLimit.Token);
            return reply.StatusCode == HttpStatusCode.OK && await reply.Content.ReadAsStringAsync(WaitLimit.Token) != "0";
        });
        await hook.UntilAsync(2);
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        Assert.Equal(["begin", "end"], hook.Came.Select(one => Json(one.Body).GetProperty("event").GetString()));
    }

    [Fact]
    public async Task Webhooks_do_not_reach_what_is_not_of_the_open_internet()
    {
        await using HookServer hook = await HookServer.StartAsync();
        await using SignedInFleet fleet = await StartAsync(change: options => options with { IsWebhookPrivate = false });
        using Visitor ann = await fleet.VisitAsync("ann");
        foreach (string address in (string[])["http://example.org/", "ftp://example.org/", "https://user:secret@example.org/", "x"])
        {
            await ann.OpenAsync(fleet.Url("fleet/alarms"));
            await ann.SendAsync("/fleet/alarms", ("organisation", "1"), ("kind", "charge"), ("threshold", "20"), ("webhook", address));
            Assert.Contains("Nothing is made: a webhook's address begins with https://", ann.Page, StringComparison.Ordinal);
        }

        await RuleAsync(fleet, ann, ("kind", "charge"), ("threshold", "20"), ("webhook", $"https://localhost:{hook.Url.Port}/"));
        await fleet.Fleet.UpdateAsync("field4=10");
        await PeopleTests.UntilAsync(async () => (await fleet.TextsAsync(
            "SELECT fault FROM alarm_messages WHERE fault IS NOT NULL")).Contains(
                "its address is not one of the open internet; --webhook-private allows others"));
        Assert.Empty(hook.Came);
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::1", false)]
    public void An_address_of_the_open_internet_is_told_from_others(string address, bool isOpen) =>
        Assert.Equal(isOpen, PublicAddress.Is(IPAddress.Parse(address)));

    // As RFC 4231, test case 2, has it for the function underneath.
    [Fact]
    public void The_signature_is_HMAC_SHA256() => Assert.Equal(
        "t=0,v1=" + Convert.ToHexStringLower(HMACSHA256.HashData("Jefe"u8, "0.what do ya want for nothing?"u8)),
        WebhookSender.Sign("Jefe", 0, "what do ya want for nothing?"u8));

    private static Task<SignedInFleet> StartAsync(
        int count = 1, int channels = 1, Mosquitto? broker = null, Func<FleetOptions, FleetOptions>? change = null) =>
        SignedInFleet.StartAsync(count, channels, mqtt: broker?.Address, change: options => (change ?? (same => same))(
            options with { AlarmPeriod = TimeSpan.FromMilliseconds(200), IsWebhookPrivate = true }));

    private static async Task<string> RuleAsync(SignedInFleet fleet, Visitor person, params (string Name, string Value)[] filled)
    {
        await person.OpenAsync(fleet.Url("fleet/alarms"));
        await person.SendAsync("/fleet/alarms", [("organisation", "1"), .. filled]);
        Assert.Contains("The rule is made.", person.Page, StringComparison.Ordinal);
        return Assert.Single(SignedInFleet.Shown(person));
    }

    // As long as it takes to look at all channels so many times.
    private static Task RoundsAsync(int count) => Task.Delay(TimeSpan.FromMilliseconds(300 * count), TestContext.Current.CancellationToken);

    private static JsonElement Json(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    private static string Summary(JsonElement json) => string.Join(' ', json.GetProperty("event").GetString(),
        json.GetProperty("channel").GetInt32().ToString(CultureInfo.InvariantCulture),
        json.GetProperty("value").GetDouble().ToString(CultureInfo.InvariantCulture), json.GetProperty("rule").GetString());
}
