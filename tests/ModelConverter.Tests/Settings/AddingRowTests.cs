using NanoBms.DeviceBuild.Settings.Generation;
using NanoBms.Foundation;

namespace NanoBms.ModelConverter.Tests.Settings;

/// <summary>What adding, renaming and removing a setting costs.</summary>
public sealed class AddingRowTests
{
    private const string NextRow = "        /// <summary>At the start, runs the model";

    private const string NewRow = """
                /// <summary>Longest time that an example may take.</summary>
                /// <setting in="alarms" min="10" max="90" unit="seconds"/>
                public int ExampleLimitS = 30;


        """;

    [Fact]
    public void A_new_setting_is_one_row_and_the_device_reads_checks_and_suggests_it()
    {
        using var copy = new TableCopy();
        Dictionary<string, string> before = copy.Files;
        copy.Replace(SettingsFiles.TablePath, NextRow, NewRow + NextRow);
        SettingsFiles.Update(copy.Root);
        Dictionary<string, string> after = copy.Files;
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.Equal(
            new[] { SettingsFiles.TablePath, SettingsFiles.VisitPath, SettingsFiles.DocumentPath, SettingsFiles.SchemaPath }.Order(),
            after.Where(file => before[file.Key] != file.Value).Select(file => file.Key).Order());

        var device = new BuiltDevice(copy.Sources);
        Assert.Equal((30, ""), device.Read("{}", "ExampleLimitS"));
        Assert.Equal((45, ""), device.Read("""{"exampleLimitS":45}""", "ExampleLimitS"));
        Assert.Equal(
            (91, "line 1, column 2: exampleLimitS must be 10 to 90 seconds."), device.Read("""{"exampleLimitS":91}""", "ExampleLimitS"));
        Assert.Equal(
            (30, "line 1, column 2: exampleLimitS must be a whole number."), device.Read("""{"exampleLimitS":"45"}""", "ExampleLimitS"));
        Assert.Equal(
            (30, "line 1, column 2: there is no setting exampleLimits; did you mean exampleLimitS?"),
            device.Read("""{"exampleLimits":45}""", "ExampleLimitS"));
        Assert.Contains(
            "| `exampleLimitS` | `30` | 10 to 90 seconds | Longest time that an example may take. |\n",
            after[SettingsFiles.DocumentPath], StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_is_removed_with_its_row_although_the_old_visit_does_not_compile_then()
    {
        using var copy = new TableCopy();
        string table = copy.Read(SettingsFiles.TablePath);
        string row = table[
            table.IndexOf(NextRow, StringComparison.Ordinal)..(table.IndexOf("SelfTest;\n", StringComparison.Ordinal)
                + "SelfTest;\n".Length)];
        copy.Replace(SettingsFiles.TablePath, row, "");
        Assert.Equal([SettingsFiles.VisitPath, SettingsFiles.DocumentPath, SettingsFiles.SchemaPath], SettingsFiles.Update(copy.Root));
        Assert.DoesNotContain("elfTest", copy.Read(SettingsFiles.VisitPath), StringComparison.Ordinal);
        Assert.StartsWith(
            "line 1, column 2: there is no setting selfTest; ",
            new BuiltDevice(copy.Sources).Read("""{"selfTest":true}""", "CellsInSeries").Sentences,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "min=\"1\" max=\"16\"", "min=\"1\" maximum=\"16\"", "a Whole has no maximum=\"...\"; there are in, kind, min, max, unit, rule.")]
    [InlineData("min=\"1\" max=\"16\"", "min=\"one\" max=\"16\"", "'one' is no whole number.")]
    [InlineData("min=\"1\" max=\"16\"", "min=\"2\" max=\"16\"", "its initial value 1 is none that it may be: 2 to 16.")]
    [InlineData("<setting in=\"battery\" min=\"1\" max=\"16\"/>", "", "its comment needs one <setting in=\"...\"/>.")]
    [InlineData("<setting in=\"battery\" min=\"1\" max=\"16\"/>", "<setting min=\"1\" max=\"16\"/>",
        "in=\"...\" must name the document's table.")]
    [InlineData(
        "<setting in=\"battery\" min=\"1\" max=\"16\"/>", "<setting in=\"battery\" kind=\"Cells\"/>",
        "there is no kind Cells of this type; there are Whole, SensorAddress, Gpio, OutputPin, AdcChannel, SpareAdcChannel.")]
    [InlineData("public int CellsInSeries = 1;", "public int CellsInSeries = Cells();", "its initial value 'Cells()' is no constant.")]
    [InlineData(
        "public int CellsInSeries = 1;", "public long CellsInSeries = 1;", "a setting is a bool, int, float or string, not a long.")]
    [InlineData(
        "Cells in series. Log and", "Cells in series | Log and", "its comment has a '|', which ends a column of the document.")]
    [InlineData(
        "<summary>Cells in series. Log and channel show the battery's own volts and amperes; the model sees one cell.</summary>", "",
        "its comment needs a <summary> that says what it means.")]
    public void A_wrong_row_gets_one_sentence_with_its_place(string old, string by, string sentence)
    {
        using var copy = new TableCopy();
        copy.Replace(SettingsFiles.TablePath, old, by);
        int line = copy.Read(SettingsFiles.TablePath).Split('\n').Index()
            .Single(each => each.Item.Contains(" CellsInSeries = ", StringComparison.Ordinal)).Index + 1;
        Dictionary<string, string> before = copy.Files;
        string message = Assert.Throws<UserError>(() => SettingsFiles.Update(copy.Root)).Message;
        Assert.Equal($"'{SettingsFiles.TablePath}', line {line}: CellsInSeries: {sentence}", message);
        Assert.Equal(before, copy.Files);
    }

    [Fact]
    public void A_table_that_the_document_has_not_is_refused()
    {
        using var copy = new TableCopy();
        copy.Replace(SettingsFiles.TablePath, "<setting in=\"battery\" min=\"1\" max=\"16\"/>",
            "<setting in=\"pack\" min=\"1\" max=\"16\"/>");
        Assert.Equal(
            "'docs/settings.md' has no lines '<!-- begin pack -->' and '<!-- end pack -->'; put them where the table is to stand.",
            Assert.Throws<UserError>(() => SettingsFiles.Update(copy.Root)).Message);
    }
}
