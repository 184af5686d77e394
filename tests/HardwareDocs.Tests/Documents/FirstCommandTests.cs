using System.Text.Json;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Documents;

/// <summary>
/// What somebody waits for who runs the README's first command in a fresh clone: packages, projects, and no analyzer of code that he does
/// not change.
/// </summary>
public sealed class FirstCommandTests
{
    private const string Program = "tools/PackSimulator";

    // 22 MB unpacked; a package more is a decision that is seen in review. No drawing library, no test library, no compiler.
    private static readonly string[] Packages =
    [
        "CsvHelper", "Google.FlatBuffers", "Google.Protobuf", "MQTTnet", "PureHDF", "System.CommandLine", "System.Device.Gpio",
        "System.Numerics.Tensors",
    ];

    [Fact]
    public void The_first_command_is_the_simulator()
    {
        DocumentCommand first = DocumentCommand.All.First(command => command.Where == "README.md");
        Assert.Equal((Program, ""), (first.Folder, first.Arguments.Trim()));
        Assert.Contains($"```\ndotnet run -c Release --project {Program}\n", MarkdownFiles.Text("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void It_restores_few_packages_and_builds_few_projects()
    {
        using JsonDocument locked = JsonDocument.Parse(File.ReadAllText(Repository.File(Program, "packages.lock.json")));
        ILookup<bool, string> names = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .ToLookup(entry => entry.Value.GetProperty("type").GetString() == "Project", entry => entry.Name);
        Assert.Equal(Packages, names[false].Order(StringComparer.Ordinal));
        Assert.InRange(names[true].Count(), 1, 12);
    }

    [Theory]
    [InlineData("Release", "false", false)]
    [InlineData("Release", "true", true)]
    [InlineData("Debug", "false", true)]
    public void Analyzers_run_in_CI_and_where_code_is_changed(string configuration, string isCi, bool run)
    {
        (int exitCode, string output) = DotnetCommand.Run(
            Repository.Root, null, "msbuild", Program, $"-p:Configuration={configuration}", $"-p:CI={isCi}", "-getProperty:RunAnalyzers");
        Assert.True(exitCode == 0, output);
        Assert.Equal(run, output.Trim() != "false");
    }
}
