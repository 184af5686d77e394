using System.Numerics.Tensors;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Training;

/// <summary>What is known after some steps of training.</summary>
/// <param name="Step">Steps done, those of seeds before among them.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss of the batches since the last report.</param>
/// <param name="Validation">Error on the validation cycles; null where they were not run.</param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, ErrorFigures? Validation);

/// <summary>Trains a network by a manifest on recorded cycles.</summary>
public static class TrainingRun
{
    // A life of the virtual cell: two or three times empty and full again, a little warmer than the recordings. Not colder than some
    // degrees: on rests and charges in the cold, which the recordings do hold, the fitted circuit is 40 to 60 mV off.
    private const int LifeS = 8 * 3600;
    private const double ColdestC = 5, WarmestC = 30;

    /// <summary>Trains; keeps the averaged weights that did best on the validation cycles.</summary>
    /// <param name="manifest">Features, mode, window, sample period.</param>
    /// <param name="training">Cycles to learn from.</param>
    /// <param name="validation">Cycles to choose by; never learnt from.</param>
    /// <param name="options">Sizes and settings.</param>
    /// <param name="progress">Called every 100 steps.</param>
    /// <param name="checkpoint">
    /// File that the run is kept in at each check and when it is cancelled; where it is there already, the run is taken up from it and ends
    /// as it would have. Null: none.
    /// </param>
    /// <param name="from">
    /// Networks of the same layers, from the mean of whose weights training goes on; none: it begins with drawn weights. Where all went on
    /// from one, their mean often errs less than each (Wortsman and others, "Model soups", 2022).
    /// </param>
    /// <param name="cancellation">Stops early; what was best so far is kept.</param>
    /// <exception cref="UserError">Cycles too short, or a checkpoint that is not this run's.</exception>
    public static TrainedModel Train(
        Manifest manifest, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation, TrainingOptions options,
        Action<TrainingProgress>? progress = null, string? checkpoint = null, IReadOnlyList<FloatNetwork>? from = null,
        CancellationToken cancellation = default)
    {
        bool streaming = manifest.Mode == ManifestMode.Streaming;
        var shape = new NetworkShape(
            manifest.Features.Count, streaming ? options.SequenceSteps : manifest.Window, options.LstmUnits, options.DenseUnits, streaming);
        IValidation evaluation = streaming
            ? new StreamEvaluation(shape, validation, manifest, options.PhaseWeights)
            : new FloatEvaluation(shape, WindowSource.Plain(validation, manifest), options.PhaseWeights);
        int windows = training.Sum(cycle => cycle.Length);
        if (evaluation.Count == 0)
        {
            throw TooShort();
        }

        float[]? start = from is { Count: > 0 } ? Mean([.. from.Select(network => Parameters.FromNetwork(shape, network))]) : null;
        string fingerprint = Checkpoint.FingerprintOf(
            manifest, options, start, training.Count, windows, evaluation.Count);
        Checkpoint? kept = checkpoint is not null && File.Exists(checkpoint) ? Checkpoint.Read(checkpoint, fingerprint) : null;
        (float[] Values, ErrorFigures Figures)? best = kept?.BestOfSeeds;
        for (int seed = kept?.SeedIndex ?? 0; seed < options.Seeds; seed++)
        {
            TrainingOptions seeded = options with { Seed = options.Seed + seed };
            IBatchSource source = Source(training, manifest, seeded);
            if (source.IsEmpty)
            {
                throw TooShort();
            }

            var run = new SeedRun(shape, seeded, source, evaluation, seed, progress, cancellation)
            {
                Keep = checkpoint is null
                    ? null
                    : state => (state with { Fingerprint = fingerprint, BestOfSeeds = best }).Write(checkpoint),
                From = start,
                Name = manifest.Name,
            };
            (float[] Values, ErrorFigures Figures) found = run.Train(kept);
            kept = null;
            best = best is { } before && before.Figures.MeanAbsolutePercent <= found.Figures.MeanAbsolutePercent ? before : found;
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        // The ranges of int8 come from what the first seed was fed, whichever network won.
        IBatchSource calibration = Source(training, manifest, options);
        FloatNetwork network = Parameters.ToNetwork(shape, best!.Value.Values, manifest.Name);
        return new TrainedModel(network, Quantize(network, calibration, options.Seed), manifest, best.Value.Figures);
    }

    /// <summary>The int8 form of a network, its ranges taken from what training is fed.</summary>
    internal static QuantizedNetwork Quantize(FloatNetwork network, IBatchSource source, int seed) =>
        PostTrainingQuantizer.Quantize(network, source.Calibration(seed), InputForm.Quantization, (0f, 1f));

    private static float[] Mean(float[][] weights)
    {
        float[] sum = [.. weights[0]];
        foreach (float[] next in weights.Skip(1))
        {
            TensorPrimitives.Add(sum, next, sum);
        }

        TensorPrimitives.Divide(sum, weights.Length, sum);
        return sum;
    }

    private static IBatchSource Source(IReadOnlyList<Cycle> training, Manifest manifest, TrainingOptions options) =>
        manifest.Mode == ManifestMode.Streaming
            ? new SequenceSource(training, Lives(options), manifest, options)
            : WindowSource.Augmented(training, Lives(options), manifest, options);

    private static IEnumerable<VirtualLife> Lives(TrainingOptions options) => options.VirtualShare > 0f
        ? VirtualCycles.Lives(
            options.VirtualCell ?? CellParametersFile.FittedToDrives(), options.VirtualLives, LifeS, ColdestC, WarmestC,
            options.Seed * 1000)
        : [];

    private static UserError TooShort() => new("The cycles are shorter than what a training step runs over; training needs longer ones.");
}
