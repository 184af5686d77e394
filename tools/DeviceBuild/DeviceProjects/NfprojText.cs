using System.Xml.Linq;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>The .nfproj and packages.config of a project, for the nanoFramework extension of Visual Studio, in one fixed form.</summary>
public static class NfprojText
{
    private static readonly XNamespace MsBuild = "http://schemas.microsoft.com/developer/msbuild/2003";

    private const string Head =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- Written by NanoBms.ModelConverter (device-projects). Do not edit. -->\n";

    /// <summary>Kind of the project, and C#.</summary>
    public const string ProjectTypes = "{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}";

    /// <summary>Text of the .nfproj.</summary>
    /// <param name="project">The project.</param>
    /// <param name="table">Versions of the packages.</param>
    /// <param name="packagesFolder">From the project's folder to where packages are restored, beside the solution.</param>
    public static string Nfproj(DeviceProject project, NanoPackageTable table, string packagesFolder)
    {
        var root = new XElement(
            MsBuild + "Project", new XAttribute("ToolsVersion", "Current"), new XAttribute("DefaultTargets", "Build"),
            Globals(), Import("NFProjectSystem.Default.props"));
        if (project.IsTest)
        {
            root.Add(Items(Item("ProjectCapability", "TestContainer")));
        }

        root.Add(
            Properties(project), Import("NFProjectSystem.props"),
            Items(project.Sources.Select(source => Item("Compile", Windows(source)))));
        root.Add(Items(
            from package in project.Packages.Select(table.Find)
            from reference in package.References()
            orderby reference.Assembly
            select Reference(reference.Assembly, $@"{Windows(packagesFolder)}\{package.Id}.{package.Version}\lib\{reference.File}")));
        if (project.References.Count > 0)
        {
            root.Add(Items(project.References.Select(reference => Item(
                "ProjectReference", Windows(Path.GetRelativePath(project.Folder, Path.ChangeExtension(reference.Path, "nfproj")))))));
        }

        root.Add(
            Items(Item("None", "packages.config")), Import("NFProjectSystem.CSharp.targets"),
            Element("ProjectExtensions", Element("ProjectCapabilities", Element("ProjectConfigurationsDeclaredAsItems"))));
        return Text(root);
    }

    /// <summary>Text of the packages.config.</summary>
    public static string PackagesConfig(DeviceProject project, NanoPackageTable table) => Text(new XElement(
        "packages",
        from package in project.Packages.Select(table.Find)
        select new XElement(
            "package", new XAttribute("id", package.Id), new XAttribute("version", package.Version),
            new XAttribute("targetFramework", "netnano1.0"),
            package.Program is null ? null : new XAttribute("developmentDependency", "true"))));

    // The desktop's settings must not reach these projects, nor its restored packages, which lie in obj.
    private static XElement Globals() => Element(
        "PropertyGroup", new XAttribute("Label", "Globals"),
        Element("NanoFrameworkProjectSystemPath", @"$(MSBuildExtensionsPath)\nanoFramework\v1.0\"),
        Element("ImportDirectoryBuildProps", "false"),
        Element("ImportDirectoryBuildTargets", "false"),
        Element("ImportDirectoryPackagesProps", "false"),
        Element("BaseIntermediateOutputPath", @"obj\nfproj\"));

    private static XElement Properties(DeviceProject project)
    {
        XElement properties = Element(
            "PropertyGroup",
            Element("Configuration", new XAttribute("Condition", "'$(Configuration)' == ''"), "Debug"),
            Element("Platform", new XAttribute("Condition", "'$(Platform)' == ''"), "AnyCPU"),
            Element("ProjectTypeGuids", ProjectTypes),
            Element("ProjectGuid", GuidText(project)),
            Element("OutputType", project.IsProgram ? "Exe" : "Library"),
            Element("AppDesignerFolder", "Properties"),
            Element("FileAlignment", "512"),
            Element("RootNamespace", project.RootNamespace),
            Element("AssemblyName", project.AssemblyName),
            Element("TargetFrameworkVersion", "v1.0"),
            Element("LangVersion", "9.0"),
            Element("Optimize", "true"));
        if (project.IsTest)
        {
            properties.Add(
                Element("IsCodedUITest", "False"), Element("IsTestProject", "true"), Element("TestProjectType", "UnitTest"),
                Element("RunSettingsFilePath", @"$(MSBuildProjectDirectory)\nano.runsettings"));
        }

        return properties;
    }

    /// <summary>The project's identity as solutions write it.</summary>
    public static string GuidText(DeviceProject project) => project.Guid.ToString("B").ToUpperInvariant();

    private static XElement Import(string file) => Element(
        "Import", new XAttribute("Project", "$(NanoFrameworkProjectSystemPath)" + file),
        new XAttribute("Condition", $"Exists('$(NanoFrameworkProjectSystemPath){file}')"));

    private static XElement Items(params IEnumerable<XElement> items) => Element("ItemGroup", items);

    private static XElement Item(string kind, string include) => Element(kind, new XAttribute("Include", include));

    private static XElement Reference(string assembly, string hintPath) =>
        Element("Reference", new XAttribute("Include", assembly), Element("HintPath", hintPath));

    private static XElement Element(string name, params object?[] content) => new(MsBuild + name, content);

    private static string Windows(string path) => path.Replace('/', '\\');

    private static string Text(XElement root) => Head + root.ToString().ReplaceLineEndings("\n") + "\n";
}
