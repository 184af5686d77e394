using System.Text;

namespace NanoBms.Models;

/// <summary>
/// Knows files of other programs by how they begin or what they are called, and says how to get from them to one that can be read.
/// </summary>
internal static class OtherModelFiles
{
    private const int Looked = 512;
    private const string FromPython = "load it in Python and save the Keras model: model.save('model.keras')";

    /// <summary>The sentence for a file that is no model here but is known; null for others.</summary>
    public static string? Sentence(ReadOnlySpan<byte> bytes, string path)
    {
        string start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Looked)]),
            extension = Path.GetExtension(path).ToLowerInvariant();
        bool isPickle = bytes.Length > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5;
        string? what = (start, extension) switch
        {
            _ when start.StartsWith("version https://git-lfs", StringComparison.Ordinal) => "is a pointer of Git LFS, not the file "
                + "itself; get the file with git lfs pull",
            _ when extension is ".pt" or ".pth" => "is no file that torch.save wrote; save the weights with "
                + "torch.save(model.state_dict(), 'model.pt')",
            (_, ".pb" or ".pbtxt") => "is a TensorFlow graph, which is not read; load its SavedModel folder in Python and convert it: "
                + "tf.lite.TFLiteConverter.from_saved_model(folder)",
            (_, ".ckpt" or ".index" or ".meta" or ".data-00000-of-00001") => "belongs to a TensorFlow checkpoint, which holds weights "
                + "without a model; " + FromPython,
            _ when isPickle => "is a Python pickle, not a model file (scalers go to --input-scaler and --output-scaler); " + FromPython,
            _ when start.TrimStart().StartsWith('{') => "is JSON: the model's form without its weights, or something else; save the whole "
                + "model: model.save('model.keras')",
            _ when start.Contains("unsigned char", StringComparison.Ordinal) || start.Contains("alignas(", StringComparison.Ordinal) =>
                "is C source with a model in it; give the .tflite that it was made from",
            _ => null,
        };
        return what is null ? null : $"'{path}' {what}.";
    }

    /// <summary>The sentence for an archive that is no Keras model, by the names in it.</summary>
    public static string ArchiveSentence(IEnumerable<string> names, string path)
    {
        string[] files = [.. names.Select(name => name[(name.LastIndexOf('/') + 1)..])];
        string what = files.Contains("saved_model.pb") ? "is a packed SavedModel folder; unpack it, load it in Python and convert it: "
            + "tf.lite.TFLiteConverter.from_saved_model(folder)"
            : files.Any(name => Path.GetExtension(name) is ".keras" or ".h5" or ".tflite") ? "is an archive of model files; unpack it and "
                + "give one of them"
            : "is an archive without 'config.json', so it is not a Keras model; give the file that model.save('model.keras') wrote";
        return $"'{path}' {what}.";
    }

    /// <summary>The sentence for a folder.</summary>
    public static string FolderSentence(string path) => File.Exists(Path.Combine(path, "saved_model.pb"))
        ? $"'{path}' is a SavedModel folder, which is not read; load it in Python and convert it: "
            + "tf.lite.TFLiteConverter.from_saved_model(folder), or save it as .keras."
        : $"'{path}' is a folder; give a .tflite, .keras, .h5 or .onnx file, or weights of PyTorch.";
}
