using System.Globalization;
using NanoBms.CommandLine;
using NanoBms.PackSimulator.Commands;
using NanoBms.TestSupport;

namespace NanoBms.PackSimulator.Tests.Soak;

[Collection(nameof(OneAtATime))]
public sealed class SoakCommandTests
{
    [Fact]
    public void A_day_ends_with_its_summary_and_a_verdict()
    {
        (int code, string output, string error) = Run(
            "soak", "--days", "1", "--seed", "1", "--model", Repository.File("models", "panasonic18650pf-32-16.int8.tflite"));
        Assert.Equal(0, code);
        Assert.StartsWith("1 days, seed 1, keepInMemory 1", output);
        Assert.Matches(
            @"\nday 1: \d+ entries made, \d+ arrived, \d+ wait; \d+ starts anew \(\d+ in a write, \d+ by supervision\); "
                + @"\d+ of \d+ requests failed; ",
            output);
        Assert.Matches(@"\nholds  entries lost: 0; \d+ made, \d+ in the channel, ", output);
        Assert.DoesNotContain("BROKEN", output);
        Assert.EndsWith($"The soak holds.{Environment.NewLine}", output);

        // A line of progress each quarter of a day.
        Assert.Matches(
            @"^06:00:00 of 1 days after \d+ s\r?\n12:00:00 of 1 days after \d+ s\r?\n18:00:00 of 1 days after \d+ s\r?\n$", error);
    }

    [Theory]
    [InlineData("Cut short: this soak has no verdict.", "--days", "60")]
    [InlineData(
        "Cut short: of 10000 soaks 0 came to their end, 0 of them broken; the others have no verdict.", "--days", "60", "--many", "10000")]
    public async Task A_soak_that_is_cut_short_says_that_it_has_no_verdict(string sentence, params string[] arguments)
    {
        using var cut = new CancellationTokenSource();
        using StringWriter output = new();
        await using var progress = new CuttingWriter(cut);
        int code = await CommandProgram.RunAsync(
            RunCommand.Create(),
            ["soak", .. arguments, "--model", Repository.File("models", "panasonic18650pf-32-16.int8.tflite")],
            output, progress, cut.Token);
        Assert.Equal(130, code);
        Assert.EndsWith($"{Environment.NewLine}{sentence}{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("The soak", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--days must be 1 to 60.", "--days", "0")]
    [InlineData("--days must be 1 to 60.", "--days", "61")]
    [InlineData("--keep-in-memory must be 0 to 239 entries.", "--keep-in-memory", "240")]
    [InlineData("--many must be 1 to 10000.", "--many", "0")]
    [InlineData(
        "--faults must name kinds of faults: None, Network, Channel, Sensors, Device, Clock, Time, Storage, Uptime, Key, Private, All.",
        "--faults", "rain")]
    [InlineData("There is no file 'nowhere.tflite'.", "--model", "nowhere.tflite")]
    public void What_cannot_be_is_refused_in_a_sentence(string sentence, params string[] arguments)
    {
        (int code, string output, string error) = Run(["soak", .. arguments]);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Equal($"error: {sentence}{Environment.NewLine}", error);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = CommandProgram.Run(RunCommand.Create(), arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Cuts what tells it of its progress.</summary>
    private sealed class CuttingWriter(CancellationTokenSource cut) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value) => cut.Cancel();
    }
}
