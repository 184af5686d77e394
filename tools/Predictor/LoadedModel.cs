using NanoBms.Core;
using NanoBms.ModelKit;
using NanoBms.ModelKit.Evaluation;
using NanoBms.ModelKit.Manifests;
using NanoBms.ModelKit.Networks;
using NanoBms.ModelKit.Tflite;

namespace NanoBms.Predictor;

/// <summary>A model file, read once; makes as many engines over it as there are packs.</summary>
internal sealed class LoadedModel
{
    private readonly ModelFile file;
    private readonly Manifest manifest;

    private LoadedModel(ModelFile file, Manifest manifest)
    {
        this.file = file;
        this.manifest = manifest;
        Info = file.Quantized is { } quantized
            ? ModelInfoFactory.Create(quantized, manifest, file.Sha256)
            : ModelInfoFactory.Create(manifest, new QuantParams(1f, 0));
    }

    public ModelInfo Info { get; }

    public string Precision => file.Quantized is { } quantized ? quantized.Width == ActivationWidth.Int16 ? "int16x8" : "int8" : "float";

    /// <exception cref="ModelFormatException">The model cannot be used; one sentence says why.</exception>
    public static LoadedModel Load(SocPredictorOptions options)
    {
        if (options.ModelPath is not null && options.BuiltInModel is not null)
        {
            throw new ModelFormatException("A model file and a built-in model are named; name one of them.");
        }

        string builtIn = options.BuiltInModel ?? BuiltInModels.Default;
        ModelFile file = options.ModelPath is { } path ? TfliteReader.Read(path) : TfliteReader.Read(BuiltInModels.Read(builtIn), builtIn);
        string name = options.ModelPath ?? builtIn;
        Manifest manifest = file.Manifest ?? throw new ModelFormatException($"'{name}' has no manifest: its features and sample period are unknown.");
        var model = new LoadedModel(file, manifest);
        model.Check(name);
        return model;
    }

    public ISocEngine CreateEngine() => file.Quantized is { } quantized
        ? new QuantizedEngine(new InterpretedModel(quantized, manifest, file.Sha256))
        : new FloatEngine(file.Float!, Info);

    private void Check(string name)
    {
        if (file.Float is { } network)
        {
            if (network.InputSize != manifest.Features.Count || network.TimeSteps != manifest.Window)
            {
                throw new ModelFormatException(
                    $"The manifest of '{name}' names {manifest.Features.Count} features over a window of {manifest.Window}, and the model takes {network.InputSize} over {network.TimeSteps}; make them agree.");
            }

            int outputs = new FloatModel(network).Invoke(new float[network.TimeSteps * network.InputSize]).Length;
            if (outputs != 1)
            {
                throw new ModelFormatException($"A state-of-charge model gives one value; '{name}' gives {outputs}.");
            }
        }
        else if (Info.OutputSize != 1)
        {
            throw new ModelFormatException($"A state-of-charge model gives one value; '{name}' gives {Info.OutputSize}.");
        }
    }
}
