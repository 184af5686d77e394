using System.Text.RegularExpressions;
using System.Xml.Linq;
using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Firmware.Tests.DeviceApi;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>The Visual Studio projects say the same as their twins.</summary>
public partial class NfprojTests
{
    private static readonly XNamespace MsBuild = "http://schemas.microsoft.com/developer/msbuild/2003";

    /// <summary>
    /// Every .csproj of the device, by its path from the top folder; found without the code that writes the .nfproj files.
    /// </summary>
    public static TheoryData<string> Twins { get; } = new(
        from parent in new[] { "firmware", "tests/firmware" }
        where Directory.Exists(Repository.File(parent))
        from path in Directory.EnumerateFiles(Repository.File(parent), "*.csproj", SearchOption.AllDirectories)
        select Path.GetRelativePath(Repository.Root, path));

    /// <summary>Versions as the project's notes on .NET nanoFramework give them.</summary>
    public static TheoryData<string, string> Versions { get; } = new()
    {
        { "nanoFramework.CoreLibrary", "1.17.11" },
        { "nanoFramework.System.Device.Adc", "1.1.24" },
        { "nanoFramework.System.Device.I2c", "1.1.29" },
        { "nanoFramework.System.Device.Gpio", "1.1.62" },
        { "nanoFramework.System.Math", "1.5.116" },
        { "nanoFramework.Runtime.Events", "1.11.39" },
        { "nanoFramework.System.Net.Http", "1.5.210" },
        { "nanoFramework.System.Net", "1.11.60" },
        { "nanoFramework.System.Device.Wifi", "1.5.149" },
        { "nanoFramework.Hardware.Esp32", "1.6.40" },
        { "nanoFramework.TestFramework", "3.0.80" },
        { "nanoFramework.Runtime.Native", "1.7.11" },
        { "nanoFramework.Tools.MetadataProcessor.MsBuildTask", "3.0.100" },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_version_table_is_the_stable_line_the_project_is_built_on(string package, string version) =>
        Assert.Equal(version, NanoPackageTable.Read(Repository.Root).Find(package).Version);

    [Theory]
    [MemberData(nameof(Twins))]
    public void An_nfproj_compiles_the_files_of_its_twin(string twin)
    {
        string folder = Path.GetDirectoryName(Repository.File(twin))!;
        IEnumerable<string> onDisk = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('/', '\\'))
            .Where(path => !path.StartsWith(@"bin\", StringComparison.Ordinal) && !path.StartsWith(@"obj\", StringComparison.Ordinal))
            .Where(path => !path.EndsWith(".twin.cs", StringComparison.Ordinal))
            .Concat(ForDevice(Repository.File(twin), "Compile").Select(path => path.Replace('/', '\\')));

        IEnumerable<string> compiled = Includes(Nfproj(twin), "Compile");

        Assert.Equal(onDisk.Order(StringComparer.Ordinal), compiled.Order(StringComparer.Ordinal));
        Assert.Contains(@"Properties\AssemblyInfo.cs", compiled);
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void An_nfproj_builds_the_assembly_of_its_twin(string twin)
    {
        XElement csproj = XDocument.Load(Repository.File(twin)).Root!, nfproj = Nfproj(twin);
        string name = Path.GetFileNameWithoutExtension(twin);

        Assert.Equal((string?)csproj.Descendants("AssemblyName").SingleOrDefault() ?? name, Value(nfproj, "AssemblyName"));
        Assert.Equal((string?)csproj.Descendants("RootNamespace").SingleOrDefault() ?? name, Value(nfproj, "RootNamespace"));
        Assert.Equal((string?)csproj.Descendants("OutputType").SingleOrDefault() ?? "Library", Value(nfproj, "OutputType"));
        Assert.Equal("9.0", Value(nfproj, "LangVersion"));
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void An_nfproj_stands_on_the_projects_of_its_twin(string twin)
    {
        string folder = Path.GetDirectoryName(Repository.File(twin))!;
        IEnumerable<string> named = Includes(Nfproj(twin), "ProjectReference")
            .Select(path => Path.GetFullPath(Path.Combine(folder, path.Replace('\\', '/'))));

        Assert.Equal(
            Reached(Repository.File(twin)).Select(path => Path.ChangeExtension(path, "nfproj")).Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
        Assert.All(named, path => Assert.True(File.Exists(path), path));
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void Packages_are_the_same_in_the_twin_in_the_nfproj_and_in_packages_config(string twin)
    {
        NanoPackageTable table = NanoPackageTable.Read(Repository.Root);
        string file = Repository.File(twin);
        IEnumerable<string> named = Reached(file).Append(file).SelectMany(path => ForDevice(path, "NanoPackage"))
            .Append("nanoFramework.CoreLibrary").Distinct().Order(StringComparer.Ordinal);
        XElement config = XDocument.Load(Path.Combine(Path.GetDirectoryName(file)!, "packages.config")).Root!;
        Assert.Equal(
            named.Select(id => (id, table.Find(id).Version)),
            config.Elements("package").Select(package => ((string)package.Attribute("id")!, (string)package.Attribute("version")!)));
        Assert.All(config.Elements("package"), package => Assert.Equal("netnano1.0", (string?)package.Attribute("targetFramework")));

        string[] hints = [.. Nfproj(twin).Descendants(MsBuild + "HintPath").Select(hint => hint.Value)];
        Assert.All(hints, hint => Assert.Matches(HintPath(), hint));
        Assert.Equal(
            named.Select(id => $"{id}.{table.Find(id).Version}"),
            hints.Select(hint => HintPath().Match(hint).Groups["package"].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            Includes(Nfproj(twin), "Reference"),
            hints.Select(hint => Path.GetFileNameWithoutExtension(HintPath().Match(hint).Groups["file"].Value)));
    }

    [Fact]
    public void The_solution_lists_every_nfproj()
    {
        string[] lines = File.ReadAllLines(Repository.File("nfproj.sln"));
        var listed = (from line in lines
                      let match = ProjectLine().Match(line)
                      where match.Success
                      select (Path: match.Groups["path"].Value.Replace('\\', '/'), Guid: match.Groups["guid"].Value)).ToList();

        Assert.Equal(
            Twins.Select(row => Path.ChangeExtension(row.Data, "nfproj")).Order(StringComparer.Ordinal),
            listed.Select(project => project.Path).Order(StringComparer.Ordinal));
        Assert.Equal(listed.Count, listed.Select(project => project.Guid).Distinct().Count());
        Assert.All(
            listed, project => Assert.Equal(Value(XDocument.Load(Repository.File(project.Path)).Root!, "ProjectGuid"), project.Guid));
        Assert.All(
            listed,
            project =>
                Assert.Equal(
                    2,
                    lines.Count(
                        line => line.Contains($"{project.Guid}.", StringComparison.Ordinal)
                            && line.Contains(".Build.0", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_desktop_solution_lists_every_twin()
    {
        // A part of the model is the device's alone: on the desktop the model's main project compiles it.
        IEnumerable<string> listed = XDocument.Load(Repository.File("NanoBms.slnx")).Descendants("Project")
            .Select(project => (string)project.Attribute("Path")!);
        Complaint.None(
            Twins.Select(row => row.Data).Where(path => !ModelProjects.IsPart(Path.GetFileNameWithoutExtension(path))).Except(listed)
                .Select(path => $"{path} is not in NanoBms.slnx"));
    }

    [Fact]
    public void The_files_are_as_the_tool_writes_them() => Complaint.None(
        from file in DeviceSolution.Files(Repository.Root)
        where !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text
        select $"{Path.GetRelativePath(Repository.Root, file.Path)} differs: "
            + "run 'dotnet run --project tools/ModelConverter -- device-projects'.");

    [Fact]
    public void A_package_without_a_version_is_refused()
    {
        var exception = Assert.Throws<UserError>(() => NanoPackageTable.Read(Repository.Root).Find("nanoFramework.Graphics"));
        Assert.Equal("The package nanoFramework.Graphics has no version: add it to firmware/NanoPackages.props.", exception.Message);
    }

    /// <summary>The projects that a twin stands on, through the others too.</summary>
    private static HashSet<string> Reached(string csproj)
    {
        var reached = new HashSet<string>();
        var waiting = new Queue<string>([csproj]);
        while (waiting.TryDequeue(out string? path))
        {
            foreach (string reference in ForDevice(path, "ProjectReference")
                .Select(include => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, include))))
            {
                if (reached.Add(reference))
                {
                    waiting.Enqueue(reference);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> ForDevice(string csproj, string item) =>
        from element in XDocument.Load(csproj).Descendants(item)
        where !element.AncestorsAndSelf()
            .Any(ancestor => ((string?)ancestor.Attribute("Condition") ?? "").Contains("!= 'true'", StringComparison.Ordinal))
        select (string)element.Attribute("Include")!;

    private static XElement Nfproj(string twin) => XDocument.Load(Path.ChangeExtension(Repository.File(twin), "nfproj")).Root!;

    private static string Value(XElement project, string property) => project.Descendants(MsBuild + property).Single().Value;

    private static IEnumerable<string> Includes(XElement project, string item) =>
        project.Descendants(MsBuild + item).Select(element => (string)element.Attribute("Include")!);

    [GeneratedRegex(@"^(\.\.\\)+packages\\(?<package>[^\\]+)\\lib\\(?<file>[^\\]+)$")]
    private static partial Regex HintPath();

    [GeneratedRegex("""^Project\("\{11A8DD76-328B-46DF-9F39-F559912D0360\}"\) = "[^"]+", "(?<path>[^"]+)", "(?<guid>[^"]+)"$""")]
    private static partial Regex ProjectLine();
}
