using NanoBms.HardwareDocs.Architecture;
using NanoBms.HardwareDocs.Generation;
using NanoBms.HardwareDocs.Wirings;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Generation;

/// <summary>What a program writes says so: in its first lines, or, where its form holds no remark, in .gitattributes.</summary>
public sealed class MarkedFileTests
{
    private const string Mark = " linguist-generated";

    private static readonly string[] Listed =
    [
        .. File.ReadLines(Repository.File(".gitattributes")).Where(line => line.EndsWith(Mark, StringComparison.Ordinal))
            .Select(line => line[..^Mark.Length]),
    ];

    [Fact]
    public void Every_file_that_is_made_of_the_wiring_or_of_the_projects_is_marked()
    {
        // The guide is written by hand, but for the tables between its marks.
        (string Path, string Text)[] made =
        [
            .. HardwareFiles.Create(
                WiringReader.Read(Repository.File(HardwareFiles.WiringPath)), File.ReadAllText(Repository.File(HardwareFiles.ReadmePath)))
                .Where(file => file.Path != HardwareFiles.ReadmePath),
            (ArchitecturePicture.PicturePath, ArchitecturePicture.Draw(ProjectReader.Read(Repository.Root))),
        ];
        Assert.InRange(made.Length, 10, 30);
        Assert.Empty(made.Where(file => !Says(file.Text) && !Listed.Contains(file.Path)).Select(file => file.Path));
        Assert.Empty(made.Where(file => Says(file.Text) && Listed.Contains(file.Path)).Select(file => file.Path));
    }

    [Fact]
    public void Every_single_file_that_is_listed_is_there() =>
        Assert.DoesNotContain(Listed, path => path.Contains('/', StringComparison.Ordinal) && !path.Contains('*', StringComparison.Ordinal)
            && !File.Exists(Repository.File(path)));

    private static bool Says(string text) =>
        text.Split('\n').Take(5).Any(line => line.Contains("Do not edit", StringComparison.Ordinal));
}
