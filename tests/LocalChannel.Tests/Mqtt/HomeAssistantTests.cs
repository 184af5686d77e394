using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NanoBms.ChannelServer;
using NanoBms.Foundation;
using NanoBms.HomeAssistant;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests.Mqtt;

/// <summary>Channels and Home Assistant, through a real broker.</summary>
public sealed class HomeAssistantTests
{
    private const string Discovery = "homeassistant/device/nanobms_channel_1/config", State = "nanobms/nanobms_channel_1/state",
        Availability = "nanobms/local_channel_1/availability";

    [Fact]
    public async Task A_channel_tells_what_it_is_by_Home_Assistants_rules()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using RunningChannel channel = await RunningChannel.StartAsync(mqtt: broker.Address);
        await using Listener listener = await Listener.StartAsync(broker.Address);

        JsonElement message = await listener.JsonAsync(Discovery);
        Dictionary<string, JsonElement> entities = DiscoveryRules.Check(message);
        Assert.Equal(Availability, message.GetProperty("availability_topic").GetString());
        Assert.Equal(State, message.GetProperty("state_topic").GetString());
        Assert.Equal("online", await listener.WaitAsync(Availability, _ => true));
        Assert.Equal("voltage", entities["field1"].GetProperty("device_class").GetString());
        Assert.Equal("battery", entities["field4"].GetProperty("device_class").GetString());
        Assert.Equal("binary_sensor", entities["sensor_fault"].GetProperty("platform").GetString());
        Assert.Equal(
            "{{ value_json.field4 if now() - as_datetime(value_json.last_entry) < timedelta(seconds=1800) else 'None' }}",
            entities["field4"].GetProperty("value_template").GetString());

        // A retained state is heard of again whenever Home Assistant starts, and is as old as it is.
        Assert.Equal("{{ value_json.last_entry }}", entities["last_entry"].GetProperty("value_template").GetString());
        Assert.Equal(
            "{{ value_json.time_left if now() - as_datetime(value_json.last_entry) < timedelta(seconds=300) else 'None' }}",
            entities["time_left"].GetProperty("value_template").GetString());
        Assert.Equal(300, entities["time_left"].GetProperty("expire_after").GetInt32());
        Assert.False(entities.ContainsKey("health"), "no rated capacity is known");
    }

    [Fact]
    public async Task The_newest_entry_by_its_time_is_the_state()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using RunningChannel channel = await RunningChannel.StartAsync(mqtt: broker.Address);
        await using Listener listener = await Listener.StartAsync(broker.Address);

        await Update(channel, "2026-01-31T08:00:00Z", "field1=3.7&field2=-2&field3=25&field4=72.4&field7=33");
        JsonElement state = await listener.JsonAsync(State, json => json.GetProperty("field4").ValueKind == JsonValueKind.Number);
        Assert.Equal(72.4, state.GetProperty("field4").GetDouble());
        Assert.Equal("2026-01-31T08:00:00+00:00", state.GetProperty("last_entry").GetString());
        Assert.True(state.GetProperty("sensor_fault").GetBoolean());
        Assert.True(state.GetProperty("disagreement").GetBoolean());
        Assert.False(state.GetProperty("low_charge").GetBoolean());

        // What a gauge kept while it had no network comes after what is new, and is old.
        await Update(channel, "2026-01-31T07:00:00Z", "field1=3.9&field4=90");
        await Update(channel, "2026-01-31T08:00:15Z", "field1=3.69&field2=-2&field3=25");
        state = await listener.JsonAsync(State, json => json.GetProperty("field1").GetDouble() is 3.69 or 3.9);
        Assert.Equal(3.69, state.GetProperty("field1").GetDouble());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("field4").ValueKind);
        Assert.Equal(JsonValueKind.Null, state.GetProperty("sensor_fault").ValueKind);
    }

    [Fact]
    public async Task Charge_left_and_health_are_reckoned_and_a_time_to_go_while_the_entry_is_fresh()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 8, 1, 0, TimeSpan.Zero));
        await using RunningChannel channel = await RunningChannel.StartAsync(
            clock: clock, mqtt: broker.Address, channels: [new ChannelSettings { RatedCapacityAh = 2.5 }]);
        await using Listener listener = await Listener.StartAsync(broker.Address);
        Dictionary<string, JsonElement> entities = DiscoveryRules.Check(await listener.JsonAsync(Discovery));
        Assert.Equal("Ah", entities["charge_left"].GetProperty("unit_of_measurement").GetString());

        // By the mean of ten minutes, -0.5 A: neither by the newest current nor by that of the hour before.
        await Update(channel, "2026-01-31T07:40:00Z", "field2=-9&field4=70&field8=2");
        await Update(channel, "2026-01-31T07:59:30Z", "field2=-0.8&field4=60&field8=2");
        await Update(channel, "2026-01-31T08:00:00Z", "field2=-0.2&field4=50&field8=2");
        JsonElement state = await listener.JsonAsync(State, json => json.GetProperty("charge_left").ValueKind == JsonValueKind.Number
            && json.GetProperty("charge_left").GetDouble() == 1);
        Assert.Equal(2, state.GetProperty("time_left").GetDouble());
        Assert.Equal(80, state.GetProperty("health").GetDouble());

        // Charged with 1.4 A on the mean, half an hour ago.
        clock.Advance(TimeSpan.FromMinutes(30));
        await Update(channel, "2026-01-31T08:00:15Z", "field2=5.2&field4=51&field8=2");
        state = await listener.JsonAsync(State, json => json.GetProperty("field4").GetDouble() == 51);
        Assert.Equal(JsonValueKind.Null, state.GetProperty("time_left").ValueKind);
        Assert.Equal(1.02, state.GetProperty("charge_left").GetDouble());
        await Update(channel, "2026-01-31T08:30:45Z", "field2=0.5&field4=50&field8=2");
        state = await listener.JsonAsync(State, json => json.GetProperty("field4").GetDouble() == 50);
        Assert.Equal(2, state.GetProperty("time_left").GetDouble());
    }

    [Fact]
    public async Task Watts_are_reckoned_where_no_field_tells_them()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        ChannelSettings settings = new() { Fields = [new FieldSettings("Pack", "V"), new FieldSettings("Load", "A", FieldRole.Current)] };
        await using RunningChannel channel = await RunningChannel.StartAsync(mqtt: broker.Address, channels: [settings]);
        await using Listener listener = await Listener.StartAsync(broker.Address);
        DiscoveryRules.Check(await listener.JsonAsync(Discovery));

        await Update(channel, "2026-01-31T08:00:00Z", "field1=12.5&field2=-4");
        JsonElement state = await listener.JsonAsync(State);
        Assert.Equal(-50, state.GetProperty("power").GetDouble());
    }

    [Fact]
    public async Task After_a_restart_of_the_broker_everything_is_there_again()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using RunningChannel channel = await RunningChannel.StartAsync(mqtt: broker.Address);
        await Update(channel, "2026-01-31T08:00:00Z", "field1=3.7&field4=72.4");
        await using (Listener before = await Listener.StartAsync(broker.Address))
        {
            await before.WaitAsync(State, _ => true);
        }

        broker.Kill();
        await Update(channel, "2026-01-31T08:00:15Z", "field1=3.7&field4=72.3");
        await broker.StartAgainAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        await listener.WaitAsync(Availability, text => text == "online");
        DiscoveryRules.Check(await listener.JsonAsync(Discovery));
        Assert.Equal(72.3, (await listener.JsonAsync(State)).GetProperty("field4").GetDouble());
    }

    [Fact]
    public async Task A_killed_server_is_offline_and_comes_back_with_its_entries()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        await using var channel = new ChannelProcess();
        string[] arguments = ["--mqtt", FormattableString.Invariant($"mqtt://localhost:{broker.Address.Port}")];
        await channel.StartAsync(arguments);
        await listener.WaitAsync(Availability, text => text == "online");
        await channel.UpdateAsync("created_at=2026-01-31T08:00:00Z&field4=55");
        await listener.JsonAsync(State);

        channel.Kill();
        await listener.WaitAsync(Availability, text => text == "offline");
        int said = listener.CountOf(State);
        await channel.StartAsync(arguments);
        await listener.WaitAsync(Availability, text => text == "online");
        await listener.WaitAsync(State, _ => listener.CountOf(State) > said);
        Assert.Equal(55, (await listener.JsonAsync(State)).GetProperty("field4").GetDouble());

        Assert.Equal(0, await channel.StopAsync("INT"));
        await listener.WaitAsync(Availability, text => text == "offline");
    }

    [Fact]
    public async Task Home_Assistant_that_starts_anew_is_told_everything_again()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using RunningChannel channel = await RunningChannel.StartAsync(mqtt: broker.Address);
        await Update(channel, "2026-01-31T08:00:00Z", "field4=72.4");
        await using Listener listener = await Listener.StartAsync(broker.Address);
        await listener.WaitAsync(State, _ => true);
        int told = listener.CountOf(Discovery), states = listener.CountOf(State);

        await listener.SayAsync("homeassistant/status", "online");
        await listener.WaitAsync(Discovery, _ => listener.CountOf(Discovery) > told);
        await listener.WaitAsync(State, _ => listener.CountOf(State) > states);
    }

    [Theory]
    [InlineData(Mosquitto.Password, true, "connected to mqtts://localhost:")]
    [InlineData("wrong", true, "NotAuthorized")]
    [InlineData(Mosquitto.Password, false, "cannot be reached")]
    public async Task A_broker_is_spoken_to_with_password_and_certificate_or_not_at_all(string password, bool isTrusted, string expected)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(isGuarded: true);
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using GaugePublisher publisher = GaugePublisher.Start(
            broker.Address with { Password = password, AuthorityPath = isTrusted ? broker.AuthorityPath : null }, "test", [],
            sentence => said.TrySetResult(sentence));
        Assert.Contains(expected, await said.Task.WaitAsync(WaitLimit.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "localhost", null,
        "'localhost' is not the address of an MQTT broker; write mqtt://BROKER or mqtts://USER@BROKER:8883 (mqtts: encrypted).")]
    [InlineData(
        "http://localhost", null,
        "'http://localhost' is not the address of an MQTT broker; write mqtt://BROKER or mqtts://USER@BROKER:8883 (mqtts: encrypted).")]
    [InlineData(
        "mqtt://me:secret@localhost", null,
        "The broker's password does not belong into its address, where everybody on this machine can see it; set NANOBMS_MQTT_PASSWORD.")]
    [InlineData(
        "mqtt://localhost", "secret", "NANOBMS_MQTT_PASSWORD is set and the broker's address names no user; write mqtt://USER@localhost.")]
    public void An_address_that_cannot_be_is_refused(string text, string? password, string expected) =>
        Assert.Equal(expected, Assert.Throws<UserError>(() => BrokerAddress.Parse(text, password)).Message);

    [Theory]
    [InlineData("mqtt://broker", "broker", 1883, false, null)]
    [InlineData("mqtts://broker", "broker", 8883, true, null)]
    [InlineData("mqtts://ann%40home@10.0.0.2:999", "10.0.0.2", 999, true, "ann@home")]
    public void An_address_is_read(string text, string host, int port, bool isEncrypted, string? user)
    {
        BrokerAddress address = BrokerAddress.Parse(text, null);
        Assert.Equal((host, port, isEncrypted, user), (address.Host, address.Port, address.IsEncrypted, address.UserName));
    }

    private static async Task Update(RunningChannel channel, string time, string values) =>
        Assert.NotEqual("0", await channel.GetTextAsync(string.Create(
            CultureInfo.InvariantCulture, $"update?api_key={RunningChannel.WriteKey}&created_at={time}&{values}")));
}
