using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.DeviceApi;

/// <summary>
/// Compiles firmware as its device build does: the device's sources in C# 9 against the real core library and, for the other packages,
/// against what the API listing says they hold.
/// </summary>
internal static class DeviceCompiler
{
    private static readonly Dictionary<string, (byte[] Image, IReadOnlyList<string> Complaints)> Compiled = [];
    private static readonly Dictionary<string, MetadataReference> Packages =
        new() { ["mscorlib"] = MetadataReference.CreateFromFile(CoreLibrary.Path) };

    /// <summary>Compiles a project and those it stands on.</summary>
    /// <returns>The assembly and the compiler's complaints, warnings among them.</returns>
    public static (byte[] Image, IReadOnlyList<string> Complaints) Compile(DeviceProject project) =>
        Compiled.TryGetValue(project.Path, out (byte[] Image, IReadOnlyList<string> Complaints) known)
            ? known
            : Compiled[project.Path] = CompileNow(project);

    private static (byte[] Image, IReadOnlyList<string> Complaints) CompileNow(DeviceProject project) => Compile(
        project.AssemblyName,
        project.Sources.Select(source => Path.Combine(project.Folder, source)).Select(path => (path, File.ReadAllText(path))),
        ReferencesOf(project), project.IsProgram);

    /// <summary>Compiles sources against the core library alone.</summary>
    public static (byte[] Image, IReadOnlyList<string> Complaints) Compile(string source) =>
        Compile("Sample", [("Sample.cs", source)], [Packages["mscorlib"]], program: false);

    private static List<MetadataReference> ReferencesOf(DeviceProject project)
    {
        NanoPackageTable table = NanoPackageTable.Read(Repository.Root);
        List<MetadataReference> references = PackageReferences(
            [.. project.Packages.Select(table.Find).SelectMany(package => package.References())
                .Select(reference => reference.Assembly)]);
        foreach (DeviceProject reference in project.References)
        {
            (byte[] image, IReadOnlyList<string> complaints) = Compile(reference);
            Complaint.None(complaints);
            references.Add(MetadataReference.CreateFromImage(image));
        }

        return references;
    }

    private static List<MetadataReference> PackageReferences(IReadOnlyList<string> assemblies)
    {
        // Packages stand on one another: each round compiles those whose own references are there.
        List<MetadataReference> references = [.. assemblies.Where(Packages.ContainsKey).Select(assembly => Packages[assembly])];
        Queue<string> waiting = new(assemblies.Where(assembly => !Packages.ContainsKey(assembly)));
        int refused = 0;
        while (waiting.TryDequeue(out string? assembly))
        {
            (byte[] image, IReadOnlyList<string> complaints) = Compile(
                assembly, [(assembly, ApiSource.Write(ApiListing.Require(assembly)))], references, program: false);
            if (complaints.Count == 0)
            {
                references.Add(Packages[assembly] = MetadataReference.CreateFromImage(image));
                refused = 0;
                continue;
            }

            waiting.Enqueue(assembly);
            refused++;
            Assert.True(refused <= waiting.Count, $"{assembly} misses a package: {string.Join(" ", complaints.Take(3))}");
        }

        return references;
    }

    private static (byte[] Image, IReadOnlyList<string> Complaints) Compile(
        string name, IEnumerable<(string Path, string Text)> sources, IEnumerable<MetadataReference> references, bool program)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp9, preprocessorSymbols: ["NANOFRAMEWORK_1_0"]);
        var compilation = CSharpCompilation.Create(
            name, sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)), references,
            new CSharpCompilationOptions(
                program ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                deterministic: true,
                // Declarations out of a listing hide and omit much; that is not the firmware's fault.
                specificDiagnosticOptions: new[] { "CS0108", "CS0114", "CS0659", "CS0660", "CS0661", "CS0649", "CS0067" }
                    .ToImmutableDictionary(id => id, _ => ReportDiagnostic.Suppress)));
        using var image = new MemoryStream();
        ImmutableArray<Diagnostic> diagnostics = compilation.Emit(image).Diagnostics;
        return (
            image.ToArray(),
            [.. diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
                .Select(diagnostic => diagnostic.ToString())]);
    }
}
