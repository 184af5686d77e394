using NanoBms.Core;
using NanoBms.CycleData;
using NanoBms.ModelKit.Manifests;
using NanoBms.ModelKit.Networks;
using NanoBms.ModelKit.Quantization;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Training;

/// <summary>What is known after some steps of training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss of the batches since the last report.</param>
/// <param name="Validation">Error on the validation cycles; null where they were not run.</param>
public sealed record TrainingProgress(int Step, int Steps, double Loss, ErrorFigures? Validation);

/// <summary>A trained network, float and int8.</summary>
public sealed record TrainedModel(FloatNetwork Float, QuantizedNetwork Int8, Manifest Manifest, ErrorFigures Validation);

/// <summary>Trains a network by a manifest on recorded cycles.</summary>
public static class TrainingRun
{
    /// <summary>Input of all trained models: scaled features of -1..1 on 256 steps.</summary>
    public static readonly QuantParams InputQuantization = new(1f / 128f, 0);

    private const int ReportEvery = 100;
    private const int ValidateEvery = 1000;
    private const int CalibrationWindows = 2000;

    /// <summary>Trains; keeps the averaged weights that did best on the validation cycles.</summary>
    /// <param name="manifest">Features, window, sample period; mode windowed.</param>
    /// <param name="training">Cycles to learn from.</param>
    /// <param name="validation">Cycles to choose by; never learnt from.</param>
    /// <param name="options">Sizes and settings.</param>
    /// <param name="progress">Called every 100 steps.</param>
    /// <param name="cancellation">Stops early; what was best so far is kept.</param>
    public static TrainedModel Train(
        Manifest manifest, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation, TrainingOptions options,
        Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ModelInfo info = ModelInfoFactory.Create(manifest, InputQuantization);
        var shape = new NetworkShape(info.InputSize, info.TimeSteps, options.LstmUnits, options.DenseUnits);
        WindowSource source = WindowSource.Augmented(training, info, options);
        var evaluation = new FloatEvaluation(shape, WindowSource.Plain(validation, info));
        if (source.Count == 0 || evaluation.Count == 0)
        {
            throw new ModelKit.ModelFormatException("The cycles are shorter than the model's window; training needs longer ones.");
        }

        using var trainer = new BatchTrainer(shape, options, source);
        float[] best = (float[])trainer.Averages.Clone();
        ErrorFigures? bestFigures = null;
        double loss = 0;
        for (int step = 1; step <= options.Steps; step++)
        {
            loss += trainer.Step();
            bool last = step == options.Steps || cancellation.IsCancellationRequested;
            ErrorFigures? figures = null;
            if (last || step % ValidateEvery == 0)
            {
                figures = evaluation.Run(trainer.Averages);
                if (bestFigures is null || figures.MeanAbsolutePercent < bestFigures.MeanAbsolutePercent)
                {
                    bestFigures = figures;
                    trainer.Averages.CopyTo(best, 0);
                }
            }

            if (last || step % ReportEvery == 0)
            {
                int since = step % ReportEvery == 0 ? ReportEvery : step % ReportEvery;
                progress?.Invoke(new TrainingProgress(step, options.Steps, loss / since, figures));
                loss = 0;
            }

            if (last)
            {
                break;
            }
        }

        FloatNetwork network = Parameters.ToNetwork(shape, best, manifest.Name);
        QuantizedNetwork int8 = PostTrainingQuantizer.Quantize(network, Calibration(source, shape, options.Seed), InputQuantization, (0f, 1f));
        return new TrainedModel(network, int8, manifest, bestFigures!);
    }

    /// <summary>Training windows for the ranges of the int8 model.</summary>
    private static IEnumerable<float[]> Calibration(WindowSource source, NetworkShape shape, int seed)
    {
        var random = new Random(seed + 5);
        var target = new float[1];
        for (int k = 0; k < CalibrationWindows; k++)
        {
            var window = new float[shape.Window * shape.Features];
            source.Fill(random.Next(source.Count), window, target, 0);
            yield return window;
        }
    }
}
