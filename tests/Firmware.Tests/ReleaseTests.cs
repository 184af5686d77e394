using System.Text.Json;
using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>A release's archives can be restored for a runtime, whose packages no committed lock file has.</summary>
public partial class ReleaseTests
{
    private const string Trainer = "tools/ModelTrainer";

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

    [Theory]
    [InlineData("runtimes/win-x64/native/libSkiaSharp.pdb", false)]
    [InlineData(@"runtimes\win-x64\native\libSkiaSharp.pdb", false)]
    [InlineData("libSkiaSharp.pdb", false)]
    [InlineData("runtimes/ios-arm64/native/e_sqlite3.a", false)]
    [InlineData("runtimes/linux-musl-loongarch64/native/libSkiaSharp.so", false)]
    [InlineData("runtimes/linux-s390x/native/libe_sqlite3.so", false)]
    [InlineData("runtimes/win-x64/native/libSkiaSharp.dll", true)]
    [InlineData("runtimes/osx/native/libSkiaSharp.dylib", true)]
    [InlineData("runtimes/linux-arm64/native/libSkiaSharp.so", true)]
    [InlineData("runtimes/linux-musl-x64/native/libSkiaSharp.so", true)]
    [InlineData("libe_sqlite3.so", true)]
    [InlineData("NanoBms.ModelTrainer.pdb", true)]
    [InlineData("NanoBms.Models.dll", true)]
    public void Native_code_is_taken_along_for_systems_on_which_a_program_runs(string path, bool isTaken)
    {
        Assert.Equal(isTaken, !Regex.IsMatch(path, Evaluated(Trainer, "-getProperty:NativeNobodyRuns")));
    }

    // The converter is translated ahead, in the folder of all programs; what the meter rewrites is not to be.
    [Fact]
    public void What_the_meter_rewrites_is_not_translated_ahead()
    {
        Assert.Contains(
            typeof(Core.QuantizedModel).Assembly.GetName().Name + ".dll",
            Evaluated("tools/ModelConverter", "-getItem:PublishReadyToRunExclude"), StringComparison.Ordinal);
    }

    private static string Evaluated(string project, string what)
    {
        (int exitCode, string output) = DotnetCommand.Run(Repository.Root, null, "msbuild", project, "-p:Configuration=Release", what);
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    [GeneratedRegex(@"dotnet publish (.*--self-contained.*)", RegexOptions.CultureInvariant)]
    private static partial Regex Archive();
}
