using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Documents;

/// <summary>The documents of the checkout.</summary>
internal static partial class MarkdownFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "packages", ".git", "node_modules"];

    /// <summary>All of them, by their path from the top folder.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Below(Repository.Root).Order(StringComparer.Ordinal)];

    public static string Text(string path) => File.ReadAllText(Repository.File(path)).Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>A document's text without what it shows as code between fences.</summary>
    public static string Prose(string path) => Fences().Replace(Text(path), "");

    /// <summary>The names by which a document's headings are linked to, as GitHub makes them.</summary>
    public static IEnumerable<string> Anchors(string path) =>
        Headings().Matches(Prose(path)).Select(heading => Anchor(heading.Groups[1].Value));

    private static string Anchor(string heading) =>
        NoWord().Replace(Links().Replace(heading, "$1").Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder, "*.md")
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Concat(Directory.EnumerateDirectories(folder).Where(below => !Skipped.Contains(Path.GetFileName(below))).SelectMany(Below));

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoWord();
}
