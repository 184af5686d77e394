using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>What a firmware project's twin (.csproj) says of its device build; the .nfproj beside it follows from this.</summary>
public sealed class DeviceProject
{
    private DeviceProject(string csproj, XElement[] declarations)
    {
        Path = csproj;
        Folder = System.IO.Path.GetDirectoryName(csproj)!;
        Name = System.IO.Path.GetFileNameWithoutExtension(csproj);
        AssemblyName = Property(declarations, "AssemblyName") ?? Name;
        RootNamespace = Property(declarations, "RootNamespace") ?? Name;
        IsProgram = Property(declarations, "OutputType") == "Exe";
        List<DeviceProject> named = Items(declarations, "ProjectReference")
            .Select(path => Read(System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, path)))).ToList();
        References = named.SelectMany(project => project.References.Prepend(project))
            .DistinctBy(project => project.Path).OrderBy(project => project.Name, StringComparer.Ordinal).ToList();
        Packages = Items(declarations, "NanoPackage").Append("nanoFramework.CoreLibrary")
            .Concat(References.SelectMany(reference => reference.Packages))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        Sources = Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .Where(file => !file.EndsWith(".twin.cs", StringComparison.Ordinal) && file != AssemblyInfo)
            .Concat(Items(declarations, "Compile")).Append(AssemblyInfo).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>The assembly attributes' file in a project's folder.</summary>
    public const string AssemblyInfo = "Properties/AssemblyInfo.cs";

    /// <summary>The .csproj file.</summary>
    public string Path { get; }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its name without extension.</summary>
    public string Name { get; }

    /// <summary>Name of the assembly.</summary>
    public string AssemblyName { get; }

    /// <summary>Namespace of the sources.</summary>
    public string RootNamespace { get; }

    /// <summary>Whether it is the program, not a library.</summary>
    public bool IsProgram { get; }

    /// <summary>Whether it holds unit tests for the device.</summary>
    public bool IsTest => Packages.Contains("nanoFramework.TestFramework");

    /// <summary>Projects it stands on, those that its references bring along too: an .nfproj must name them all.</summary>
    public IReadOnlyList<DeviceProject> References { get; }

    /// <summary>Packages that it and the projects it stands on name.</summary>
    public IReadOnlyList<string> Packages { get; }

    /// <summary>Source files of the device build, from its folder.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>The project's identity in a solution: the first half of the SHA-256 of the assembly's name.</summary>
    public Guid Guid => new(SHA256.HashData(Encoding.UTF8.GetBytes(AssemblyName)).AsSpan(0, 16));

    /// <summary>Reads a twin.</summary>
    public static DeviceProject Read(string csproj)
    {
        try
        {
            // What stands under a condition for the desktop is not of the device.
            return new DeviceProject(csproj, XDocument.Load(csproj).Root!.Elements().Where(ForDevice)
                .SelectMany(group => group.Elements()).Where(ForDevice).ToArray());
        }
        catch (Exception exception) when (exception is IOException or System.Xml.XmlException)
        {
            throw new UserError($"{csproj} cannot be read: {exception.Message}");
        }
    }

    private static bool ForDevice(XElement element) =>
        ((string?)element.Attribute("Condition"))?.Contains("'$(NanoFramework)' != 'true'", StringComparison.Ordinal) != true;

    private static string? Property(XElement[] declarations, string name) =>
        declarations.LastOrDefault(declaration => declaration.Name.LocalName == name)?.Value;

    private static IEnumerable<string> Items(XElement[] declarations, string name) =>
        from declaration in declarations
        where declaration.Name.LocalName == name && declaration.Attribute("Include") is not null
        select (string)declaration.Attribute("Include")!;
}
