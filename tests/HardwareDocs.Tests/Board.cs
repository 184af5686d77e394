using NanoBms.HardwareDocs.Generation;
using NanoBms.TestSupport;

namespace NanoBms.HardwareDocs.Tests;

/// <summary>A copy of the board's files, to be changed.</summary>
internal sealed class Board : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Board()
    {
        foreach ((
            string path,
            _) in HardwareFiles.Create(
                Wirings.WiringReader.Read(Repository.File(HardwareFiles.WiringPath)),
                File.ReadAllText(Repository.File(HardwareFiles.ReadmePath))))
        {
            Copy(path);
        }

        foreach (string path in BoardPages.Paths)
        {
            Copy(path);
        }

        Copy(HardwareFiles.WiringPath);
    }

    public string Root => folder.Root;

    public string WiringPath => Path.Combine(Root, HardwareFiles.WiringPath);

    public void Replace(string old, string by)
    {
        string text = File.ReadAllText(WiringPath);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(WiringPath, text.Replace(old, by, StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private void Copy(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, path))!);
        File.Copy(Repository.File(path), Path.Combine(Root, path));
    }
}
