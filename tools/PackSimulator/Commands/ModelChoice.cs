using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Model;
using NanoBms.Models;
using NanoBms.Models.Inference;
using NanoBms.Models.Tflite;

namespace NanoBms.PackSimulator.Commands;

/// <summary>The network that the firmware is run with.</summary>
internal static class ModelChoice
{
    /// <summary>Makes instances of the firmware's generated model, or of a file's.</summary>
    /// <param name="path">An int8 .tflite with manifest; null: the generated model.</param>
    /// <exception cref="UserError">The file is none.</exception>
    public static Func<QuantizedModel> Open(string? path)
    {
        if (path is null)
        {
            return () => new GeneratedModel();
        }

        ModelFile file = TfliteReader.Read(path);
        return file.Quantized is { } network && file.Manifest is not null
            ? () => new InterpretedModel(network, file.Manifest, file.Sha256)
            : throw new UserError($"'{path}' is not an int8 model with a manifest; make one with the trainer or the converter.");
    }
}
