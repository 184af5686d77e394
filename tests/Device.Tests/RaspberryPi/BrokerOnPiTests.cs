using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NanoBms.App;
using NanoBms.Core;
using NanoBms.Device.Hardware;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;
using NanoBms.Device.Tests.Fakes;
using NanoBms.HomeAssistant;
using NanoBms.LocalChannel.Tests.Mqtt;
using NanoBms.Model;
using NanoBms.Platform;
using NanoBms.Platform.Mqtt;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.RaspberryPi;

/// <summary>
/// The Raspberry Pi's edition and Home Assistant, through a real broker: the gauge's own parts, with emulated chips at the I2C calls.
/// </summary>
[Collection("I2C bus")]
public sealed class BrokerOnPiTests : IDisposable
{
    private const string Discovery = "homeassistant/device/nanobms_pi_garden_pi/config", State = "nanobms/nanobms_pi_garden_pi/state",
        Availability = "nanobms/pi_garden_pi/availability";

    /// <summary>This machine, as topics have it.</summary>
    private static readonly string Host = Regex.Replace(Environment.MachineName.ToLowerInvariant(), "[^a-z0-9]", "_");

    private readonly TemporaryFolder folder = new();
    private readonly ManualClock clock = new();
    private readonly ListLog log = new(), connectionLog = new();
    private readonly ChipOnBus chip;

    public BrokerOnPiTests()
    {
        chip = new ChipOnBus(clock: clock);
        var ads1115 = new Ads1115Chip();
        var bus = new EmulatedI2cBus();
        bus.Connect(0x40, chip);
        bus.Connect(0x48, ads1115);
        I2cRegisters.Bus = bus;
        Environment.SetEnvironmentVariable(Board.FolderVariable, folder.Root);
        chip.Measure(3.7, -1.0);
        ads1115.SetDivider(0, 10000, 5600, 3.3);
    }

    public void Dispose()
    {
        I2cRegisters.Bus = null;
        Environment.SetEnvironmentVariable(Board.FolderVariable, null);
        folder.Dispose();
    }

    [Fact]
    public async Task A_gauge_that_sends_nowhere_is_a_device_of_Home_Assistant_with_the_figures_of_its_log()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        Gauge gauge = Boot("");
        using var teller = new GaugeTeller(broker.Address, "Garden-Pi", gauge.Loop, null, RestartReason.Hang, connectionLog);

        JsonElement message = await listener.JsonAsync(Discovery);
        Dictionary<string, JsonElement> entities = DiscoveryRules.Check(message);
        Assert.Equal(Availability, message.GetProperty("availability_topic").GetString());
        Assert.Equal("Battery of Garden-Pi", message.GetProperty("device").GetProperty("name").GetString());
        Assert.Equal("battery", entities["soc"].GetProperty("device_class").GetString());
        Assert.Equal("online", await listener.WaitAsync(Availability, _ => true));

        // Before the window is full nothing is known, and the restart that was no user's is told once.
        Run(gauge, 3);
        teller.Step();
        JsonElement state = await listener.JsonAsync(State);
        Assert.InRange(state.GetProperty("voltage").GetDouble(), 3.69, 3.71);
        Assert.InRange(state.GetProperty("current").GetDouble(), -1.01, -0.99);
        Assert.InRange(state.GetProperty("temperature").GetDouble(), 24, 26);
        Assert.Equal(JsonValueKind.Null, state.GetProperty("soc").ValueKind);
        Assert.Equal(JsonValueKind.Null, state.GetProperty("charge_left").ValueKind);
        Assert.True(state.GetProperty("supervised_restart").GetBoolean());

        Run(gauge, 60);
        teller.Step();
        state = await listener.JsonAsync(State, json => json.GetProperty("soc").ValueKind == JsonValueKind.Number);
        string line = log.Lines.Last(text => text.Contains("| SOC: ", StringComparison.Ordinal));
        Assert.InRange(state.GetProperty("power").GetDouble(), -3.75, -3.65);
        Assert.InRange(state.GetProperty("soc").GetDouble(), 1, 99);
        Assert.InRange(Math.Abs(state.GetProperty("soc").GetDouble() - Shown(line)), 0, 0.2);
        Assert.InRange(state.GetProperty("charge_left").GetDouble(), 0.1, 2.9);
        Assert.InRange(state.GetProperty("time_left").GetDouble(), 0.1, 3);
        Assert.Equal(100, state.GetProperty("health").GetDouble());

        // A minute of 3.7 W.
        Assert.InRange(state.GetProperty("energy_out").GetDouble(), 0, 0.002);
        Assert.Equal(0, state.GetProperty("energy_in").GetDouble());
        Assert.Equal("total_increasing", entities["energy_out"].GetProperty("state_class").GetString());
        Assert.All(
            StatusProblems.Entities.Select(entity => entity.Key), key => Assert.False(state.GetProperty(key).GetBoolean(), key));
    }

    [Fact]
    public async Task A_sensor_that_is_pulled_is_told_while_the_state_of_charge_stays()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        Gauge gauge = Boot("");
        using var teller = new GaugeTeller(broker.Address, "Garden-Pi", gauge.Loop, gauge.Queue, RestartReason.None, connectionLog);
        Run(gauge, 30);
        (chip.LostTransfers, chip.RecoveryHelps) = (int.MaxValue, false);
        Run(gauge, 2);
        teller.Step();
        JsonElement state = await listener.JsonAsync(State);
        Assert.Equal(JsonValueKind.Null, state.GetProperty("voltage").ValueKind);
        Assert.Equal(JsonValueKind.Number, state.GetProperty("soc").ValueKind);
        Assert.True(state.GetProperty("sensor_fault").GetBoolean());
        Assert.False(state.GetProperty("supervised_restart").GetBoolean());
    }

    [Fact]
    public async Task A_channel_that_is_away_and_a_low_charge_are_problems_and_no_reason_for_silence()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        Gauge gauge = Boot(
            ""","cloudUrl":"http://127.0.0.1:1","cloudWriteKey":"0123456789ABCDEF","cloudChannelId":1,"alarmLowSocPercent":99""");
        using var teller = new GaugeTeller(broker.Address, "Garden-Pi", gauge.Loop, gauge.Queue, RestartReason.None, connectionLog);
        Run(gauge, 90);
        teller.Step();
        JsonElement state = await listener.JsonAsync(State);
        Assert.True(state.GetProperty("entries_waiting").GetBoolean());
        Assert.True(state.GetProperty("low_charge").GetBoolean());
    }

    [Fact]
    public async Task The_program_is_online_while_it_runs_and_offline_when_it_was_stopped_or_killed()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using Listener listener = await Listener.StartAsync(broker.Address);
        Write(FormattableString.Invariant($",\"mqttBroker\":\"mqtt://localhost:{broker.Address.Port}\""));
        foreach (int signal in new[] { 15, 9 })
        {
            using Process process = Start();
            await listener.WaitAsync($"nanobms/pi_{Host}/availability", text => text == "online");
            JsonElement state = await listener.JsonAsync($"nanobms/nanobms_pi_{Host}/state");
            Assert.True(state.GetProperty("sensor_fault").GetBoolean());
            using Process kill = Process.Start("kill", [Text(-signal), Text(process.Id)]);
            await process.WaitForExitAsync(WaitLimit.Token);
            await listener.WaitAsync($"nanobms/pi_{Host}/availability", text => text == "offline");
        }
    }

    [Fact]
    public async Task The_broker_of_the_settings_gets_password_and_checked_certificate_and_the_log_no_password()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(isGuarded: true);
        File.Copy(broker.AuthorityPath, folder.File("home.pem"));
        Write(
            FormattableString.Invariant($",\"mqttBroker\":\"mqtts://{Mosquitto.User}@localhost:{broker.Address.Port}\"")
                + $",\"mqttPassword\":\"{Mosquitto.Password}\",\"mqttRootCertificate\":\"home.pem\"");
        using Process process = Start();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(WaitLimit.Token) is { } line)
        {
            said.Add(line);
            if (line.StartsWith("MQTT: ", StringComparison.Ordinal))
            {
                break;
            }
        }

        process.Kill();
        await process.WaitForExitAsync(WaitLimit.Token);
        Assert.StartsWith("MQTT: connected to mqtts://localhost:", said[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(said, line => line.Contains(Mosquitto.Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{"thermistorChannel":0,"mqttBroker":"192.168.1.10"}""",
        "mqttBroker cannot be used: '192.168.1.10' is not the address of an MQTT broker; write mqtt://BROKER or "
            + "mqtts://USER@BROKER:8883 (mqtts: encrypted).")]
    [InlineData(
        """{"thermistorChannel":0,"mqttBroker":"mqtt://192.168.1.10","mqttPassword":"secret"}""",
        "mqttBroker cannot be used: mqttPassword is set and the broker's address names no user; write mqtt://USER@192.168.1.10.")]
    [InlineData(
        """{"thermistorChannel":0,"mqttBroker":"mqtt://me:secret@192.168.1.10"}""",
        "mqttBroker cannot be used: The broker's password does not belong into its address, where everybody on this machine can see it; "
            + "set mqttPassword.")]
    [InlineData(
        """{"thermistorChannel":0,"mqttBroker":"mqtts://192.168.1.10","mqttRootCertificate":"none.pem"}""",
        "mqttBroker cannot be used: The certificate '")]
    public void A_broker_that_cannot_be_is_refused_with_its_place_in_the_settings(string settings, string expected)
    {
        File.WriteAllText(folder.File(SettingsFile.FileName), settings);
        var loaded = new DeviceSettings();
        SettingsFile.TryLoad(Board.OpenStore(), loaded, out SettingsErrors errors);
        Board.CheckBroker(loaded, errors);
        Assert.Equal(1, errors.Count);
        Assert.StartsWith("line 1, column 24: " + expected, errors.Sentence(0), StringComparison.Ordinal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Shown(string line) => double.Parse(
        line[(line.IndexOf("SOC: ", StringComparison.Ordinal) + 5)..line.IndexOf('%', StringComparison.Ordinal)],
        CultureInfo.InvariantCulture);

    private void Write(string more) => File.WriteAllText(
        folder.File(SettingsFile.FileName), "{\"thermistorChannel\":0,\"adcFullScalePerSupply\":1.2412" + more + "}");

    private Gauge Boot(string more)
    {
        Write(more);
        QuantizedModel model = new GeneratedModel();
        var settings = new DeviceSettings();
        Assert.True(SettingsFile.TryLoad(Board.OpenStore(), settings, out SettingsErrors errors));
        Assert.Empty(Enumerable.Range(0, errors.Count).Select(errors.Sentence));
        GaugeHardware hardware = Wiring.Make(settings, "", new SystemClock(), log);
        hardware.Clock = clock;
        hardware.Network = new FakeNetwork(clock);
        return new Gauge(settings, model, hardware);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, typeof(Banner).Assembly.GetName().Name + ".dll")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Root,
        };
        start.Environment[Board.FolderVariable] = folder.Root;
        return Process.Start(start)!;
    }

    private void Run(Gauge gauge, int seconds)
    {
        for (int k = 0; k < seconds; k++)
        {
            clock.Advance(1000);
            gauge.Loop.SampleStep();
            gauge.Loop.InferStep();
            gauge.StoreStep();
            gauge.Upload.SendStep();
        }
    }
}
