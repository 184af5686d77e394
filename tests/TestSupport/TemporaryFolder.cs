using System.Collections.Concurrent;

namespace NanoBms.TestSupport;

/// <summary>A folder that goes with the test; <see cref="TemporaryFolderCheck"/> notices those that stay.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private static readonly ConcurrentDictionary<string, string> Open = new();

    /// <summary>A new, empty folder.</summary>
    public TemporaryFolder() => Open[Root] = Environment.StackTrace;

    /// <summary>Its path.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("nanobms-tests-").FullName;

    /// <summary>The folders that are there now, each with the place in the code that made it.</summary>
    internal static IReadOnlyDictionary<string, string> Left => Open;

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
    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        Open.TryRemove(Root, out _);
    }
}
