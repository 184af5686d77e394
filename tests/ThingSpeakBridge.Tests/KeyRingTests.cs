using Microsoft.Extensions.Configuration;

namespace NanoBms.ThingSpeakBridge.Tests;

public class KeyRingTests
{
    // From the most to the least particular: each counts where those before it are missing or empty.
    [Theory]
    [InlineData("ENVIRONMENT7", "ENVIRONMENT", "SETTINGS", "SECRETS", "ENVIRONMENT7")]
    [InlineData(null, "ENVIRONMENT", "SETTINGS", "SECRETS", "ENVIRONMENT")]
    [InlineData("", " ", "SETTINGS", "SECRETS", "SETTINGS")]
    [InlineData(null, null, null, "SECRETS", "SECRETS")]
    [InlineData(null, null, "", "SECRETS", "SECRETS")]
    [InlineData(null, null, null, null, null)]
    public void Keys_come_from_the_environment_then_the_settings_then_the_secrets(
        string? ofChannel, string? ofAll, string? settings, string? secrets, string? expected)
    {
        foreach ((
            string variable, string section,
            bool isRead) in ((string, string, bool)[])[("NANOBMS_READ_KEY", "ReadKeys", true), ("NANOBMS_WRITE_KEY", "WriteKeys", false)])
        {
            var environment = new Dictionary<string, string?> { [variable + "_7"] = ofChannel, [variable] = ofAll };
            var keys = new KeyRing(environment.GetValueOrDefault, File(section, settings), File(section, secrets));
            Assert.Equal(expected, isRead ? keys.ReadKey(7) : keys.WriteKey(7));
            Assert.Null(isRead ? keys.WriteKey(7) : keys.ReadKey(7));
        }
    }

    [Fact]
    public void A_key_of_one_channel_is_no_other_channels()
    {
        var keys = new KeyRing(name => name == "NANOBMS_READ_KEY_7" ? "SEVEN" : null, File("ReadKeys", "SECRETS"));
        Assert.Equal("SEVEN", keys.ReadKey(7));
        Assert.Null(keys.ReadKey(8));
    }

    private static IConfiguration File(string section, string? key) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [$"{section}:7"] = key }).Build();
}
