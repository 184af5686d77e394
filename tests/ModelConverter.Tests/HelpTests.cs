using NanoBms.ModelConverter.Tests.Support;

namespace NanoBms.ModelConverter.Tests;

/// <summary>The examples that --help shows.</summary>
public class HelpTests
{
    [Fact]
    public void Convert_shows_one_example_for_each_kind_of_source()
    {
        string[] examples = Examples("convert");

        Assert.Equal(5, examples.Length);
        Assert.Contains(".int8.tflite", examples[0], StringComparison.Ordinal);
        Assert.Matches(@"\.float\.tflite .*--calibration ", examples[1]);
        Assert.Matches(@"\.keras .*--input-scaler .*--output-scaler .*--features ", examples[2]);
        Assert.Matches(@"\.h5 ", examples[3]);
        Assert.Matches(@"\.npy .*--standalone ", examples[4]);
    }

    // No file of an example is here: the command line is understood where the missing file is all that is wrong.
    [Theory]
    [InlineData("")]
    [InlineData("convert")]
    [InlineData("inspect")]
    [InlineData("quantize")]
    [InlineData("verify")]
    public void Each_example_is_a_command_line_that_is_understood(string command)
    {
        string[] examples = [.. Examples(command).Where(example => !example.Contains('>', StringComparison.Ordinal))];

        Assert.NotEmpty(examples);
        Assert.All(
            examples, example => Assert.StartsWith("There is no file '", Converter.Refuse(example.Split(' ')), StringComparison.Ordinal));
    }

    private static string[] Examples(string command)
    {
        const string Program = "nanobms-convert ";
        string help = Converter.Succeed([.. command.Length == 0 ? Array.Empty<string>() : [command], "--help"]);
        string description = help[..help.IndexOf("Usage:", StringComparison.Ordinal)];
        return [.. description.Split('\n').Where(line => line.Contains(Program, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(Program, StringComparison.Ordinal) + Program.Length)..].Trim())];
    }
}
