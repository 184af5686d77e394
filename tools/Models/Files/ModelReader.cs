using NanoBms.Foundation;
using NanoBms.Models.Keras;
using NanoBms.Models.Tflite;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Files;

/// <summary>Reads a model file of any supported kind, by what it holds rather than by its name.</summary>
public static class ModelReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A .tflite, .keras or .h5 file.</param>
    /// <param name="timeSteps">Window length where the model leaves it open.</param>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(string path, int? timeSteps = null) => Read(ModelBytes.Read(path), path, timeSteps);

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
}
