using System.Globalization;
using System.Reflection;
using System.Text;
using NanoBms.Device.Settings;
using NanoBms.Device.Storage;

namespace NanoBms.Device.Tests.Documents;

/// <summary>docs/settings.md against the settings as the firmware reads them.</summary>
public sealed class SettingsDocumentTests
{
    [Fact]
    public void Every_setting_has_one_row_in_the_document_and_no_row_is_of_another()
    {
        Assert.Equal(
            typeof(DeviceSettings).GetFields(BindingFlags.Public | BindingFlags.Instance)
                .Select(field => char.ToLowerInvariant(field.Name[0]) + field.Name[1..]),
            Defaults().Select(row => row.Name));
    }

    [Fact]
    public void The_defaults_of_the_document_are_those_of_the_firmware()
    {
        Assert.All(Defaults(), row =>
        {
            FieldInfo field = typeof(DeviceSettings).GetField(char.ToUpperInvariant(row.Name[0]) + row.Name[1..])!;
            var settings = new DeviceSettings();
            object value = field.GetValue(settings)!;
            field.SetValue(settings, Other(value));
            Assert.Empty(Read($"{{\"{row.Name}\":{row.Default}}}", settings));
            Assert.Equal(value, field.GetValue(settings));
        });

        // A value that stands there only if the document's was not read.
        static object Other(object value) => value switch
        {
            bool flag => !flag,
            int number => number + 1,
            float number => number + 1f,
            string text => text + "x",
            _ => throw new NotSupportedException(),
        };
    }

    [Theory]
    [InlineData("settings.md")]
    [InlineData("flashing.md")]
    [InlineData("raspberry-pi.md")]
    [InlineData("set-up.md")]
    public void Settings_that_a_document_shows_are_read_without_an_error(string document)
    {
        string[] examples = [.. Markdown.Blocks(Markdown.Read(document), "json")];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(Read(example, new DeviceSettings())));
    }

    [Fact]
    public void Every_status_bit_has_its_row()
    {
        int[] bits =
        [
            .. typeof(StatusBits).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!)
        ];
        string part = Markdown.Part(Markdown.Read("settings.md"), "## Fields of the channel");
        IEnumerable<int> rows = Markdown.Rows(part).Where(cells => char.IsAsciiDigit(cells[0].FirstOrDefault()))
            .Select(cells => int.Parse(cells[0], CultureInfo.InvariantCulture));
        Assert.Equal(bits.Order(), rows.Order());
    }

    private static List<(string Name, string Default)> Defaults() =>
    [
        .. Markdown.Rows(Markdown.Read("settings.md"))
            .Where(cells => cells.Length == 4 && cells[0].StartsWith('`'))
            .Select(cells => (cells[0].Trim('`'), cells[1].Trim('`'))),
    ];

    private static List<string> Read(string json, DeviceSettings settings)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        SettingsErrors errors = SettingsFile.Read(bytes, bytes.Length, settings);
        return [.. Enumerable.Range(0, errors.Count).Select(errors.Sentence)];
    }
}
