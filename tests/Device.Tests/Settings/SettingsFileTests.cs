using System.Reflection;
using System.Text;
using NanoBms.App;
using NanoBms.Core;
using NanoBms.Device.Settings;
using NanoBms.Device.Tests.Fakes;

namespace NanoBms.Device.Tests.Settings;

public sealed class SettingsFileTests
{
    private const string NoServer =
        "line 1, column 2: cloudUrl must name a server as https://host or https://host:3000/path does, in letters, digits, "
        + "dots and hyphens, with a port of 1 to 65535.";

    private const string NoFileName = "cloudRootCertificate must be the name of a file, in at most 32 letters, digits, dots and hyphens.";

    private static readonly FieldInfo[] Fields = typeof(DeviceSettings).GetFields(BindingFlags.Public | BindingFlags.Instance);

    [Fact]
    public void Every_setting_of_the_device_has_its_name_in_the_file_and_is_read()
    {
        foreach (FieldInfo field in Fields)
        {
            var settings = new DeviceSettings();
            (string json, object value) = Other(field.GetValue(settings)!);
            SettingsFile.Read(Bytes($"{{\"{Name(field)}\":{json}}}", out int length), length, settings);
            Assert.Equal(value, field.GetValue(settings));
        }

        static (string Json, object Value) Other(object now) => now switch
        {
            bool flag => (flag ? "false" : "true", !flag),
            int => ("77", 77),
            float => ("0.375", 0.375f),
            string => ("\"words\"", "words"),
            _ => throw new NotSupportedException(),
        };
    }

    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.Null(new DeviceSettings().FirstError());
        Assert.Empty(Errors("{}"));
    }

    [Fact]
    public void I2C_may_take_the_pin_of_an_alarm_without_a_limit()
    {
        Assert.Empty(Errors("""{"i2cDataPin":25,"i2cClockPin":26}"""));
        Assert.Equal(
            "alarmLowSocPin must be a GPIO, 0 to 48, that I2C does not use, or -1 for none.",
            Assert.Single(Errors("""{"i2cDataPin":25,"alarmLowSocPercent":10}""")));
    }

    [Fact]
    public void An_address_may_be_written_as_in_the_datasheet()
    {
        var settings = new DeviceSettings();
        SettingsErrors errors = SettingsFile.Read(Bytes("""{"sensorAddress":"0x4a"}""", out int length), length, settings);
        Assert.Equal(0, errors.Count);
        Assert.Equal(0x4A, settings.SensorAddress);
    }

    [Theory]
    [InlineData("""{"shuntohms":1}""", "line 1, column 2: there is no setting shuntohms; did you mean shuntOhm?")]
    [InlineData("""{"wifiPasword":"geheim"}""", "line 1, column 2: there is no setting wifiPasword; did you mean wifiPassword?")]
    [InlineData("""{"shuntOhm":"0.002"}""", "line 1, column 2: shuntOhm must be a number.")]
    [InlineData("""{"shuntOhm":0}""", "line 1, column 2: shuntOhm must be above 0 ohms.")]
    [InlineData("""{"cellsInSeries":1.5}""", "line 1, column 2: cellsInSeries must be a whole number.")]
    [InlineData("""{"cellsInSeries":99999999999}""", "line 1, column 2: cellsInSeries must be a whole number.")]
    [InlineData("{\n  \"cellsInSeries\": 17\n}", "line 2, column 3: cellsInSeries must be 1 to 16.")]
    [InlineData("""{"reverseCurrent":1}""", "line 1, column 2: reverseCurrent must be true or false.")]
    [InlineData("""{"wifiSsid":null}""", "line 1, column 2: wifiSsid must be a text in quotes.")]
    [InlineData("""{"sensorAddress":"40"}""", "line 1, column 2: sensorAddress must be a whole number, or a text as \"0x40\".")]
    [InlineData("""{"sensorAddress":80}""", "line 1, column 2: sensorAddress must be 0x40 to 0x4F for the INA226.")]
    [InlineData("""{"i2cDataPin":22}""", "i2cClockPin must be another GPIO than i2cDataPin.")]
    [InlineData("""{"thermistorChannel":8}""", "line 1, column 2: thermistorChannel must be 0 to 7: ADC2 cannot be used beside Wi-Fi.")]
    [InlineData("""{"cloudUrl":"ftp://x"}""", "line 1, column 2: cloudUrl must start with https:// or http://.")]
    [InlineData("""{"cloudUrl":"https://x/"}""", "line 1, column 2: cloudUrl must not end with a slash.")]
    [InlineData("""{"cloudUrl":"http://host:99999"}""", NoServer)]
    [InlineData("""{"cloudUrl":"http://host:0"}""", NoServer)]
    [InlineData("""{"cloudUrl":"http://host:"}""", NoServer)]
    [InlineData("""{"cloudUrl":"http://host:80x"}""", NoServer)]
    [InlineData("""{"cloudUrl":"http://[bad"}""", NoServer)]
    [InlineData("""{"cloudUrl":"http://exa mple.com"}""", NoServer)]
    [InlineData("""{"cloudUrl":"https:///x"}""", NoServer)]
    [InlineData("""{"cloudUrl":"https://x/a b"}""", NoServer)]
    [InlineData("""{"cloudUrl":"https://x/a?key=b"}""", NoServer)]
    [InlineData("""{"cloudUrl":"https://user@host"}""", NoServer)]
    [InlineData("""{"cloudRootCertificate":"../ca.pem"}""", "line 1, column 2: " + NoFileName)]
    [InlineData("""{"cloudRootCertificate":"nanobms.json"}""", "line 1, column 2: " + NoFileName)]
    [InlineData("""{"cloudRootCertificate":"a-name-of-more-than-32-characters"}""", "line 1, column 2: " + NoFileName)]
    [InlineData("""{"cloudWriteKey":"a&b"}""", "line 1, column 2: cloudWriteKey must be letters and digits only, as ThingSpeak shows it.")]
    [InlineData("""{"estimatePeriodMs":999}""", "line 1, column 2: estimatePeriodMs must be 1000 to 3600000 milliseconds.")]
    [InlineData("""{"wifiSsid":"a name of a network that is too long"}""", "line 1, column 2: wifiSsid must be at most 32 characters.")]
    [InlineData("""{"timeServer":""}""", "line 1, column 2: timeServer must name a server, in at most 253 characters.")]
    [InlineData(
        """{"cloudWriteKey":"K","estimatePeriodMs":1000}""",
        "cloudPeriodMs must be at most estimatePeriodMs, or 18 times as much with cloudChannelId: entries would come faster than they go.")]
    [InlineData(
        """{"cloudWriteKey":"K","cloudChannelId":7,"cloudPeriodMs":270001}""",
        "line 1, column 41: cloudPeriodMs must be at most estimatePeriodMs, or 18 times as much with cloudChannelId: entries would come "
            + "faster than they go.")]
    [InlineData("""{"sleep":"nap"}""", "line 1, column 2: sleep must be \"none\", \"light\" or \"deep\".")]
    [InlineData(
        """{"sleep":"light","cloudWriteKey":"K","cloudPeriodMs":60000}""",
        "cloudChannelId must be set where sleep is: entries that waited go out only together.")]
    [InlineData(
        """{"sleep":"light","cloudWriteKey":"K","cloudChannelId":7}""",
        "cloudPeriodMs must be at least 60000 milliseconds where sleep is set: each write connects anew.")]
    [InlineData(
        """{"sleep":"deep","cloudWriteKey":"K","cloudChannelId":7,"cloudPeriodMs":165000}""",
        "line 1, column 56: cloudPeriodMs must be at most 10 times estimatePeriodMs where sleep is set: more entries a write leave no "
            + "room for those of an outage.")]
    [InlineData(
        """{"sleep":"deep","alarmOverCurrentA":5}""", "alarmOverCurrentPin must be -1 where sleep is \"deep\": no pin stays high in it.")]
    [InlineData("""{"cellsInSeries":1,"cellsInSeries":2}""", "line 1, column 20: cellsInSeries is set twice.")]
    [InlineData("""{"cellsInSeries":2,}""", "line 1, column 20: expected a name in quotes after ',', found '}'.")]
    public void A_wrong_setting_gets_one_sentence_with_its_place(string json, string sentence) => Assert.Equal([sentence], Errors(json));

    [Theory]
    [InlineData("none", 1000, false, true, null)]
    [InlineData("light", 1000, false, true, null)]
    [InlineData("deep", 15000, false, true, null)]
    [InlineData("none", 1000, false, false, null)]
    [InlineData("light", 15000, false, false, "sleep must be \"none\" on this machine: only an ESP32 sleeps.")]
    [InlineData(
        "deep", 1000, false, true,
        "sleep must not be \"deep\" with this model, which takes a sample each 1000 ms: starting anew takes seconds, so it must be 15000 "
            + "ms or more.")]
    [InlineData(
        "deep", 15000, true, true, "sleep must not be \"deep\" with a streaming model: what it remembers does not outlive the memory.")]
    public void A_sleep_that_the_model_or_the_machine_cannot_have_gets_one_sentence(
        string sleep, int samplePeriodMs, bool isStreaming, bool canSleep, string? sentence)
    {
        var errors = new SettingsErrors();
        new DeviceSettings { Sleep = sleep }.CheckFit(
            errors, new ModelInfo { SamplePeriodMs = samplePeriodMs, Streaming = isStreaming }, canSleep, 8);
        Assert.Equal(sentence is null ? [] : [sentence], Enumerable.Range(0, errors.Count).Select(errors.Sentence));
    }

    [Fact]
    public void An_input_that_the_machines_ADC_does_not_have_gets_one_sentence()
    {
        var errors = new SettingsErrors();
        new DeviceSettings { ThermistorChannel = 4, SupplyChannel = 5 }.CheckFit(errors, new VoltageModel().Info, true, 4);
        Assert.Equal(
            ["thermistorChannel must be 0 to 3 on this machine.", "supplyChannel must be -1 to 3 on this machine."],
            Enumerable.Range(0, errors.Count).Select(errors.Sentence));
    }

    [Fact]
    public void A_name_unlike_any_setting_gets_the_list()
    {
        string sentence = Assert.Single(Errors("""{"colour":"red"}"""));
        Assert.StartsWith(
            "line 1, column 2: there is no setting colour; the settings are currentSensor, ", sentence, StringComparison.Ordinal);
        Assert.EndsWith($"; the settings are {string.Join(", ", Fields.Select(Name))}.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_be_written_with_escapes_and_a_value_after_any_space()
    {
        var settings = new DeviceSettings();
        SettingsErrors errors = SettingsFile.Read(
            Bytes("{\"cells\\u0049nSeries\" \n:\t4 , \"wifiSsid\": \"a\\\"b\\u00e9\"}", out int length), length, settings);
        Assert.Equal(0, errors.Count);
        Assert.Equal((4, "a\"b\u00e9"), (settings.CellsInSeries, settings.WifiSsid));
    }

    [Fact]
    public void What_comes_before_a_damage_is_judged_and_the_damage_said_last() => Assert.Equal(
        ["line 1, column 21: there is no setting cellsInSerie; did you mean cellsInSeries?",
            "line 1, column 2: cellsInSeries must be 1 to 16.",
            "line 1, column 40: expected ':' after a name, found '}'."],
        Errors("""{"cellsInSeries":99,"cellsInSerie":2,""}"""));

    [Theory]
    [InlineData("none\\\" or \\\"light")]
    [InlineData("none or light")]
    [InlineData("")]
    public void A_text_that_only_stands_within_the_rule_is_no_choice(string text) => Assert.Equal(
        ["line 1, column 2: sleep must be \"none\", \"light\" or \"deep\"."], Errors($"{{\"sleep\":\"{text}\"}}"));

    [Fact]
    public void Every_error_is_said_not_only_the_first() => Assert.Equal(
        ["line 1, column 2: there is no setting x1; " + Errors("""{"x1":1}""")[0].Split("; ")[1],
            "line 1, column 9: shuntOhm must be above 0 ohms.", "line 1, column 23: cellsInSeries must be 1 to 16."],
        Errors("""{"x1":1,"shuntOhm":-1,"cellsInSeries":0}"""));

    [Fact]
    public void No_sentence_and_no_banner_shows_a_secret()
    {
        const string Json = """{"wifiPassword":"hush-1","cloudWriteKey":"hush-2","wifiSsid":"net","cloudUrl":"x://y"}""";
        var settings = new DeviceSettings();
        SettingsErrors errors = SettingsFile.Read(Bytes(Json, out int length), length, settings);
        Assert.Equal(2, errors.Count);
        Assert.DoesNotContain("hush", errors.Sentence(0) + errors.Sentence(1) + Banner.Settings(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_the_settings_are_the_defaults()
    {
        var settings = new DeviceSettings();
        Assert.False(SettingsFile.TryLoad(new MemoryStore(), settings, out SettingsErrors errors));
        Assert.Equal(0, errors.Count);
    }

    [Fact]
    public void A_file_too_long_to_be_settings_is_refused()
    {
        var store = new MemoryStore();
        store.Put(SettingsFile.FileName, new byte[5000]);
        Assert.True(SettingsFile.TryLoad(store, new DeviceSettings(), out SettingsErrors errors));
        Assert.Equal("The file has 5000 bytes; settings take at most 4096.", errors.Sentence(0));
    }

    [Fact]
    public void A_file_in_the_store_is_read()
    {
        var store = new MemoryStore();
        store.Put(SettingsFile.FileName, Bytes("""{"cloudChannelId":42}""", out _));
        var settings = new DeviceSettings();
        Assert.True(SettingsFile.TryLoad(store, settings, out SettingsErrors errors));
        Assert.Equal(0, errors.Count);
        Assert.Equal(42, settings.CloudChannelId);
    }

    private static string Name(FieldInfo field) => char.ToLowerInvariant(field.Name[0]) + field.Name[1..];

    private static List<string> Errors(string json)
    {
        SettingsErrors errors = SettingsFile.Read(Bytes(json, out int length), length, new DeviceSettings());
        return [.. Enumerable.Range(0, errors.Count).Select(errors.Sentence)];
    }

    private static byte[] Bytes(string json, out int length)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        length = bytes.Length;
        return bytes;
    }
}
