using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.Device.Tests.Documents;

/// <summary>What tests read from the documents in docs/.</summary>
internal static partial class Markdown
{
    /// <summary>The text of a document.</summary>
    public static string Read(string name) => File.ReadAllText(Repository.File("docs", name)).ReplaceLineEndings("\n");

    /// <summary>The part under a heading, up to the next of the same or a higher level.</summary>
    public static string Part(string text, string heading)
    {
        string[] lines = text.Split('\n');
        int start = Array.IndexOf(lines, heading);
        Assert.True(start >= 0, $"there is no heading {heading}");
        string level = heading[..(heading.IndexOf(' ', StringComparison.Ordinal) + 1)];
        return string.Join(
            '\n', lines.Skip(start + 1).TakeWhile(line => !IsHeading(line) || line.StartsWith('#' + level, StringComparison.Ordinal)));

        static bool IsHeading(string line) => HeadingPattern().IsMatch(line);
    }

    /// <summary>The cells of all rows of tables, heads and rules among them.</summary>
    public static IEnumerable<string[]> Rows(string text) => text.Split('\n')
        .Where(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    /// <summary>The tables, each as its rows; blank lines part them.</summary>
    public static IEnumerable<string[][]> Tables(string text) =>
        text.Split("\n\n").Select(paragraph => Rows(paragraph).ToArray()).Where(table => table.Length > 0);

    /// <summary>The fenced blocks of a language.</summary>
    public static IEnumerable<string> Blocks(string text, string language) =>
        BlockPattern().Matches(text).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    /// <summary>The spans of code in a line.</summary>
    public static IEnumerable<string> Spans(string text) => SpanPattern().Matches(text).Select(span => span.Groups[1].Value);

    [GeneratedRegex("^#+ ")]
    private static partial Regex HeadingPattern();

    [GeneratedRegex("^```(.*)\n((?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex BlockPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex SpanPattern();
}
