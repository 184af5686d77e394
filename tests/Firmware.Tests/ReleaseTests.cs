using System.Text.Json;
using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>A release's archives can be restored for a runtime, whose packages no committed lock file has.</summary>
public partial class ReleaseTests
{
    [Fact]
    public void An_archive_is_restored_beside_the_committed_lock_files()
    {
        string[] given = [.. Archive().Match(File.ReadAllText(Repository.File("eng", "release"))).Groups[1].Value
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith("-p:", StringComparison.Ordinal))];
        (int exitCode, string output) = DotnetCommand.Run(
            Repository.Root, null,
            [
                "msbuild", Path.Combine("tools", "ModelConverter", "ModelConverter.csproj"), "-p:CI=true",
                "-p:RuntimeIdentifier=linux-arm64", .. given,
                "-getProperty:RestorePackagesWithLockFile,RestoreLockedMode,NuGetLockFilePath,PublishReadyToRun",
            ]);

        Assert.True(exitCode == 0, output);
        JsonElement properties = JsonDocument.Parse(output).RootElement.GetProperty("Properties");
        // NuGet refuses a project that has a lock file and shall not use it (NU1005), so it uses another one.
        Assert.Equal("true", properties.GetProperty("RestorePackagesWithLockFile").GetString());
        Assert.Equal("false", properties.GetProperty("RestoreLockedMode").GetString());
        Assert.Equal("obj/linux-arm64/packages.lock.json", properties.GetProperty("NuGetLockFilePath").GetString());
        Assert.Equal("true", properties.GetProperty("PublishReadyToRun").GetString());
    }

    [GeneratedRegex(@"dotnet publish (.*--self-contained.*)", RegexOptions.CultureInvariant)]
    private static partial Regex Archive();
}
