using System.Globalization;
using System.Xml.Linq;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>The assembly attributes of a device build; the SDK writes a twin's.</summary>
public static class AssemblyInfoText
{
    /// <summary>Text of Properties/AssemblyInfo.cs.</summary>
    /// <param name="project">The project.</param>
    /// <param name="version">Version of the whole project, three numbers.</param>
    public static string Write(DeviceProject project, string version) => string.Create(CultureInfo.InvariantCulture, $"""
        using System.Reflection;

        [assembly: AssemblyTitle("{project.AssemblyName}")]
        [assembly: AssemblyCompany("NanoBms contributors")]
        [assembly: AssemblyProduct("NanoBms")]
        [assembly: AssemblyCopyright("MIT license")]
        [assembly: AssemblyVersion("{version}.0")]
        [assembly: AssemblyFileVersion("{version}.0")]

        """).ReplaceLineEndings("\n");

    /// <summary>The version that the checkout's build settings give.</summary>
    public static string Version(string root) =>
        XDocument.Load(Path.Combine(root, "Directory.Build.props")).Descendants("Version").Single().Value;
}
