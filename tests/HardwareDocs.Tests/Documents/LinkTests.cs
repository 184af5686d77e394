using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Documents;

public partial class LinkTests
{
    [Fact]
    public void Each_link_within_the_repository_leads_to_a_file_and_to_a_heading_of_it()
    {
        (string Page, string Target)[] links =
        [
            .. MarkdownFiles.All.SelectMany(page => Targets(page).Select(target => (page, target)))
        ];
        Assert.InRange(links.Length, 150, int.MaxValue);
        Assert.Empty(links.Where(link => !Leads(link.Page, link.Target)).Select(link => $"{link.Page}: {link.Target}"));
    }

    [Fact]
    public void A_link_to_nothing_is_seen()
    {
        Assert.True(Leads("docs/set-up.md", "settings.md"));
        Assert.False(Leads("docs/set-up.md", "setings.md"));
        Assert.True(Leads("README.md", "README.md#limits"));
        Assert.False(Leads("README.md", "#limit"));
    }

    private static bool Leads(string page, string target)
    {
        string[] parts = target.Split('#');
        string path = parts[0].Length == 0
            ? page
            : Path.GetRelativePath(
                Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0])))
                .Replace('\\', '/');
        bool isThere = File.Exists(Repository.File(path)) || Directory.Exists(Repository.File(path));
        return isThere
            && (parts.Length == 1 || !path.EndsWith(".md", StringComparison.Ordinal) || MarkdownFiles.Anchors(path).Contains(parts[1]));
    }

    // Of the web's addresses only those of the repository's own place there are given without a scheme, two folders up.
    private static IEnumerable<string> Targets(string page) => Link().Matches(Code().Replace(MarkdownFiles.Prose(page), ""))
        .Select(link => link.Groups[1].Value)
        .Where(target => !Scheme().IsMatch(target) && !target.StartsWith("../../actions/", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z]+:")]
    private static partial Regex Scheme();
}
