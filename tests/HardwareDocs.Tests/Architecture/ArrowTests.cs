using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using NanoBms.HardwareDocs.Architecture;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>The code follows the plan of ARCHITECTURE.md, and the page tells the code as it is.</summary>
public sealed class ArrowTests
{
    private const string Core = "NanoBms.Core";

    private static readonly IReadOnlyList<Project> All = ProjectReader.Read(Repository.Root);

    /// <summary>Projects whose folders the page shows.</summary>
    public static TheoryData<string> Shown => [.. ArchitecturePage.Blocks.Keys.Where(name => name != ArchitecturePage.Projects)];

    /// <summary>All projects of the solution.</summary>
    public static TheoryData<string> Names => [.. All.Select(project => project.Name)];

    [Fact]
    public void Projects_reference_each_other_as_the_page_draws() => Agree(
        ArchitecturePage.Blocks[ArchitecturePage.Projects],
        All.SelectMany(project => project.References.Select(reference => new Arrow(project.Name, reference))),
        arrow => $"{Find(arrow.From).Path} references {arrow.To}");

    [Theory]
    [MemberData(nameof(Shown))]
    public void Folders_use_each_other_as_the_page_draws(string name)
    {
        SortedSet<Arrow> page = ArchitecturePage.Blocks[name];
        var code = new SortedDictionary<Arrow, string>();
        foreach ((Arrow arrow, string place) in FolderArrows.Of(Find(name)))
        {
            code.TryAdd(new Arrow(FolderFamily.Of(arrow.From, page), FolderFamily.Of(arrow.To, page)), place);
        }

        Agree(page, code.Keys, arrow => code[arrow]);
    }

    [Fact]
    public void The_page_shows_the_folders_of_each_library()
    {
        IEnumerable<string> libraries = All
            .Where(project => project.Group is "firmware" or "tools" && !project.IsProgram && FolderArrows.Of(project).Count > 0)
            .Select(project => project.Name);
        Assert.Equal(libraries, Shown.Select(row => row.Data).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_folders_of_a_project_use_each_other(string name)
    {
        SortedDictionary<Arrow, string> arrows = FolderArrows.Of(Find(name));
        IReadOnlyList<string> cycles = Cycles.Of(arrows.Keys);
        IEnumerable<string> places = arrows
            .Where(arrow => arrows.ContainsKey(new Arrow(arrow.Key.To, arrow.Key.From)))
            .Select(arrow => $"{arrow.Key}: {arrow.Value}");
        Assert.True(
            cycles.Count == 0,
            $"Folders of {name} that use each other: [{string.Join("] [", cycles)}]. {string.Join("; ", places)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_namespace_is_a_folder(string name)
    {
        Project project = Find(name);
        string folder = Path.GetDirectoryName(Repository.File(project.Path))!;
        foreach (SyntaxTree tree in SourceCode.Projects[name].SyntaxTrees
            .Where(tree => tree.FilePath.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            string path = Path.GetRelativePath(folder, Path.GetDirectoryName(tree.FilePath)!).Replace(Path.DirectorySeparatorChar, '.');
            string expected = path == "." ? project.RootNamespace : $"{project.RootNamespace}.{path}";
            Assert.All(FolderArrows.Namespaces(tree), declared => Assert.True(
                declared == expected, $"{tree.FilePath} is in namespace {declared}, not in {expected}."));
        }
    }

    [Fact]
    public void Projects_have_no_cycle_and_libraries_use_no_program()
    {
        Assert.Empty(Cycles.Of(All.SelectMany(project => project.References.Select(reference => new Arrow(project.Name, reference)))));
        string[] programs = [.. All.Where(project => project.IsProgram).Select(project => project.Name)];
        Assert.All(All.Where(project => !project.IsProgram && project.Group != "tests"), project =>
            Assert.Empty(Reached(project.Name).Intersect(programs)));
    }

    [Theory]
    [InlineData("NanoBms.Core", "")]
    [InlineData("NanoBms.Device", "NanoBms.Core")]
    [InlineData("NanoBms.Platform", "Foundation HomeAssistant NanoBms.Core NanoBms.Device")]
    [InlineData("NanoBms.Model", "NanoBms.Core")]
    [InlineData("Foundation", "")]
    [InlineData("Models", "Foundation NanoBms.Core")]
    [InlineData("Predictor", "Foundation Models NanoBms.Core")]
    public void What_many_stand_on_stands_on_little(string name, string expected) =>
        Assert.Equal(expected, string.Join(' ', Reached(name).Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("Demo")]
    [InlineData("PackSimulator")]
    [InlineData("ThingSpeakBridge")]
    [InlineData("Predictor")]
    public void Who_only_runs_a_model_restores_no_compiler(string name) => Assert.DoesNotContain("DeviceBuild", Reached(name));

    /// <summary>
    /// Who uses Core names it, and gets it through nobody: else a public line of Core more would compile anew whoever stands above it.
    /// </summary>
    [Fact]
    public void A_line_of_Core_compiles_at_most_twenty_projects_anew()
    {
        string[] users = [.. All.Where(project => project.References.Contains(Core)).Select(project => project.Name)];
        Assert.InRange(1 + users.Length, 2, 20);
        Assert.All(All.Where(project => users.Contains(project.Name)), project => Assert.All(
            XDocument.Load(Repository.File(project.Path)).Descendants("ProjectReference")
                .Where(reference => reference.Attribute("Include")!.Value.EndsWith(Core + ".csproj", StringComparison.Ordinal)),
            reference => Assert.True(
                reference.Attribute("PrivateAssets")?.Value is "compile" or "all",
                $"{project.Path} passes {Core} on; give the reference PrivateAssets=\"compile\".")));
    }

    [Fact]
    public void A_library_brings_nobody_a_command_line() => Assert.All(
        All.Where(project => project.Group is "firmware" or "tools" && !project.IsProgram),
        project => Assert.DoesNotContain("CommandLine", Reached(project.Name)));

    [Fact]
    public void The_picture_is_that_of_the_projects() => Assert.True(
        File.ReadAllText(Repository.File(ArchitecturePicture.PicturePath)) == ArchitecturePicture.Draw(All),
        $"{ArchitecturePicture.PicturePath} is out of date; run 'dotnet run --project tools/HardwareDocs -- architecture'.");

    [Fact]
    public void The_page_names_every_project_that_is_no_test() =>
        Assert.All(All.Where(project => project.Group != "tests"), project =>
            Assert.Contains(project.Name, ArchitecturePage.Text, StringComparison.Ordinal));

    private static void Agree(SortedSet<Arrow> page, IEnumerable<Arrow> code, Func<Arrow, string> place)
    {
        HashSet<Arrow> real = [.. code];
        string[] wrong =
        [
            .. real.Where(arrow => !page.Contains(arrow)).Select(arrow => $"{arrow} is not in ARCHITECTURE.md ({place(arrow)})"),
            .. page.Where(arrow => !real.Contains(arrow)).Select(arrow => $"{arrow} is in ARCHITECTURE.md, but not in the code"),
        ];
        Assert.True(wrong.Length == 0, string.Join("; ", wrong));
    }

    private static Project Find(string name) => All.Single(project => project.Name == name);

    private static HashSet<string> Reached(string name)
    {
        HashSet<string> found = [.. Find(name).References];
        found.UnionWith([.. found.SelectMany(Reached)]);
        return found;
    }
}
