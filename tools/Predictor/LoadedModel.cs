using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Scalers;

namespace NanoBms.Predictor;

/// <summary>A model file, read once; makes as many estimators over it as there are packs.</summary>
internal sealed class LoadedModel
{
    private readonly ModelFile file;
    private readonly Manifest manifest;
    private readonly SocPredictorOptions options;

    private LoadedModel(ModelFile file, Manifest manifest, SocPredictorOptions options)
    {
        this.options = options;
        this.file = file;
        this.manifest = manifest;
        Info = file.Quantized is { } quantized
            ? ModelInfoFactory.Create(quantized, manifest, file.Sha256)
            : ModelInfoFactory.Create(manifest, new QuantParams(1f, 0));
    }

    public ModelInfo Info { get; }

    /// <summary>Whether the state of an estimator over it can be kept: not a float's, nor a streaming one's.</summary>
    public bool HasKeepableState => file.Quantized is not null && !Info.Streaming;

    /// <summary>The same for the same model and the same battery: a state of one is none of another.</summary>
    public long Fingerprint => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $"{file.Sha256} {options.CellsInSeries} {options.CellsInParallel} {options.CellCapacityAh}"))));

    public string Precision => file.Quantized is { } quantized ? quantized.Width == ActivationWidth.Int16 ? "int16x8" : "int8" : "float";

    /// <exception cref="UserError">The model cannot be used; one sentence says why.</exception>
    public static LoadedModel Load(SocPredictorOptions options)
    {
        if (options.ModelPath is not null && options.BuiltInModel is not null)
        {
            throw new UserError("A model file and a built-in model are named; name one of them.");
        }

        string builtIn = options.BuiltInModel ?? BuiltInModels.Default, name = options.ModelPath ?? builtIn;
        int? window = options.Window > 0 ? options.Window : null;
        ModelFile file = options.ModelPath is { } path
            ? ModelReader.Read(path, window)
            : ModelReader.Read(BuiltInModels.Read(builtIn), builtIn, window);
        if (file.Manifest is not null && options.DescribesModel)
        {
            throw new UserError($"'{name}' tells its features and scaling itself; leave scalers, feature order and sample period out.");
        }

        var model = new LoadedModel(file, file.Manifest ?? MakeManifest(file, options, name), options);
        model.Check(name);
        model.CheckBattery(name);
        return model;
    }

    // Models from elsewhere: what they do not tell is in the options.
    private static Manifest MakeManifest(ModelFile file, SocPredictorOptions options, string name)
    {
        if (options.Features is not { } features || options.SamplePeriod is not { } period)
        {
            throw new UserError(
                $"'{name}' has no manifest: its features and sample period are unknown; name the order of its features and the sample "
                    + "period.");
        }

        if (period.TotalMilliseconds is < 1 or > int.MaxValue)
        {
            throw new UserError($"A sample period of {period.TotalSeconds} s cannot be; it is at least 1 ms.");
        }

        FloatNetwork network = file.Float
            ?? throw new UserError($"'{name}' is quantised and has no manifest; attach one with the model converter.");
        return ManifestBuilder.Build(
            network,
            (int)period.TotalMilliseconds,
            FeatureOrder.Parse(features),
            options.InputScalerPath is { } input ? ScalerReader.Read(input) : null,
            options.OutputScalerPath is { } output ? ScalerReader.Read(output) : null);
    }

    public StateEstimator CreateEstimator() => file.Quantized is { } quantized
        ? new(new InterpretedModel(quantized, manifest, file.Sha256), CreateBattery(), StateEstimator.FullVoltageOfModel)
        : new(
            new FloatSocNetwork(file.Float!, Info, onInputGrid: false, manifest.InputRange is { } range ? (range.Low, range.High) : null),
            CreateBattery(),
            StateEstimator.FullVoltageOfModel);

    private Battery CreateBattery() => new(Info, options.CellsInSeries, options.CellsInParallel, options.CellCapacityAh ?? 0);

    private void CheckBattery(string name)
    {
        if (options.CellsInSeries is < 1 or > 1000 || options.CellsInParallel is < 1 or > 1000)
        {
            throw new UserError(
                $"A battery of {options.CellsInSeries} cells in series and {options.CellsInParallel} in parallel cannot be; "
                    + "each is 1 to 1000.");
        }

        if (options.CellCapacityAh is { } capacityAh && !(capacityAh is > 0 and <= 100_000))
        {
            throw new UserError(FormattableString.Invariant($"A cell of {capacityAh} Ah cannot be; its capacity is above 0."));
        }

        if (options.CellCapacityAh is not null && !(Info.RatedCapacityAh > 0))
        {
            throw new UserError($"'{name}' does not tell the capacity of its own cell; leave the cell's capacity out.");
        }
    }

    private void Check(string name)
    {
        if (file.Float is { } network)
        {
            if (network.InputSize != manifest.Features.Count || network.TimeSteps != manifest.Window)
            {
                throw new UserError(
                    $"The manifest of '{name}' names {manifest.Features.Count} features over a window of {manifest.Window}, and the model "
                        + $"takes {network.InputSize} over {network.TimeSteps}; make them agree.");
            }

            int outputs = new FloatModel(network).Invoke(new float[network.TimeSteps * network.InputSize]).Length;
            if (outputs != 1)
            {
                throw new UserError($"A state-of-charge model gives one value; '{name}' gives {outputs}.");
            }
        }
        else if (Info.OutputSize != 1)
        {
            throw new UserError($"A state-of-charge model gives one value; '{name}' gives {Info.OutputSize}.");
        }
    }
}
