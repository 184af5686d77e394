using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoBms.HardwareDocs.Architecture;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>
/// The solution's source files as Roslyn sees them. Constants and names are arrows too, and a compiled assembly has lost those: hence
/// the source.
/// Packages that these tests do not have stay unresolved; own types are found all the same.
/// </summary>
internal static class SourceCode
{
    private static readonly string[] Implicit =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, CSharpCompilation>> All = new(Compile);

    /// <summary>The code of each project of the solution, by name.</summary>
    public static IReadOnlyDictionary<string, CSharpCompilation> Projects => All.Value;

    /// <summary>Paths of the files in a project's own folder that the desktop compiles, from that folder, with slashes.</summary>
    public static IEnumerable<string> Files(Project project)
    {
        string folder = Path.GetDirectoryName(Repository.File(project.Path))!;
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))
            .Where(file => !file.EndsWith(".nano.cs", StringComparison.Ordinal) && file != "Properties/AssemblyInfo.cs")
            .Order(StringComparer.Ordinal);
    }

    private static Dictionary<string, CSharpCompilation> Compile()
    {
        Dictionary<string, Project> projects = ProjectReader.Read(Repository.Root).ToDictionary(project => project.Name);
        MetadataReference[] platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("NanoBms.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];
        var done = new Dictionary<string, CSharpCompilation>();
        CSharpCompilation Get(string name) => done.TryGetValue(name, out CSharpCompilation? known) ? known : done[name] = Create(name);
        CSharpCompilation Create(string name) => CSharpCompilation.Create(
            name,
            Trees(projects[name]),
            [.. platform, .. Reachable(projects, name).Select(reference => Get(reference).ToMetadataReference())],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return projects.Keys.ToDictionary(name => name, Get);
    }

    private static HashSet<string> Reachable(Dictionary<string, Project> projects, string name)
    {
        var found = new HashSet<string>();
        void Visit(string from)
        {
            foreach (string reference in projects[from].References.Where(found.Add))
            {
                Visit(reference);
            }
        }

        Visit(name);
        return found;
    }

    private static IEnumerable<SyntaxTree> Trees(Project project)
    {
        string folder = Path.GetDirectoryName(Repository.File(project.Path))!;
        XElement file = XDocument.Load(Repository.File(project.Path)).Root!;
        IEnumerable<string> usings = file.Descendants("Using").Select(element => element.Attribute("Include")!.Value);
        IEnumerable<string> linked = file.Descendants("Compile").Select(element => element.Attribute("Include")?.Value).OfType<string>()
            .Where(path => !path.Contains('*', StringComparison.Ordinal));
        foreach (string path in Files(project).Concat(linked.Where(path => path.StartsWith("..", StringComparison.Ordinal))))
        {
            string full = Path.GetFullPath(Path.Combine(folder, path));
            yield return CSharpSyntaxTree.ParseText(File.ReadAllText(full), path: full);
        }

        if (project.Group != "firmware")
        {
            string[] test = project.Name.EndsWith(".Tests", StringComparison.Ordinal) ? ["Xunit"] : [];
            yield return CSharpSyntaxTree.ParseText(
                string.Concat(Implicit.Concat(usings).Concat(test).Select(name => $"global using {name};\n")));
        }
    }
}
