using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>
/// The files of the device's project system (.nfproj, packages.config, AssemblyInfo.cs, nfproj.sln) that follow from a model's projects.
/// They are worked out in a temporary copy of the projects' outlines, so that nothing is written before all is known.
/// </summary>
internal static class DeviceFiles
{
    private const string Firmware = "firmware";
    private const string PackageTable = "NanoPackages.props";
    private const string BuildSettings = "Directory.Build.props";
    private const string Core = "NanoBms.Core";

    /// <summary>
    /// Files by their full path. In a checkout all device projects are brought up to date, since those that use the model name its parts;
    /// elsewhere the model's own files only.
    /// </summary>
    /// <param name="folder">The firmware folder, a full path.</param>
    /// <param name="files">The model's files by their path below it.</param>
    /// <exception cref="UserError">A project of the checkout cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Create(string folder, IReadOnlyDictionary<string, string> files)
    {
        string root = Path.GetDirectoryName(folder) ?? folder;
        bool isCheckout = Path.GetFileName(folder) == Firmware && File.Exists(Path.Combine(folder, PackageTable))
            && File.Exists(Path.Combine(root, BuildSettings));
        string mirror = Directory.CreateTempSubdirectory("nanobms-").FullName;
        try
        {
            if (isCheckout)
            {
                CopyOutline(root, mirror);
            }
            else
            {
                Invent(mirror);
            }

            foreach ((string path, string text) in files)
            {
                Write(Path.Combine(mirror, Firmware, path), text);
            }

            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((string path, string text) in DeviceSolution.Files(mirror))
            {
                string relative = Path.GetRelativePath(mirror, path).Replace('\\', '/');
                if (isCheckout || ModelProjects.IsOfModel(relative.Split('/').ElementAtOrDefault(2) ?? ""))
                {
                    texts.Add(
                        relative.StartsWith(Firmware + "/", StringComparison.Ordinal)
                            ? Path.Combine(folder, relative[(Firmware.Length + 1)..]) : Path.Combine(root, relative), text);
                }
            }

            return texts;
        }
        catch (UserError exception)
        {
            throw new UserError(exception.Message.Replace(mirror, root, StringComparison.Ordinal), exception);
        }
        finally
        {
            Directory.Delete(mirror, recursive: true);
        }
    }

    /// <summary>Projects with the names of their sources, without the model's.</summary>
    private static void CopyOutline(string root, string mirror)
    {
        File.Copy(Path.Combine(root, BuildSettings), Path.Combine(mirror, BuildSettings));
        foreach (string parent in DeviceSolution.Parents.Where(parent => Directory.Exists(Path.Combine(root, parent))))
        {
            foreach (string project in Directory.GetDirectories(Path.Combine(root, parent))
                .Where(path => !ModelProjects.IsOfModel(Path.GetFileName(path))))
            {
                string target = Path.Combine(mirror, parent, Path.GetFileName(project));
                foreach (string source in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
                {
                    Write(Path.Combine(target, Path.GetRelativePath(project, source)), "");
                }

                foreach (string csproj in Directory.EnumerateFiles(project, "*.csproj"))
                {
                    Write(Path.Combine(target, Path.GetFileName(csproj)), File.ReadAllText(csproj));
                }
            }
        }

        Write(Path.Combine(mirror, Firmware, PackageTable), File.ReadAllText(Path.Combine(root, Firmware, PackageTable)));
    }

    /// <summary>As much of a checkout as the model's projects refer to.</summary>
    private static void Invent(string mirror)
    {
        string version = typeof(DeviceFiles).Assembly.GetName().Version!.ToString(3);
        Write(Path.Combine(mirror, BuildSettings), $"<Project><PropertyGroup><Version>{version}</Version></PropertyGroup></Project>");
        using var table = new StreamReader(typeof(DeviceFiles).Assembly.GetManifestResourceStream(PackageTable)!);
        Write(Path.Combine(mirror, Firmware, PackageTable), table.ReadToEnd());
        Write(Path.Combine(mirror, Firmware, Core, Core + ".csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\" />");
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
