namespace NanoBms.Foundation;

/// <summary>Opens files that are read in any order or more than once.</summary>
public static class SeekableFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="UserError">A pipe, which gives its bytes once.</exception>
    public static FileStream OpenRead(string path)
    {
        FileStream stream = File.OpenRead(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new UserError($"'{path}' is a pipe, which gives its bytes once, and is read more than once here: write it to a file first.");
    }
}
