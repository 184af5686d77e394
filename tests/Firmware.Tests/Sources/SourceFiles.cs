using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Sources;

/// <summary>The C# files of the checkout.</summary>
internal static class SourceFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "packages", ".git"];

    /// <summary>All of them, by their path from the top folder.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Below(Repository.Root).Order(StringComparer.Ordinal)];

    /// <summary>Whether a file says in its first lines that it is generated.</summary>
    public static bool IsMarked(string path) =>
        File.ReadLines(Repository.File(path)).Take(5).Any(line => line.Contains("Do not edit", StringComparison.Ordinal));

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder, "*.cs")
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Concat(Directory.EnumerateDirectories(folder).Where(below => !Skipped.Contains(Path.GetFileName(below))).SelectMany(Below));
}
