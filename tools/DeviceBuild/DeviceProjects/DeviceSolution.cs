using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>
/// All device projects of a checkout and the files that follow from their twins and from the package table: .nfproj, packages.config,
/// Properties/AssemblyInfo.cs and nfproj.sln.
/// </summary>
public static class DeviceSolution
{
    /// <summary>Folders of the checkout that hold folders of device projects.</summary>
    public static IReadOnlyList<string> Parents { get; } = ["firmware", "firmware/generated", "tests/firmware"];

    /// <summary>The device projects: each folder in one of <see cref="Parents"/> that holds a .csproj.</summary>
    public static IReadOnlyList<DeviceProject> Projects(string root) =>
        (from parent in Parents.Select(parent => Path.Combine(root, parent))
         where Directory.Exists(parent)
         from folder in Directory.EnumerateDirectories(parent)
         from csproj in Directory.EnumerateFiles(folder, "*.csproj")
         orderby csproj
         select DeviceProject.Read(csproj)).ToList();

    /// <summary>Every file that follows: its path and its text.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string root)
    {
        NanoPackageTable table = NanoPackageTable.Read(root);
        string version = AssemblyInfoText.Version(root);
        IReadOnlyList<DeviceProject> projects = Projects(root);
        foreach (DeviceProject project in projects)
        {
            string packages = Path.GetRelativePath(project.Folder, Path.Combine(root, "packages"));
            yield return (Path.ChangeExtension(project.Path, "nfproj"), NfprojText.Nfproj(project, table, packages));
            yield return (Path.Combine(project.Folder, "packages.config"), NfprojText.PackagesConfig(project, table));
            yield return (Path.Combine(project.Folder, DeviceProject.AssemblyInfo), AssemblyInfoText.Write(project, version));
        }

        yield return (Path.Combine(root, "nfproj.sln"), SolutionText.Write(root, projects));
    }

    /// <summary>Writes the files that differ; returns their paths.</summary>
    public static IReadOnlyList<string> Update(string root)
    {
        var written = new List<string>();
        foreach ((string path, string text) in Files(root).ToList())
        {
            if (!File.Exists(path) || File.ReadAllText(path) != text)
            {
                OutputFile.Write(path, text);
                written.Add(path);
            }
        }

        return written;
    }
}
