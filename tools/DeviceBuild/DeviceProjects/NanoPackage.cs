
namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>A nanoFramework package.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Assembly">The library it brings for the device, without extension; none for a tool of the build.</param>
/// <param name="Program">The program it brings for the device, without extension, if any.</param>
public sealed record NanoPackage(string Id, string Version, string? Assembly, string? Program)
{
    /// <summary>Files in the package's lib folder that a project references: name of the assembly, name of the file.</summary>
    public IEnumerable<(string Assembly, string File)> References()
    {
        if (Assembly is not null)
        {
            yield return (Assembly, Assembly + ".dll");
        }

        if (Program is not null)
        {
            yield return (Program, Program + ".exe");
        }
    }
}
