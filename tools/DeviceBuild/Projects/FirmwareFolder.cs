using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>The folder that generated projects are written to, with the device's solution above it.</summary>
public static class FirmwareFolder
{
    /// <summary>
    /// What to write for a model: its projects, the device's solution and projects that name its parts; parts of a larger model go.
    /// </summary>
    /// <param name="folder">The firmware folder.</param>
    /// <param name="files">The model's files by their path below the folder.</param>
    /// <exception cref="UserError">A solution or a project beside the model's cannot be read.</exception>
    public static OutputSet Plan(string folder, IReadOnlyDictionary<string, string> files)
    {
        folder = Path.GetFullPath(folder);
        var output = new OutputSet();
        foreach ((string path, string text) in files)
        {
            output.Add(Path.Combine(folder, path), text);
        }

        foreach ((string path, string text) in DeviceFiles.Create(folder, files))
        {
            output.Add(path, text);
        }

        RemoveStale(output, Path.Combine(folder, ModelProjects.Folder), [.. files.Keys.Select(path => path.Split('/')[1])]);
        return output;
    }

    private static void RemoveStale(OutputSet output, string folder, HashSet<string> names)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string part in Directory.GetDirectories(folder))
        {
            // A folder of a part's name without a part's code is not of this tool's making.
            string name = Path.GetFileName(part);
            if (ModelProjects.IsPart(name) && !names.Contains(name) && File.Exists(Path.Combine(part, ModelProjects.PartSource(name))))
            {
                output.Remove(part);
            }
        }
    }
}
