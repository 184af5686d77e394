namespace NanoBms.TestSupport;

/// <summary>A folder that goes when the test does.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("nanobms-test-").FullName;

    /// <summary>A path in it.</summary>
    public string File(string name) => Path.Combine(path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(path, recursive: true);
}
