using NanoBms.Foundation;
using NanoBms.Models.Keras;
using NanoBms.Models.Onnx;
using NanoBms.Models.Tflite;
using NanoBms.Models.Tflite.Format;
using NanoBms.Models.Torch;

namespace NanoBms.Models.Files;

/// <summary>Reads a model file of any supported kind, by what it holds rather than by its name.</summary>
public static class ModelReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A .tflite, .keras, .h5 or .onnx file, or weights of PyTorch.</param>
    /// <param name="timeSteps">Window length where the model leaves it open.</param>
    /// <param name="forward">The forward pass where the file holds weights alone, such as "lstm,last,fc".</param>
    /// <param name="output">Name or number of the output to take, of a model of several; null: all, or the only one.</param>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(string path, int? timeSteps = null, string? forward = null, string? output = null) =>
        Read(ModelBytes.Read(path), path, timeSteps, forward, output);

    /// <summary>Whether a file holds weights without the order of computing, for which a forward pass may be said.</summary>
    /// <exception cref="UserError">There is no such file.</exception>
    public static bool HoldsWeightsAlone(string path) => TorchReader.IsTorch(ModelBytes.Read(path));

    /// <summary>Reads a file's bytes; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="UserError">The file cannot be used; the message says why and what to do.</exception>
    public static ModelFile Read(byte[] bytes, string path, int? timeSteps = null, string? forward = null, string? output = null)
    {
        if (bytes.Length == 0)
        {
            throw new UserError($"'{path}' is empty; give the model file that TensorFlow or Keras wrote.");
        }

        if (TorchReader.IsTorch(bytes))
        {
            if (output is not null)
            {
                throw new UserError(
                    $"--output chooses among the outputs of a graph, and '{path}' holds weights alone; "
                        + "say with --forward what is computed.");
            }

            return TorchReader.Read(bytes, path, timeSteps, forward);
        }

        if (forward is not null)
        {
            throw new UserError($"--forward is for weights of PyTorch, and '{path}' says itself how it computes; leave it out.");
        }

        if (KerasReader.IsArchive(bytes) || KerasReader.IsHdf5(bytes))
        {
            return KerasReader.Read(bytes, path, timeSteps, output);
        }

        if (!TfliteParser.IsTflite(bytes) && OnnxReader.IsOnnx(bytes, path))
        {
            return OnnxReader.Read(bytes, path, timeSteps, output);
        }

        return TfliteParser.IsTflite(bytes) || OtherModelFiles.Sentence(bytes, path) is not { } other
            ? TfliteReader.Read(bytes, path, timeSteps, output)
            : throw new UserError(other);
    }
}
