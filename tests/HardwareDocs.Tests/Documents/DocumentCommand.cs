using System.Text.RegularExpressions;

namespace NanoBms.HardwareDocs.Tests.Documents;

/// <summary>A command line of the documents that runs a program of this repository.</summary>
/// <param name="Where">The document.</param>
/// <param name="Folder">The program's folder.</param>
/// <param name="Arguments">What stands behind it.</param>
internal sealed partial record DocumentCommand(string Where, string Folder, string Arguments)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DocumentCommand> All { get; } =
    [
        .. MarkdownFiles.All.Where(page => page != "CHANGELOG.md").SelectMany(page => Run()
            .Matches(MarkdownFiles.Text(page).Replace("\\\n", " ", StringComparison.Ordinal))
            .Select(run => new DocumentCommand(page, run.Groups[1].Value, run.Groups[2].Value)))
    ];

    /// <summary>Program and arguments, with one space between words.</summary>
    public string Text => Spaces().Replace($"{Path.GetFileName(Folder)} {Arguments}", " ").Trim();

    [GeneratedRegex(@"dotnet run (?:-c Release )?--project (tools/\w+)(?: --)?([^`\n#|]*)")]
    private static partial Regex Run();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
