using NanoBms.DeviceBuild.Settings.Generation;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests.Settings;

/// <summary>A copy of the firmware's library of devices and of what is made from its table of settings, to be changed.</summary>
internal sealed class TableCopy : IDisposable
{
    private static readonly string DeviceFolder = Path.Combine("firmware", "NanoBms.Device");
    private static readonly string GeneratedFolder = Path.Combine("firmware", "generated");

    private readonly TemporaryFolder folder = new();

    public TableCopy()
    {
        foreach (string path in SourcesBelow(Repository.Root))
        {
            Copy(path);
        }

        Copy(SettingsFiles.DocumentPath);
        Copy(SettingsFiles.SchemaPath);
    }

    public string Root => folder.Root;

    /// <summary>Texts of all sources of the library.</summary>
    public IEnumerable<string> Sources => SourcesBelow(Root).Select(Read);

    /// <summary>All files with their texts.</summary>
    public Dictionary<string, string> Files => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText);

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Replace(string path, string old, string by)
    {
        string text = Read(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Root, path), text.Replace(old, by, StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The sources of the library, by their path below a folder: its own, and those that tools write.</summary>
    private static IEnumerable<string> SourcesBelow(string root) =>
        Directory.EnumerateFiles(Path.Combine(root, DeviceFolder), "*.cs", SearchOption.AllDirectories).Where(path => !IsBuilt(root, path))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, GeneratedFolder), "*.cs"))
            .Select(path => Path.GetRelativePath(root, path));

    private static bool IsBuilt(string root, string path) =>
        Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar) is var parts
            && (parts.Contains("obj") || parts.Contains("bin"));

    private void Copy(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        File.Copy(Repository.File(path), Path.Combine(Root, path));
    }
}
