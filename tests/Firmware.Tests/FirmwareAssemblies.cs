using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.DeviceBuild.Projects;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>The firmware's projects and their twins' compiled assemblies.</summary>
internal static class FirmwareAssemblies
{
    /// <summary>Every project of the firmware, its tests among them.</summary>
    public static IReadOnlyList<DeviceProject> Projects { get; } = DeviceSolution.Projects(Repository.Root);

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names { get; } = new(Projects.Select(project => project.Name));

    /// <summary>Projects with a twin of their own; the parts of the model are one with its main project there.</summary>
    public static IReadOnlyList<DeviceProject> Twins { get; } =
    [
        .. Projects.Where(project => !project.IsTest && !ModelProjects.IsPart(project.Name))
    ];

    /// <summary>Names of those whose twin is the device's code: the platform seam's is not, nor are the tests.</summary>
    public static TheoryData<string> TwinNames { get; } =
        new(Twins.Where(project => project.Name != "NanoBms.Platform").Select(project => project.Name));

    /// <summary>A project by its name.</summary>
    public static DeviceProject Project(string name) => Projects.Single(project => project.Name == name);

    /// <summary>The compiled twin.</summary>
    public static Stream OpenTwin(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        Assert.True(
            File.Exists(path),
            $"{name} is not among the assemblies that NanoBms.App brings along: reference it there or delete its folder.");
        return File.OpenRead(path);
    }

    /// <summary>Whether an assembly is one of the project's own.</summary>
    public static bool IsOwn(string assembly) => assembly.StartsWith("NanoBms.", StringComparison.Ordinal);
}
