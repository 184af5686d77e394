using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Documents;

/// <summary>The log sentences of the troubleshooting tables against the firmware's sources.</summary>
public sealed partial class FlashingDocumentTests
{
    private static readonly Lazy<HashSet<string>> Literals = new(ReadLiterals);

    [Theory]
    [InlineData("flashing.md", "## Troubleshooting", "log")]
    [InlineData("raspberry-pi.md", "## If it does not work", "the log says")]
    public void The_firmware_prints_every_sentence_of_the_tables(string document, string heading, string column)
    {
        string[] sentences = [.. Sentences(Markdown.Part(Markdown.Read(document), heading), column)];
        Assert.NotEmpty(sentences);
        Assert.All(
            sentences, sentence => Assert.True(IsPrinted(sentence), $"the firmware's sources have no texts that make \"{sentence}\""));
    }

    [Theory]
    [InlineData("No network; … entries wait, next try in … s.", true)]
    [InlineData("No network; … entries wait, next try in … minutes.", false)]
    [InlineData("Sensor: no reading, INA226 is silent", false)]
    public void A_sentence_that_the_firmware_does_not_print_is_noticed(string sentence, bool isPrinted) =>
        Assert.Equal(isPrinted, IsPrinted(sentence));

    private static IEnumerable<string> Sentences(string part, string column) => Markdown.Tables(part)
        .Where(table => table[0][0] == column)
        .SelectMany(table => table.SelectMany(cells => Markdown.Spans(cells[0])));

    /// <summary>Whether each part between places that vary is made of whole texts of the sources, one after the other.</summary>
    private static bool IsPrinted(string sentence) => sentence
        .Replace("/var/lib/nanobms/nanobms.json", "…", StringComparison.Ordinal)
        .Replace("4096", "…", StringComparison.Ordinal)
        .Replace("0 to 3 on", "0 to … on", StringComparison.Ordinal)
        .Split('…', StringSplitOptions.RemoveEmptyEntries)
        .All(IsMadeOfLiterals);

    private static bool IsMadeOfLiterals(string part)
    {
        var reachable = new bool[part.Length + 1];
        reachable[0] = true;
        for (int at = 0; at < part.Length; at++)
        {
            for (int end = at + 1; reachable[at] && end <= part.Length; end++)
            {
                reachable[end] |= Literals.Value.Contains(part[at..end]);
            }
        }

        return reachable[^1];
    }

    private static HashSet<string> ReadLiterals() =>
    [
        .. new[] { "NanoBms.App", "NanoBms.Device", "NanoBms.Platform" }
            .SelectMany(project => Directory.EnumerateFiles(Repository.File("firmware", project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(path => LiteralPattern().Matches(File.ReadAllText(path)))
            .Select(literal => literal.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal))
            .SelectMany(literal => new[] { literal, literal.Trim() }),
    ];

    [GeneratedRegex("\"((?:[^\"\\\\\n]|\\\\.)*)\"")]
    private static partial Regex LiteralPattern();
}
