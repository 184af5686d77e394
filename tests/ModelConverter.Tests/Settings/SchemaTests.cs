using System.Text;
using System.Text.Json;
using Json.Schema;
using NanoBms.Device.Settings;
using NanoBms.DeviceBuild.Settings.Generation;
using NanoBms.DeviceBuild.Settings.Rows;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests.Settings;

/// <summary>The JSON schema against the device: an editor accepts what the device accepts.</summary>
public sealed class SchemaTests
{
    private static readonly string Text = File.ReadAllText(Repository.File(SettingsFiles.SchemaPath));
    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);
    private static readonly IReadOnlyList<SettingRow> Rows = SettingsFiles.Rows(Repository.Root);

    /// <summary>What the device says beyond the schema on one of these values: it is on several settings together.</summary>
    private const string OnCoefficients =
        "line 1, column 2: thermistorSteinhartA must give, with B and C, a temperature of -40 to 150 degC at thermistorNominalOhm.";

    // A word is checked as a whole, which a schema's text cannot say.
    private const string OnWord =
        "line 1, column 2: batteryNow must be \"full\", \"replaced\" or a state of charge such as \"75%\", with a note after a space if "
            + "you like.";

    // Likewise: its own characters, and none but an empty one is short.
    private const string OnPassword = "line 1, column 2: pagePassword must be 8 to 63 letters, digits and signs of ASCII, or empty.";

    // On two settings together.
    private const string OnPage = "pagePassword must be set where pagePort is: the page changes settings for everybody in the network.";

    /// <summary>Likewise, where the schema's range is that of all chips.</summary>
    private const string OnAddress = "line 1, column 2: sensorAddress must be 0x40 to 0x4F for the INA226.";

    /// <summary>Values of every kind, at the ends of every range and beyond.</summary>
    private static readonly string[] Values =
    [
        "true", "false", "null", "0", "1", "-1", "-2", "2", "7", "8", "16", "17", "48", "49", "63", "64", "79", "80", "50", "50.5", "100",
        "100.5", "239", "240", "999", "1000",
        "3600000", "3600001", "2147483647", "2147483648", "-2147483648", "0.1", "0.0999", "10", "10.01", "5", "5.01", "1.5", "1e-3",
        "-0.001",
        "\"\"", "\"x\"", "\"a b\"", "\"é\"", "\"0x40\"", "\"0x4f\"", "\"0x4F\"", "\"0x3F\"", "\"0x50\"", "\"0x4G\"", "\"40\"",
        "\"INA226\"", "\"INA219\"", "\"ina226\"", "\"none\"", "\"light\"", "\"deep\"", "\"none\\\" or \\\"light\"",
        "\"https://x\"", "\"http://x/y\"", "\"https://x/\"", "\"https://\"", "\"ftp://x\"",
        "\"3.012=3.000, 4.205=4.198\"", "\"-2=-2.01,2e0=2.01\"", "\"3=3\"", "\"3=3,4\"", "\"a=b,c=d\"",
        .. new[] { 32, 33, 64, 65, 253, 254 }.Select(length => $"\"{new string('x', length)}\""),
        .. new[] { 253, 254 }.Select(length => $"\"{"https://".PadRight(length, 'x')}\""),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.Name)];

    [Fact]
    public void It_is_a_schema_of_draft_2020_12() =>
        Assert.True(MetaSchemas.Draft202012.Evaluate(JsonDocument.Parse(Text).RootElement).IsValid);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_accepts_for_each_setting_what_the_device_accepts(string name)
    {
        int accepted = 0, refused = 0;
        foreach (string value in Values)
        {
            string json = $"{{\"{name}\":{value}}}";
            bool allows = Allows(json);
            string[] sentences = [.. Sentences(json).Except(allows ? [OnCoefficients, OnAddress, OnWord, OnPassword, OnPage]
                : [OnCoefficients])];
            Assert.True(allows == (sentences.Length == 0), $"{json}: schema {allows}, device: {string.Join(' ', sentences)}");
            accepted += sentences.Length == 0 ? 1 : 0;
            refused += sentences.Length == 0 ? 0 : 1;
        }

        // Otherwise nothing would have been compared.
        Assert.InRange(accepted, 2, Values.Length);
        Assert.InRange(refused, 2, Values.Length);
    }

    [Fact]
    public void It_says_of_each_setting_what_it_means_and_its_default()
    {
        JsonElement properties = JsonDocument.Parse(Text).RootElement.GetProperty("properties");
        Assert.Equal(Rows.Select(row => row.Name).Prepend("$schema"), properties.EnumerateObject().Select(property => property.Name));
        Assert.All(Rows, row =>
        {
            JsonElement property = properties.GetProperty(row.Name);
            Assert.InRange(property.GetProperty("description").GetString()!.Length, 10, 500);
            string settings = $"{{\"{row.Name}\":{property.GetProperty("default").GetRawText()}}}";
            Assert.True(Allows(settings), settings);
            Assert.Empty(Sentences(settings));
        });
        Assert.EndsWith(
            "Range: 1000 to 3600000 milliseconds. Also: where something is sent, at most estimatePeriodMs, or 18 times as much with "
                + "cloudChannelId.",
            properties.GetProperty("cloudPeriodMs").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$schema":"settings.schema.json","cellsInSeries":3}""", "")]
    [InlineData("""{"$schema":7}""", "line 1, column 2: $schema must be a text in quotes.")]
    [InlineData("""{"$schema":"a","$schema":"b"}""", "line 1, column 16: $schema is set twice.")]
    public void A_file_may_name_its_schema(string json, string sentence)
    {
        Assert.Equal(sentence, string.Join(' ', Sentences(json)));
        Assert.Equal(sentence.Length == 0 || sentence.Contains("twice", StringComparison.Ordinal), Allows(json));
    }

    [Theory]
    [InlineData("""{"shuntohms":1}""")]
    [InlineData("""{"colour":"red"}""")]
    [InlineData("[1]")]
    public void What_is_no_setting_is_refused_by_both(string json)
    {
        Assert.False(Allows(json));
        Assert.NotEmpty(Sentences(json));
    }

    private static bool Allows(string json) => Schema.Evaluate(JsonDocument.Parse(json).RootElement).IsValid;

    private static List<string> Sentences(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        SettingsErrors errors = SettingsFile.Read(bytes, bytes.Length, new DeviceSettings());
        return [.. Enumerable.Range(0, errors.Count).Select(errors.Sentence)];
    }
}
