using System.Security.Cryptography;
using System.Text;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>
/// The solution of all device projects. The program stands first, since Visual Studio starts the first project of a solution; what a tool
/// generates and the tests lie in solution folders of their own.
/// </summary>
public static class SolutionText
{
    private const string FolderType = "{2150E333-8FDC-42A3-9474-1A3956D46DE8}";

    /// <summary>Text of the solution, which lies in the checkout's top folder.</summary>
    public static string Write(string root, IEnumerable<DeviceProject> projects)
    {
        (DeviceProject Project, string Path, string Folder)[] listed =
        [
            .. from project in projects
               let path = Path.GetRelativePath(root, Path.ChangeExtension(project.Path, "nfproj")).Replace('\\', '/')
               orderby project.IsProgram descending, path.Count(letter => letter == '/'), path
               select (project, path, FolderOf(path)),
        ];
        string[] folders = [.. listed.Select(project => project.Folder).Where(folder => folder.Length > 0).Distinct()];
        var text = new StringBuilder();
        text.Append("Microsoft Visual Studio Solution File, Format Version 12.00\n");
        text.Append("# Visual Studio Version 17\n");
        text.Append("# Written by NanoBms.ModelConverter (device-projects). Do not edit.\n");
        text.Append("VisualStudioVersion = 17.0.31903.59\n");
        text.Append("MinimumVisualStudioVersion = 10.0.40219.1\n");
        foreach ((DeviceProject project, string path, _) in listed)
        {
            AppendProject(text, NfprojText.ProjectTypes.Split(';')[0], project.Name, path.Replace('/', '\\'), NfprojText.GuidText(project));
        }

        foreach (string folder in folders)
        {
            AppendProject(text, FolderType, folder, folder, FolderGuid(folder));
        }

        text.Append("Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n");
        text.Append("\t\tDebug|Any CPU = Debug|Any CPU\n\t\tRelease|Any CPU = Release|Any CPU\n\tEndGlobalSection\n");
        text.Append("\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n");
        foreach ((DeviceProject project, _, _) in listed)
        {
            foreach (string configuration in new[] { "Debug", "Release" })
            {
                foreach (string step in new[] { "ActiveCfg", "Build.0", "Deploy.0" })
                {
                    text.Append($"\t\t{NfprojText.GuidText(project)}.{configuration}|Any CPU.{step} = {configuration}|Any CPU\n");
                }
            }
        }

        text.Append("\tEndGlobalSection\n\tGlobalSection(NestedProjects) = preSolution\n");
        foreach ((DeviceProject project, _, string folder) in listed.Where(project => project.Folder.Length > 0))
        {
            text.Append($"\t\t{NfprojText.GuidText(project)} = {FolderGuid(folder)}\n");
        }

        text.Append(
            "\tEndGlobalSection\n\tGlobalSection(SolutionProperties) = preSolution\n\t\tHideSolutionNode = "
                + "FALSE\n\tEndGlobalSection\nEndGlobal\n");
        return text.ToString();
    }

    private static void AppendProject(StringBuilder text, string type, string name, string path, string guid) =>
        text.Append($"Project(\"{type}\") = \"{name}\", \"{path}\", \"{guid}\"\nEndProject\n");

    /// <summary>A solution folder of the firmware's generated code, one of the tests; the firmware's own projects lie in none.</summary>
    private static string FolderOf(string path) => path.Split('/') switch
    {
        ["firmware", _, _] => "",
        ["firmware", var folder, ..] => folder,
        [var folder, ..] => folder,
        _ => "",
    };

    private static string FolderGuid(string folder) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("folder " + folder)).AsSpan(0, 16)).ToString("B").ToUpperInvariant();
}
