using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Predictor;

/// <summary>The predictor as a package, in a program of somebody else, on a machine that has no package of it yet.</summary>
public class PackageTests
{
    private const string Program =
        """
        var predictor = new NanoBms.Predictor.SocPredictor();
        for (int k = 0; k < predictor.WindowLength; k++)
        {
            System.Console.WriteLine(predictor.PredictRealtime(3.9f, -1.2f, 24.5f) is null ? "buffering" : "SOC");
        }
        """;

    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
        </Project>
        """;

    [Fact]
    public void A_program_elsewhere_takes_it_by_the_commands_of_its_readme()
    {
        using var folder = new TemporaryFolder();
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        (int packed, string said) = DotnetCommand.Run(
            Repository.Root, null, "pack", "tools/Predictor", "-c", configuration, "--no-build", "-o", folder.File("feed"));
        Assert.True(packed == 0, said);

        // In place of the source that each machine has: packages that were restored for this repository are laid out as a feed is.
        string program = Directory.CreateDirectory(folder.File("program")).FullName;
        folder.Write("program/nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="restored" value="{RestoredPackages()}" />
              </packageSources>
            </configuration>
            """);
        string project = folder.Write("program/Program.csproj", Project);
        folder.Write("program/Program.cs", Program);
        string[] commands = Readme();
        Assert.Equal("dotnet nuget add source \"$PWD/feed\" --name nanobms", commands[1]);
        Assert.Equal("dotnet add PROGRAM package NanoBms.Predictor", commands[2]);

        Succeed("nuget", "add", "source", folder.File("feed"), "--name", "nanobms", "--configfile", "nuget.config");
        Succeed("add", project, "package", "NanoBms.Predictor");
        string[] lines = Succeed("run").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([.. Enumerable.Repeat("buffering", 9), "SOC"], lines);

        string Succeed(params string[] arguments)
        {
            (int code, string output) = DotnetCommand.Run(program, folder.File("packages"), arguments);
            Assert.True(code == 0, output);
            return output;
        }
    }

    private static string[] Readme() =>
    [
        .. File.ReadAllLines(Repository.File("tools", "Predictor", "README.md")).Select(line => line.Trim())
            .Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)),
    ];

    private static string RestoredPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
