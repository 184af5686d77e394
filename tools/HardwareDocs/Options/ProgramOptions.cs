using System.Diagnostics;
using System.Text.Json;
using NanoBms.CommandLine;
using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Options;

/// <summary>The options of a program, asked for from the program itself as it was built beside this one.</summary>
/// <param name="Program">The command that runs it once it is installed.</param>
/// <param name="Entries">Its options.</param>
public sealed record ProgramOptions(string Program, IReadOnlyList<OptionEntry> Entries)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Project and command of each program, in the order of the table.</summary>
    public static IReadOnlyList<(string Project, string Program)> Programs { get; } =
    [
        ("ModelConverter", "convert"), ("ModelTrainer", "train"), ("PackSimulator", "simulate"), ("ThingSpeakBridge", "bridge"),
        ("LocalChannel", "channel"), ("FleetServer", "fleet"), ("IlMeter", "meter"), ("HardwareDocs", "hardware"),
    ];

    /// <summary>Where a project's program lies once it is built.</summary>
    /// <param name="root">The checkout's top folder.</param>
    /// <param name="project">The project.</param>
    public static string PathOf(string root, string project)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(root, "tools", project, "bin", configuration, "net10.0", $"NanoBms.{project}.dll");
    }

    /// <summary>Asks all programs.</summary>
    /// <param name="root">The checkout's top folder.</param>
    /// <exception cref="UserError">A program is not built.</exception>
    public static IReadOnlyList<ProgramOptions> Read(string root) =>
        [.. Programs.Select(program => new ProgramOptions(program.Program, Ask(PathOf(root, program.Project), program.Project)))];

    private static List<OptionEntry> Ask(string path, string project)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"tools/{project} is not built; run 'dotnet build NanoBms.slnx'.");
        }

        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [path, OptionListing.Directive]) { RedirectStandardOutput = true })!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new UserError($"tools/{project} does not tell its options within {Limit.TotalSeconds} s.");
        }

        return JsonSerializer.Deserialize<List<OptionEntry>>(said.GetAwaiter().GetResult())!;
    }
}
