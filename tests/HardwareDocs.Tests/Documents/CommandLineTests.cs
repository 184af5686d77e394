using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests.Documents;

/// <summary>Commands that documents and help show: their program is there and has their options.</summary>
public partial class CommandLineTests
{
    private static readonly Dictionary<string, string> Folders = new()
    {
        ["nanobms-simulate"] = "tools/PackSimulator",
        ["nanobms-channel"] = "tools/LocalChannel",
        ["nanobms-train"] = "tools/ModelTrainer",
        ["nanobms-convert"] = "tools/ModelConverter",
        ["nanobms-bridge"] = "tools/ThingSpeakBridge",
        ["nanobms-meter"] = "tools/IlMeter",
        ["dotnet run --project tools/FleetServer --"] = "tools/FleetServer",
        ["dotnet run (?:-c Release )?--project tools/HardwareDocs --"] = "tools/HardwareDocs",
    };

    private static readonly Dictionary<string, string> Sources = [];

    [Fact]
    public void Each_command_of_the_documents_is_understood_by_its_program()
    {
        Assert.InRange(DocumentCommand.All.Count, 50, int.MaxValue);
        Assert.Empty(DocumentCommand.All.SelectMany(command => Wrong((command.Where, command.Folder, command.Arguments))));
    }

    [Fact]
    public void Each_example_of_a_programs_help_is_understood_by_it()
    {
        (string Where, string Folder, string Arguments)[] examples =
        [
            .. Folders.SelectMany(program => Files(program.Value).SelectMany(path => Example(program.Key)
                .Matches(File.ReadAllText(path)).Select(example => (Path.GetFileName(path), program.Value, example.Groups[1].Value))))
        ];
        Assert.InRange(examples.Length, 20, int.MaxValue);
        Assert.Empty(examples.SelectMany(Wrong));
    }

    [Fact]
    public void What_no_program_has_is_seen()
    {
        Assert.Equal(["here: tools/NoTool is not there"], Wrong(("here", "tools/NoTool", "--help")));
        Assert.Equal(["here: tools/LocalChannel has no --prot"], Wrong(("here", "tools/LocalChannel", "--prot 80 --db a.db")));
    }

    private static IEnumerable<string> Wrong((string Where, string Folder, string Arguments) command)
    {
        if (!Directory.Exists(Repository.File(command.Folder)))
        {
            return [$"{command.Where}: {command.Folder} is not there"];
        }

        return OptionName().Matches(command.Arguments).Select(option => option.Groups[1].Value)
            .Where(option => option != "--help" && !Source(command.Folder).Contains($"\"{option}\"", StringComparison.Ordinal))
            .Select(option => $"{command.Where}: {command.Folder} has no {option}");
    }

    private static string Source(string folder)
    {
        if (!Sources.TryGetValue(folder, out string? source))
        {
            IEnumerable<string> linked = Directory.EnumerateFiles(Repository.File(folder), "*.csproj")
                .SelectMany(project => Linked().Matches(File.ReadAllText(project))).Select(match => $"{folder}/{match.Groups[1].Value}");
            source = string.Concat(linked.Prepend(folder).SelectMany(Files).Select(File.ReadAllText));
            Sources[folder] = source;
        }

        return source;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static Regex Example(string program) => new($@"(?:Example: |^ +){program} ([^\n]*)", RegexOptions.Multiline);

    /// <summary>A folder whose code a project compiles as its own.</summary>
    [GeneratedRegex(@"<Compile Include=""([^""]*)/\*\*/\*\.cs""")]
    private static partial Regex Linked();

    [GeneratedRegex(@"(?<!\S)(--[a-z][a-z0-9-]*)")]
    private static partial Regex OptionName();
}
