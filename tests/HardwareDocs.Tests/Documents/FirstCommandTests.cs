using System.Text.Json;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Documents;

/// <summary>
/// What somebody waits for who runs the README's first command in a fresh clone: packages, projects, and no analyzer of code that he does
/// not change.
/// </summary>
public sealed class FirstCommandTests
{
    private const string Program = "tools/Demo";

    // A package more is a decision that is seen in review. No drawing library, no test library, no compiler, no reader of model files.
    private static readonly string[] Packages = ["CsvHelper", "MQTTnet", "System.CommandLine", "System.Device.Gpio"];

    [Fact]
    public void The_first_command_is_the_demo()
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
        Assert.InRange(names[true].Count(), 1, 11);
    }

    // What costs a user time and serves who changes the code; what serves who gets a package is there in a release, too.
    [Theory]
    [InlineData(
        "Release", "false", "false",
        "RunAnalyzers EnableNETAnalyzers EnforceCodeStyleInBuild NuGetAudit GenerateDocumentationFile EnableSourceLink")]
    [InlineData("Release", "false", "true", "RunAnalyzers EnableNETAnalyzers EnforceCodeStyleInBuild NuGetAudit")]
    [InlineData("Release", "true", "true", "")]
    [InlineData("Release", "true", "false", "")]
    [InlineData("Debug", "false", "false", "")]
    public void What_serves_who_changes_the_code_is_done_in_CI_and_where_it_is_changed(
        string configuration, string isCi, string isRelease, string leftOut)
    {
        (int exitCode, string output) = DotnetCommand.Run(
            Repository.Root, null, "msbuild", Program, $"-p:Configuration={configuration}", $"-p:CI={isCi}",
            $"-p:ContinuousIntegrationBuild={isRelease}",
            "-getProperty:RunAnalyzers,EnableNETAnalyzers,EnforceCodeStyleInBuild,NuGetAudit,GenerateDocumentationFile,EnableSourceLink");
        Assert.True(exitCode == 0, output);
        using JsonDocument read = JsonDocument.Parse(output);
        Assert.Equal(
            leftOut,
            string.Join(
                ' ',
                read.RootElement.GetProperty("Properties").EnumerateObject()
                    .Where(property => property.Value.GetString() == "false").Select(property => property.Name)));
    }

    [Fact]
    public void The_predictor_package_has_its_comments_however_it_is_built()
    {
        (int exitCode, string output) = DotnetCommand.Run(
            Repository.Root, null, "msbuild", "tools/Predictor", "-p:Configuration=Release", "-p:CI=false",
            "-getProperty:GenerateDocumentationFile");
        Assert.True(exitCode == 0, output);
        Assert.Equal("true", output.Trim());
    }
}
