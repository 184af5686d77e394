using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>The two files of a trained model.</summary>
public sealed class ModelPair
{
    /// <summary>A pair of files already read.</summary>
    /// <exception cref="UserError">Not a float and an int8 model with manifest and cell.</exception>
    public ModelPair(string name, ModelFile floatFile, ModelFile int8File)
    {
        if (floatFile.Float is null || int8File.Quantized is null || int8File.Manifest is not { Cell: not null } manifest)
        {
            throw new UserError($"'{name}' is not a pair of a float and an int8 model with manifest; train it with this tool.");
        }

        Float = floatFile;
        Int8 = int8File;
        Manifest = manifest;
    }

    /// <summary>The float model.</summary>
    public ModelFile Float { get; }

    /// <summary>The int8 model.</summary>
    public ModelFile Int8 { get; }

    /// <summary>What both say about themselves.</summary>
    public Manifest Manifest { get; }

    /// <summary>Rated capacity of the model's cell, Ah.</summary>
    public float RatedCapacityAh => Manifest.Cell!.RatedCapacityAh;

    /// <summary>Reads <paramref name="path"/>.float.tflite and <paramref name="path"/>.int8.tflite.</summary>
    public static ModelPair Read(string path) =>
        new(path, TfliteReader.Read(path + ".float.tflite"), TfliteReader.Read(path + ".int8.tflite"));

    /// <summary>The pair that a trained model would be written as.</summary>
    public static ModelPair Of(TrainedModel trained)
    {
        string name = trained.Manifest.Name;
        return new ModelPair(
            name,
            TfliteReader.Read(
                TfliteWriter.Write(trained.Float, trained.Manifest with { InputRange = InputForm.Range }), name + ".float.tflite"),
            TfliteReader.Read(TfliteWriter.Write(trained.Int8, trained.Manifest), name + ".int8.tflite"));
    }

    /// <summary>The pair as what training by a manifest gave.</summary>
    public TrainedModel Trained(Manifest manifest) => new(
        Float.Float!, Int8.Quantized!, manifest, new ErrorFigures(0, double.NaN, double.NaN, double.NaN, double.NaN));

    /// <summary>The estimator of the device over the int8 model.</summary>
    public StateEstimator CreateEstimator() =>
        new(new InterpretedModel(Int8.Quantized!, Manifest, Int8.Sha256));

    /// <summary>The same over the float model, which sees its input as the int8 model does.</summary>
    /// <param name="info">What the int8 model expects and gives.</param>
    public StateEstimator CreateFloatEstimator(ModelInfo info) =>
        new(new FloatSocNetwork(Float.Float!, info, onInputGrid: true), new Battery(info), StateEstimator.FullVoltageOfModel);
}
