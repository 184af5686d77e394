namespace NanoBms.TestSupport;

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("nanobms-tests-").FullName;

    /// <summary>A path in it.</summary>
    public string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Writes a file in it and gives its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    /// <summary>Writes a file in it and gives its path.</summary>
    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>All files below it, by path with '/' from it.</summary>
    public IReadOnlyDictionary<string, byte[]> Content() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(Root, path).Replace('\\', '/'), System.IO.File.ReadAllBytes);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
