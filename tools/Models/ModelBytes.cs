using NanoBms.Foundation;

namespace NanoBms.Models;

/// <summary>Bytes of model files.</summary>
internal static class ModelBytes
{
    private const long MaxFileBytes = 256L << 20;

    /// <summary>A file's bytes, where it is of a size that a model can have.</summary>
    /// <exception cref="UserError">There is no such file, it is too large, or a pipe.</exception>
    public static byte[] Read(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new UserError(Directory.Exists(path) ? OtherModelFiles.FolderSentence(path) : $"There is no file '{path}'.");
        }

        if (info.Length > MaxFileBytes)
        {
            throw new UserError($"'{path}' has {info.Length >> 20} MB; a model for a microcontroller has at most {MaxFileBytes >> 20} MB.");
        }

        try
        {
            using FileStream file = SeekableFile.OpenRead(path);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
