using NanoBms.Foundation;
using NanoBms.Models.Keras;
using NanoBms.Models.Tflite;

namespace NanoBms.Models;

/// <summary>Reads a model file of any supported kind, by what it holds rather than by its name.</summary>
public static class ModelReader
{
    private const long MaxFileBytes = 256L << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A .tflite, .keras or .h5 file.</param>
    /// <param name="timeSteps">Window length where the model leaves it open.</param>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(string path, int? timeSteps = null) => Read(ReadBytes(path), path, timeSteps);

    /// <summary>Reads a file's bytes; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(byte[] bytes, string path, int? timeSteps = null)
    {
        if (bytes.Length == 0)
        {
            throw new UserError($"'{path}' is empty; give the model file that TensorFlow or Keras wrote.");
        }

        if (KerasReader.IsArchive(bytes) || KerasReader.IsHdf5(bytes))
        {
            return KerasReader.Read(bytes, path, timeSteps);
        }

        return TfliteParser.IsTflite(bytes) || OtherModelFiles.Sentence(bytes, path) is not { } other
            ? TfliteReader.Read(bytes, path, timeSteps)
            : throw new UserError(other);
    }

    /// <summary>A file's bytes, where it is of a size that a model can have.</summary>
    /// <exception cref="UserError">There is no such file, or it is too large.</exception>
    public static byte[] ReadBytes(string path)
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
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
