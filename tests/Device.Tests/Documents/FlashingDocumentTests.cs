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
    [InlineData("set-up.md", "## What it says", "log or page")]
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

    [Fact]
    public void Every_sentence_of_the_firmware_stands_in_the_guides()
    {
        string guides = string.Concat(new[] { "flashing.md", "raspberry-pi.md", "set-up.md", "settings.md" }.Select(Markdown.Read));
        string[] missing = [.. Sources().SelectMany(Spoken).Distinct().Where(text => !guides.Contains(text, StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, $"not in the guides: {string.Join(Environment.NewLine, missing)}");
    }

    [Fact]
    public void A_sentence_that_no_guide_has_is_noticed() =>
        Assert.Equal(["entries are eaten."], Spoken("log.Write(count + \" entries are eaten.\" + Unit(\"s\"));"));

    /// <summary>Texts of a source that are words to a user, not names, formats or certificates.</summary>
    private static IEnumerable<string> Spoken(string source) => LiteralPattern().Matches(CommentPattern().Replace(source, ""))
        .Select(literal => literal.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Trim())
        .Where(text => text.Contains(' ', StringComparison.Ordinal) && WordPattern().Count(text) > 1)
        .Where(text => !NoSentences.Contains(text) && !text.StartsWith("-----", StringComparison.Ordinal));

    // A format of times, what an answer is searched for, who wrote this, and an exception that no settings file can lead to.
    private static readonly HashSet<string> NoSentences =
        ["yyyy-MM-dd HH:mm:ss", "\"success\": true", "NanoBms contributors", "MIT license", "The shunt must be above 0 ohms."];

    private static readonly HashSet<string> PageFiles = ["SetUpPage.cs", "PageServer.cs", "PageWriter.cs", "PageRequest.cs"];

    /// <summary>Sources whose sentences the guides have word by word; of the others, which check settings, they have the form.</summary>
    private static IEnumerable<string> Sources() => SourceFiles()

        // The page's own words and HTTP's: who sees them has the page before him.
        .Where(path => !PageFiles.Contains(Path.GetFileName(path)))
        .Where(path => !path.Contains($"NanoBms.Device{Path.DirectorySeparatorChar}Text", StringComparison.Ordinal)
            && !path.EndsWith("Rules.cs", StringComparison.Ordinal) && !path.EndsWith("SettingsReader.cs", StringComparison.Ordinal)
            && !path.EndsWith("LinearCalibration.cs", StringComparison.Ordinal))
        .Select(File.ReadAllText);

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
        .. SourceFiles()
            .SelectMany(path => LiteralPattern().Matches(File.ReadAllText(path)))
            .Select(literal => literal.Groups[1].Value.Replace("\\\"", "\"", StringComparison.Ordinal))
            .SelectMany(literal => new[] { literal, literal.Trim() }),
    ];

    private static IEnumerable<string> SourceFiles() => new[] { "NanoBms.App", "NanoBms.Device", "NanoBms.Platform" }
        .SelectMany(project => Directory.EnumerateFiles(Repository.File("firmware", project), "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex CommentPattern();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex WordPattern();

    [GeneratedRegex("\"((?:[^\"\\\\\n]|\\\\.)*)\"")]
    private static partial Regex LiteralPattern();
}
