using System.Text.RegularExpressions;
using NanoBms.Models.Generation;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>Names and files of the projects that a generated model consists of.</summary>
public static partial class ModelProjects
{
    /// <summary>The main assembly, and the folder of its project.</summary>
    public const string MainName = "NanoBms.Model";

    private const string CoreName = "NanoBms.Core";

    /// <summary>The assembly of a part.</summary>
    public static string PartName(int index) => $"{MainName}.{GeneratedCode.PartName(index)}";

    /// <summary>File name of a part's code.</summary>
    public static string PartSource(string name) => name[(MainName.Length + 1)..] + ".cs";

    /// <summary>Whether a name is that of a part's assembly.</summary>
    public static bool IsPart(string name) => PartPattern().IsMatch(name);

    /// <summary>Whether a name is that of an assembly of a model.</summary>
    public static bool IsOfModel(string name) => name == MainName || IsPart(name);

    /// <summary>What a model's projects consist of for the desktop, by their path below the firmware folder; <see cref="FirmwareFolder"/> adds the device's.</summary>
    /// <param name="code">The generated code.</param>
    /// <param name="selfTest">Source of the class SelfTestVector.</param>
    public static IReadOnlyDictionary<string, string> Files(GeneratedCode code, string selfTest)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] parts = [.. code.Parts.Select((_, index) => PartName(index))];
        AddProject(
            files, MainName, [CoreName, .. parts],
            new() { ["GeneratedModel.cs"] = code.Main, ["SelfTestVector.cs"] = selfTest });
        for (int k = 0; k < parts.Length; k++)
        {
            string[] references = code.Parts[k].Contains("using NanoBms.Core;", StringComparison.Ordinal) ? [CoreName] : [];
            AddProject(files, parts[k], references, new() { [PartSource(parts[k])] = code.Parts[k] });
        }

        return files;
    }

    private static void AddProject(SortedDictionary<string, string> files, string name, string[] references, SortedDictionary<string, string> sources)
    {
        foreach ((string file, string text) in sources)
        {
            files.Add($"{name}/{file}", text);
        }

        files.Add($"{name}/{name}.csproj", DesktopProject.Project(references));
        files.Add($"{name}/packages.lock.json", DesktopProject.LockFile(references));
    }

    [GeneratedRegex(@"^NanoBms\.Model\.Part[0-9]{2,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex PartPattern();
}
