using Microsoft.VisualStudio.SolutionPersistence.Model;
using Microsoft.VisualStudio.SolutionPersistence.Serializer;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>Brings the list of a model's projects in the desktop's solution (.slnx) up to date.</summary>
internal static class SolutionFile
{
    private const string Extension = ".csproj";

    /// <summary>The file's new bytes, or null where it lists the model's projects already.</summary>
    /// <param name="path">The solution file.</param>
    /// <param name="folder">Name of the firmware folder beside it.</param>
    /// <param name="names">The model's projects.</param>
    /// <exception cref="UserError">Not a solution file.</exception>
    public static byte[]? Update(string path, string folder, IReadOnlySet<string> names)
    {
        try
        {
            return UpdateAsync(path, folder, names).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is SolutionException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The solution file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static async Task<byte[]?> UpdateAsync(string path, string folder, IReadOnlySet<string> names)
    {
        SolutionModel solution = await SolutionSerializers.SlnXml.OpenAsync(path, CancellationToken.None).ConfigureAwait(false);
        Dictionary<string, SolutionProjectModel> listed = solution.SolutionProjects
            .Where(project => IsOurs(project.FilePath, folder))
            .ToDictionary(project => Name(project.FilePath), StringComparer.Ordinal);
        string[] stale = [.. listed.Keys.Where(name => !names.Contains(name))];
        string[] missing = [.. names.Where(name => !listed.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (stale.Length == 0 && missing.Length == 0)
        {
            return null;
        }

        foreach (string name in stale)
        {
            solution.RemoveProject(listed[name]);
        }

        foreach (string name in missing)
        {
            solution.AddProject(FilePath(folder, name), null, solution.FindFolder($"/{folder}/"));
        }

        using var stream = new MemoryStream();
        await SolutionSerializers.SlnXml.SaveAsync(stream, solution, CancellationToken.None).ConfigureAwait(false);
        return stream.ToArray();
    }

    private static bool IsOurs(string path, string folder)
    {
        string name = Name(path);
        return ModelProjects.IsOfModel(name) && Slashes(path) == FilePath(folder, name);
    }

    private static string FilePath(string folder, string name) => $"{folder}/{name}/{name}{Extension}";

    private static string Name(string path) => Path.GetFileNameWithoutExtension(Slashes(path));

    private static string Slashes(string path) => path.Replace('\\', '/');
}
