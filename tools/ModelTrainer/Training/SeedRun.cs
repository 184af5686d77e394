using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Training;

/// <summary>Training from one seed: the steps in full precision, then those that feel int8.</summary>
internal sealed class SeedRun(
    NetworkShape shape, TrainingOptions options, IBatchSource source, IValidation evaluation, int seedIndex,
    Action<TrainingProgress>? progress, CancellationToken cancellation)
{
    private const int ReportEvery = 100;

    private (float[] Values, ErrorFigures Figures)? best;
    private float[]? phaseStart;
    private FakeQuantization? quantization;
    private int withoutBetter;

    /// <summary>Keeps the state of the run; null: it is not kept.</summary>
    public Action<Checkpoint>? Keep { get; init; }

    /// <summary>Name of the network.</summary>
    public required string Name { get; init; }

    private int AllSteps => options.Steps + options.QuantizationSteps;

    /// <summary>Trains, from a kept state where there is one; gives the best weights on the validation cycles and their errors.</summary>
    public (float[] Values, ErrorFigures Figures) Train(Checkpoint? kept)
    {
        using var trainer = new BatchTrainer(shape, options, source);
        if (kept is not null)
        {
            TakeUp(trainer, kept);
        }

        if (phaseStart is null)
        {
            Phase(trainer, options.Steps);
            if (options.QuantizationSteps == 0 || cancellation.IsCancellationRequested)
            {
                return best!.Value;
            }

            phaseStart = best!.Value.Values;
            quantization = Grids(phaseStart);
            withoutBetter = 0;
            best = (phaseStart, Evaluate(phaseStart));
            trainer.StartQuantized(quantization, phaseStart);
        }

        Phase(trainer, options.QuantizationSteps);

        // Handed on as trained, on the grid: the quantiser then finds nothing to round, and no bias to correct for it.
        var rounded = new float[shape.ParameterCount];
        quantization!.Round(best!.Value.Values, rounded);
        return (rounded, best.Value.Figures);
    }

    /// <summary>Trains until the optimizer has made the steps of the phase, or no longer finds better weights.</summary>
    private void Phase(BatchTrainer trainer, int steps)
    {
        double loss = 0;
        int since = 0;
        bool cancelled = false;
        while (trainer.Optimizer.Steps < steps && !cancelled && (options.Patience == 0 || withoutBetter < options.Patience))
        {
            loss += trainer.Step();
            since++;
            int step = trainer.Optimizer.Steps;
            cancelled = cancellation.IsCancellationRequested;
            bool due = step == steps || step % options.ValidateEvery == 0;
            if (cancelled && !due)
            {
                // Kept as it stands: the check that follows would not have been made.
                KeepState(trainer);
            }

            ErrorFigures? figures = null;
            if (cancelled || due)
            {
                figures = Evaluate(trainer.Optimizer.Averages);
                bool better = best is not { } before || figures.MeanAbsolutePercent < before.Figures.MeanAbsolutePercent;
                withoutBetter = better ? 0 : withoutBetter + 1;
                if (better)
                {
                    best = ([.. trainer.Optimizer.Averages], figures);
                }
            }

            if (due)
            {
                KeepState(trainer);
            }

            if (figures is not null || step % ReportEvery == 0)
            {
                int done = seedIndex * AllSteps + step + (phaseStart is null ? 0 : options.Steps);
                progress?.Invoke(new TrainingProgress(done, options.Seeds * AllSteps, loss / since, figures));
                loss = since = 0;
            }
        }
    }

    private ErrorFigures Evaluate(float[] values)
    {
        if (quantization is null)
        {
            return evaluation.Run(values);
        }

        var rounded = new float[values.Length];
        quantization.Round(values, rounded);
        return evaluation.Run(rounded, quantization);
    }

    private FakeQuantization Grids(float[] values) =>
        new(shape, TrainingRun.Quantize(Parameters.ToNetwork(shape, values, Name), source, options.Seed));

    private void TakeUp(BatchTrainer trainer, Checkpoint kept)
    {
        best = kept.Best;
        phaseStart = kept.PhaseStart;
        withoutBetter = kept.WithoutBetter;
        quantization = phaseStart is null ? null : Grids(phaseStart);
        trainer.Resume(kept.StepsDone, kept.States, quantization);
        trainer.Optimizer.Restore(kept.OptimizerSteps, kept.Optimizer[0], kept.Optimizer[1], kept.Optimizer[2], kept.Optimizer[3]);
    }

    private void KeepState(BatchTrainer trainer) => Keep?.Invoke(new Checkpoint
    {
        Fingerprint = "",
        SeedIndex = seedIndex,
        StepsDone = trainer.StepsDone,
        OptimizerSteps = trainer.Optimizer.Steps,
        WithoutBetter = withoutBetter,
        Optimizer = [trainer.Optimizer.Values, trainer.Optimizer.Averages, trainer.Optimizer.FirstMoment, trainer.Optimizer.SecondMoment],
        States = [.. trainer.States],
        Best = best,
        PhaseStart = phaseStart,
        BestOfSeeds = null,
    });
}
