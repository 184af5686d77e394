using System.Reflection;
using System.Xml.Linq;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>A test that does not run says why on the console, in each test program.</summary>
public class SkippedTestsTests
{
    [Fact]
    public void Tests_are_counted_by_reason()
    {
        var tally = new SkipTally();
        Assert.Empty(tally.Lines);
        tally.Add("needs data");
        tally.Add("needs a browser");
        tally.Add("needs data");

        Assert.Equal(["1 test skipped: needs a browser", "2 tests skipped: needs data"], tally.Lines);
    }

    [Fact]
    public void Every_skip_is_counted()
    {
        string counter = Repository.File("tests", "TestSupport", "Skip.cs"), self = nameof(SkippedTestsTests) + ".cs";
        string[] ways = ["Assert.Skip", "Skip = ", "SkipUnless = ", "SkipWhen = "];
        string[] files = [.. Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => file != counter && Path.GetFileName(file) != self && !file.Contains("/obj/", StringComparison.Ordinal))];

        Assert.True(files.Length > 100, "the tests' sources are not where they are looked for");
        Assert.Contains(ways[0], File.ReadAllText(counter), StringComparison.Ordinal);
        Assert.DoesNotContain(files, file => ways.Any(File.ReadAllText(file).Contains));
    }

    [Fact]
    public void The_summary_is_part_of_each_test_program_and_is_shown()
    {
        Assert.Contains(
            Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyFixtureAttribute>(),
            attribute => attribute.AssemblyFixtureType == typeof(SkipSummary));

        var settings = XDocument.Load(Repository.File("tests", "console.runsettings"));
        Assert.Equal("true", settings.Root!.Element("xUnit")!.Element("DiagnosticMessages")!.Value);
        string targets = File.ReadAllText(Repository.File("tests", "Directory.Build.targets"));
        Assert.Contains("<RunSettingsFilePath>$(MSBuildThisFileDirectory)console.runsettings<", targets, StringComparison.Ordinal);
    }
}
