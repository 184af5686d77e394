using NanoBms.Predictor;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Predictor;

public class ReadmeTests
{
    // The program of the package's README, word for word; the test below compares.
    private static void Program(TextWriter Console)
    {
        var predictor = new SocPredictor();
        (float VoltageV, float CurrentA, float TemperatureC)[] readings =
        [
            (3.98f, -1.20f, 24.5f), (3.97f, -1.25f, 24.5f), (3.97f, -1.25f, 24.5f), (3.96f, -1.30f, 24.6f),
            (3.96f, -1.30f, 24.6f), (3.95f, -1.40f, 24.6f), (3.95f, -1.40f, 24.6f), (3.94f, -1.45f, 24.7f),
            (3.94f, -1.45f, 24.7f), (3.93f, -1.50f, 24.7f), (3.93f, -1.50f, 24.7f), (3.93f, -1.50f, 24.8f),
        ];
        foreach (var (voltageV, currentA, temperatureC) in readings)
        {
            float? soc = predictor.PredictRealtime(voltageV, currentA, temperatureC);
            Console.WriteLine(soc is null
                ? $"Buffering data... ({predictor.BufferedSamples}/{predictor.WindowLength})"
                : FormattableString.Invariant($"SOC: {soc:F2}%"));
        }
    }

    [Fact]
    public void Program_of_the_readme_prints_what_one_expects()
    {
        using var output = new StringWriter { NewLine = "\n" };
        Program(output);
        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(Enumerable.Range(1, 9).Select(k => $"Buffering data... ({k}/10)"), lines.Take(9));
        Assert.All(lines.Skip(9), line => Assert.Matches(@"^SOC: [7-9]\d\.\d\d%$", line));
        Assert.Equal(12, lines.Length);
    }

    [Fact]
    public void Program_of_the_readme_is_the_one_that_is_tested()
    {
        string[] readme = CodeOf(File.ReadAllText(Repository.File("tools", "Predictor", "README.md")), "```csharp", "```");
        string[] tested = CodeOf(
            File.ReadAllText(Repository.File("tests", "Models.Tests", "Predictor", "ReadmeTests.cs")),
            "    private static void Program(TextWriter Console)", "\n    }\n");
        Assert.Equal(readme.Where(line => !line.StartsWith("using ", StringComparison.Ordinal)), tested.Skip(1));
    }

    private static string[] CodeOf(string text, string from, string to)
    {
        int start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return
        [
            .. text[start..text.IndexOf(to, start, StringComparison.Ordinal)].Split('\n').Select(line => line.Trim())
                .Where(line => line.Length > 0)
        ];
    }
}
