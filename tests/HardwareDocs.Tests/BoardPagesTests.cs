using NanoBms.Device.Settings;
using NanoBms.DeviceBuild.Boards;
using NanoBms.HardwareDocs.Generation;
using NanoBms.TestSupport;
using DeviceBoards = NanoBms.DeviceBuild.Boards.Board;

namespace NanoBms.HardwareDocs.Tests;

/// <summary>The one table of boards, against data sheets read by hand, and the documents that show it.</summary>
public class BoardPagesTests
{
    /// <summary>Espressif's data sheets, tables of pins: ADC1_CH0 and on.</summary>
    [Theory]
    [InlineData("ESP32", "36 37 38 39 32 33 34 35")]
    [InlineData("ESP32-S3", "1 2 3 4 5 6 7 8 9 10")]
    [InlineData("ESP32-C3", "0 1 2 3 4")]
    [InlineData("ESP32-C6", "0 1 2 3 4 5 6")]
    public void Channels_are_the_data_sheets_pins(string chip, string gpios) =>
        Assert.Equal(gpios, string.Join(' ', Chip.All.Single(one => one.Name == chip).AdcGpios));

    /// <summary>Flash less nanoFramework's own part (from 0 to the line "deploy") and its files (the line "config"), in KiB.</summary>
    [Theory]
    [InlineData("ESP32", 4096 - 1920 - 256 - 128)]
    [InlineData("ESP32-S3", 4096 - 1728 - 256 - 128)]
    [InlineData("ESP32-C6", 4096 - 2368 - 256)]
    [InlineData("ESP32 with 2 MB flash", 2048 - 1920 - 64)]
    public void Regions_are_what_the_partition_tables_leave(string board, int kib) =>
        Assert.Equal(kib * 1024, DeviceBoards.All.Single(one => one.Name == board).DeploymentBytes);

    [Fact]
    public void The_flashing_guides_commands_name_the_image_that_the_table_has_first()
    {
        string guide = File.ReadAllText(Repository.File("docs", "flashing.md"));

        Assert.Contains($"nanoff --target {Chip.Esp32.Images[0].Name} --serialport PORT --update", guide, StringComparison.Ordinal);
        Assert.Contains("| `ESP32_REV0` | 240 MHz | **this one**", guide, StringComparison.Ordinal);
        Assert.Contains("| `ESP32_REV3` | 160 MHz |", guide, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_what_inspect_shows()
    {
        string page = File.ReadAllText(Repository.File("docs", "boards.md"));

        Assert.All(
            DeviceBoards.All, board => Assert.Contains($"| {board.Name} | {board.FlashMegabytes} MB |", page, StringComparison.Ordinal));
        Assert.Contains("| ESP32-C3: GPIO | 0 | 1 | 2 | 3 | 4 | - |", page, StringComparison.Ordinal);
        Assert.Equal(34, Chip.Esp32.AdcGpios[new DeviceSettings().ThermistorChannel]);
    }

    [Fact]
    public void A_page_without_the_tables_marks_is_refused()
    {
        using var board = new Board();
        File.WriteAllText(Path.Combine(board.Root, "docs/boards.md"), "# Boards\n");

        Assert.Contains(
            "has no lines '<!-- begin boards -->'",
            Assert.Throws<NanoBms.Foundation.UserError>(() => HardwareFiles.Stale(board.Root)).Message, StringComparison.Ordinal);
    }
}
