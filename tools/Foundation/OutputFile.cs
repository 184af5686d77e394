namespace NanoBms.Foundation;

/// <summary>Writes files so that a reader finds the old one or the new one, never half of it.</summary>
public static class OutputFile
{
    /// <summary>Writes aside, then moves into place; makes the folder where it is missing.</summary>
    /// <exception cref="UserError">The place cannot be written to.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string full = Path.GetFullPath(path), aside = full + ".part";
        using Lock.Scope whole = WriteGate.Lock.EnterScope();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
            }

            File.Move(aside, full, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));
}
