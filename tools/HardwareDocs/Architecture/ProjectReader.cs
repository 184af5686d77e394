using System.Xml.Linq;
using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Architecture;

/// <summary>Reads which projects the solution has, and which references which.</summary>
public static class ProjectReader
{
    /// <summary>The solution, from the checkout's top folder.</summary>
    public const string SolutionPath = "NanoBms.slnx";

    /// <summary>All projects of the solution as the desktop builds them, by name.</summary>
    /// <param name="root">The checkout's top folder.</param>
    /// <exception cref="UserError">A project that the solution names is missing.</exception>
    public static IReadOnlyList<Project> Read(string root)
    {
        XElement solution = XDocument.Load(Path.Combine(root, SolutionPath)).Root!;
        return [.. solution.Descendants("Project")
            .Select(project => ReadProject(root, Attribute(project, "Path")))
            .OrderBy(project => project.Name, StringComparer.Ordinal)];
    }

    private static Project ReadProject(string root, string path)
    {
        string file = Path.Combine(root, path);
        if (!File.Exists(file))
        {
            throw new UserError($"{SolutionPath} names {path}, which is not there; mend the solution.");
        }

        string name = Path.GetFileNameWithoutExtension(path);
        XElement project = XDocument.Load(file).Root!;
        return new Project(
            name,
            path,
            path.Split('/')[0],
            Property(project, "RootNamespace") ?? (name.StartsWith("NanoBms.", StringComparison.Ordinal) ? name : $"NanoBms.{name}"),
            Property(project, "OutputType") == "Exe",
            [.. project.Elements("ItemGroup").Where(IsDesktop).Elements("ProjectReference").Where(IsDesktop)
                .Select(reference => Path.GetFileNameWithoutExtension(Attribute(reference, "Include").Replace('\\', '/')))
                .Order(StringComparer.Ordinal)]);
    }

    private static bool IsDesktop(XElement element) =>
        element.Attribute("Condition")?.Value.Contains("'$(NanoFramework)' == 'true'") != true;

    private static string? Property(XElement project, string name) =>
        project.Elements("PropertyGroup").Elements(name).FirstOrDefault()?.Value;

    private static string Attribute(XElement element, string name) => element.Attribute(name)!.Value;
}
