using System.Text;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>The solution of all device projects.</summary>
public static class SolutionText
{
    /// <summary>Text of the solution, which lies in the checkout's top folder.</summary>
    public static string Write(string root, IEnumerable<DeviceProject> projects)
    {
        List<DeviceProject> sorted = [.. projects.OrderBy(project => project.Name, StringComparer.Ordinal)];
        var text = new StringBuilder();
        text.Append("Microsoft Visual Studio Solution File, Format Version 12.00\n");
        text.Append("# Visual Studio Version 17\n");
        text.Append("VisualStudioVersion = 17.0.31903.59\n");
        text.Append("MinimumVisualStudioVersion = 10.0.40219.1\n");
        foreach (DeviceProject project in sorted)
        {
            string path = Path.GetRelativePath(root, Path.ChangeExtension(project.Path, "nfproj")).Replace('/', '\\');
            text.Append($"Project(\"{NfprojText.ProjectTypes.Split(';')[0]}\") = \"{project.Name}\", \"{path}\", \"{NfprojText.GuidText(project)}\"\nEndProject\n");
        }

        text.Append("Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n");
        text.Append("\t\tDebug|Any CPU = Debug|Any CPU\n\t\tRelease|Any CPU = Release|Any CPU\n\tEndGlobalSection\n");
        text.Append("\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n");
        foreach (DeviceProject project in sorted)
        {
            foreach (string configuration in new[] { "Debug", "Release" })
            {
                foreach (string step in new[] { "ActiveCfg", "Build.0", "Deploy.0" })
                {
                    text.Append($"\t\t{NfprojText.GuidText(project)}.{configuration}|Any CPU.{step} = {configuration}|Any CPU\n");
                }
            }
        }

        text.Append("\tEndGlobalSection\n\tGlobalSection(SolutionProperties) = preSolution\n\t\tHideSolutionNode = FALSE\n\tEndGlobalSection\nEndGlobal\n");
        return text.ToString();
    }
}
