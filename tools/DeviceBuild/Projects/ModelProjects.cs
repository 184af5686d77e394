using System.Text.RegularExpressions;
using NanoBms.Models.Generation;
using NanoBms.Models.Generation.Source;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>Names and files of the projects that a generated model consists of.</summary>
public static partial class ModelProjects
{
    /// <summary>The main assembly, and the folder of its project.</summary>
    public const string MainName = "NanoBms.Model";

    /// <summary>Folder of generated code below the firmware folder.</summary>
    public const string Folder = "generated";

    private const string CoreName = "NanoBms.Core";

    /// <summary>The assembly of a part.</summary>
    public static string PartName(int index) => $"{MainName}.{PartWriter.Name(index)}";

    /// <summary>File name of a part's code.</summary>
    public static string PartSource(string name) => name[(MainName.Length + 1)..] + ".cs";

    /// <summary>Whether a name is that of a part's assembly.</summary>
    public static bool IsPart(string name) => PartPattern().IsMatch(name);

    /// <summary>Whether a name is that of an assembly of a model.</summary>
    public static bool IsOfModel(string name) => name == MainName || IsPart(name);

    /// <summary>
    /// What a model's projects consist of for the desktop, by their path below the firmware folder; <see cref="FirmwareFolder"/> adds the
    /// device's.
    /// </summary>
    /// <param name="code">The generated code.</param>
    /// <param name="selfTest">Source of the class SelfTestVector.</param>
    public static IReadOnlyDictionary<string, string> Files(GeneratedCode code, string selfTest)
    {
        string[] parts = [.. code.Parts.Select((_, index) => PartName(index))];
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [PathOf(MainName, "GeneratedModel.cs")] = code.Main,
            [PathOf(MainName, "SelfTestVector.cs")] = selfTest,
            [PathOf(MainName, MainName + ".csproj")] = DesktopProject.Main(CoreName, parts),
            [PathOf(MainName, "packages.lock.json")] = DesktopProject.LockFile(CoreName),
        };
        for (int k = 0; k < parts.Length; k++)
        {
            files.Add(PathOf(parts[k], PartSource(parts[k])), code.Parts[k]);
            files.Add(PathOf(parts[k], parts[k] + ".csproj"), DesktopProject.Part());
        }

        return files;
    }

    private static string PathOf(string project, string file) => $"{Folder}/{project}/{file}";

    [GeneratedRegex(@"^NanoBms\.Model\.Part[0-9]{2,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex PartPattern();
}
