using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>
/// Files that belong together. All are written aside first and moved into place only when each of them lies complete on the disk, so that
/// a full disk or a missing right leaves the old set as it was.
/// </summary>
public sealed class OutputSet
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> removals = new(StringComparer.Ordinal);

    /// <summary>Full paths of the files to write, in order.</summary>
    public IReadOnlyCollection<string> Paths => files.Keys;

    /// <summary>Adds a file.</summary>
    public void Add(string path, byte[] bytes) => files.Add(Path.GetFullPath(path), bytes);

    /// <summary>Adds a file as UTF-8 without a byte order mark.</summary>
    public void Add(string path, string text) => Add(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a file, or a folder with all that is in it, to remove after the new files are in place.</summary>
    public void Remove(string path) => removals.Add(Path.GetFullPath(path));

    /// <summary>Writes and removes; files that hold the same bytes already are left alone.</summary>
    /// <returns>Files that changed or went.</returns>
    /// <exception cref="UserError">The place cannot be written to; nothing has changed.</exception>
    public int Write()
    {
        string current = "";
        var made = new Stack<string>();
        var aside = new List<(string From, string To)>();
        using Lock.Scope whole = WriteGate.Lock.EnterScope();
        try
        {
            foreach ((string path, byte[] bytes) in files)
            {
                current = path;
                if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
                {
                    continue;
                }

                MakeFolder(Path.GetDirectoryName(path)!, made);
                string from = path + ".part";
                aside.Add((from, path));
                File.WriteAllBytes(from, bytes);
            }

            foreach ((string from, string to) in aside)
            {
                current = to;
                File.Move(from, to, overwrite: true);
            }

            return aside.Count + removals.Count(path => RemoveNow(current = path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            foreach ((string from, _) in aside)
            {
                Try(() => File.Delete(from));
            }

            foreach (string folder in made)
            {
                Try(() => Directory.Delete(folder));
            }

            throw new UserError($"'{current}' cannot be written: {exception.Message}", exception);
        }
    }

    private static bool RemoveNow(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            return true;
        }

        if (!Directory.Exists(path))
        {
            return false;
        }

        Directory.Delete(path, recursive: true);
        return true;
    }

    /// <summary>Makes a folder and those above it that are missing, and remembers them from the top down.</summary>
    private static void MakeFolder(string folder, Stack<string> made)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { } above)
        {
            MakeFolder(above, made);
        }

        Directory.CreateDirectory(folder);
        made.Push(folder);
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The sentence about the first failure says more than one about its remains.
        }
    }
}
