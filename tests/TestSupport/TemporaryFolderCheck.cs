namespace NanoBms.TestSupport;

/// <summary>Fails a test program that leaves temporary folders behind, and takes them away. Every test program has one.</summary>
public sealed class TemporaryFolderCheck : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Clear([.. TemporaryFolder.Left]);

    /// <summary>Takes folders away that were left.</summary>
    /// <param name="left">The folders, each with the place in the code that made it.</param>
    /// <exception cref="InvalidOperationException">There were some; the message has the place that made the first of them.</exception>
    public static void Clear(IReadOnlyList<KeyValuePair<string, string>> left)
    {
        foreach ((string path, _) in left)
        {
            Directory.Delete(path, recursive: true);
        }

        if (left.Count > 0)
        {
            throw new InvalidOperationException($"{left.Count} temporary folders were left; the first was made here: {left[0].Value}");
        }
    }
}
