using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.Sources;

/// <summary>What tests write to the disk goes with them.</summary>
public sealed class TemporaryFolderTests
{
    private static readonly string[] OwnWays = ["CreateTempSubdirectory(", "GetTempFileName(", "GetRandomFileName("];

    [Fact]
    public void Tests_have_their_temporary_folders_from_one_place()
    {
        string[] tests =
        [
            .. SourceFiles.All.Where(path => path.StartsWith("tests/", StringComparison.Ordinal)
                && !path.StartsWith("tests/TestSupport/", StringComparison.Ordinal)
                && !path.EndsWith($"/{nameof(TemporaryFolderTests)}.cs", StringComparison.Ordinal)),
        ];
        Assert.InRange(tests.Length, 100, 1000);
        Assert.DoesNotContain(tests, path => File.ReadAllText(Repository.File(path)) is var text
            && OwnWays.Any(way => text.Contains(way, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_test_program_looks_for_folders_that_stay()
    {
        AssemblyFixtureAttribute[] fixtures =
            [.. typeof(TemporaryFolderTests).Assembly.GetCustomAttributes(typeof(AssemblyFixtureAttribute), false)
                .Cast<AssemblyFixtureAttribute>()];
        Assert.Contains(fixtures, fixture => fixture.AssemblyFixtureType == typeof(TemporaryFolderCheck));
    }

    [Fact]
    public void A_folder_that_stays_is_taken_away_and_fails_the_program()
    {
        string stays = Directory.CreateTempSubdirectory("nanobms-tests-").FullName;
        File.WriteAllText(Path.Combine(stays, "a"), "b");

        var error = Assert.Throws<InvalidOperationException>(
            () => TemporaryFolderCheck.Clear([new KeyValuePair<string, string>(stays, "in a test")]));

        Assert.Equal("1 temporary folders were left; the first was made here: in a test", error.Message);
        Assert.False(Directory.Exists(stays));
        TemporaryFolderCheck.Clear([]);
    }
}
