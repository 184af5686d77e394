using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Sources;

/// <summary>What a tool writes says so, and nothing else does.</summary>
public sealed class GeneratedFileTests
{
    private const string Folder = "firmware/generated/";

    [Fact]
    public void The_marked_sources_are_those_of_the_folder_of_generated_code_and_the_assemblies_attributes()
    {
        string[] generated =
        [
            .. SourceFiles.All.Where(path =>
                path.StartsWith(Folder, StringComparison.Ordinal)
                || (path.Contains("firmware/", StringComparison.Ordinal)
                    && path.EndsWith("/" + DeviceProject.AssemblyInfo, StringComparison.Ordinal))),
        ];
        Assert.InRange(generated.Length, 20, SourceFiles.All.Count / 4);
        Assert.Equal(generated, SourceFiles.All.Where(SourceFiles.IsMarked));
    }

    [Fact]
    public void Every_file_of_the_device_projects_says_that_it_is_not_to_be_edited()
    {
        string[] paths = [.. DeviceSolution.Files(Repository.Root).Select(file => file.Path)];
        Assert.NotEmpty(paths);
        Assert.All(
            paths, path => Assert.Contains("Do not edit.", string.Join('\n', File.ReadLines(path).Take(5)), StringComparison.Ordinal));
    }
}
