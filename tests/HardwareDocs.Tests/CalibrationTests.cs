using System.Text.RegularExpressions;
using NanoBms.CommandLine;
using NanoBms.Device.Sensors;
using NanoBms.Device.Settings;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Calibration;
using NanoBms.HardwareDocs.Commands;
using NanoBms.HardwareDocs.Generation;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests;

public sealed class CalibrationTests
{
    [Fact]
    public void Pairs_become_the_lines_of_the_settings_file()
    {
        (int code, string output, string error) = Run(
            "calibrate", "--voltage-pairs", "3.012=3.000", "4.205=4.198", "--current-pairs", "-1.985=-2.000", "2.010=2.000");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(
            "\"voltageCalibration\": \"3.0120=3.0000, 4.2050=4.1980\",\n\"currentCalibration\": \"-1.9850=-2.0000, 2.0100=2.0000\"",
            output.TrimEnd());

        // The firmware takes the lines as they are.
        byte[] file = System.Text.Encoding.UTF8.GetBytes("{" + output + "}");
        var settings = new DeviceSettings();
        Assert.Equal(0, SettingsFile.Read(file, file.Length, settings).Count);
        Assert.Equal(3.000f, True(settings.VoltageCalibration, 3.012f), 1e-5);
        Assert.Equal(-2.000f, True(settings.CurrentCalibration, -1.985f), 1e-5);
    }

    [Fact]
    public void The_guides_example_is_what_the_command_prints()
    {
        string readme = File.ReadAllText(Repository.File(HardwareFiles.ReadmePath));
        string command = Regex.Match(readme, @"-- (calibrate .*)").Groups[1].Value;
        (int code, string output, _) = Run(command.Split(' '));
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains($"   {line}\n", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void More_than_two_pairs_are_fitted()
    {
        // By hand: shown 0, 1, 2 and true 0.00, 1.03, 2.00: gain 1.00, mean 1.01 at 1.
        string text = CalibrationText.Create(CalibrationQuantity.Current, [new(0, 0), new(1, 1.03), new(2, 2)]);
        Assert.Equal("0.0000=0.0100, 2.0000=2.0100", text);
    }

    [Theory]
    [InlineData("--voltage-pairs 3.0=3.0", "voltage: a calibration needs at least two pairs, one low and one high.")]
    [InlineData("--voltage-pairs 3.0=3.0 3.1=3.1", "voltage: the pairs lie too close together; they must span at least 0.3 V.")]
    [InlineData("--voltage-pairs 3.0=3.0 42=41", "voltage: 42=41 cannot be; values lie between 0.5 and 36 V.")]
    [InlineData(
        "--current-pairs -2=2 2=-2", "current: -2=2 is too far apart for an error of a sensor; check sign, wiring and shuntOhm first.")]
    [InlineData("--temperature-pairs 0=0 20=26 40=40", "temperature: 20=26 does not lie on a line with the other pairs; measure it again.")]
    [InlineData(
        "--temperature-pairs cold=0 20=20", "'cold=0' is not a pair; write what the gauge showed and what is true, such as 3.012=3.000.")]
    [InlineData("", "Nothing to calibrate; give at least two pairs with --voltage-pairs, --current-pairs or --temperature-pairs.")]
    public void Impossible_values_are_refused_in_one_sentence(string arguments, string sentence)
    {
        (int code, string output, string error) = Run(["calibrate", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Equal($"error: {sentence}", error.TrimEnd());
    }

    [Fact]
    public void A_number_beyond_all_bounds_is_no_pair()
    {
        Assert.Throws<UserError>(() => CalibrationPair.Parse("NaN=1"));
        Assert.Throws<UserError>(() => CalibrationPair.Parse("1=2=3"));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = CommandProgram.Run(RootCommandFactory.Create(), arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static float True(string calibration, float shown)
    {
        LinearCalibration parsed = LinearCalibration.Parse(calibration)!;
        return shown * parsed.Gain + parsed.Offset;
    }
}
