using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>
/// Makes the model of a new cell: of its logs and the cells of its chemistry closest to them, or of its data sheet alone.
/// </summary>
internal sealed class NewCellRun(NewCellPlan plan, Action<string> say)
{
    // Numbers of the cells: those that are chosen by and those that judge are no cells of the training.
    private const int FirstValidation = 1_000_000, FirstTest = 2_000_000;
    private const int ValidationS = 3 * 3600, TestS = 4 * 3600;

    // With logs: cells that lie closest to them.
    private const int ClosestCount = 8, CandidatesOfEach = 3;

    // What a user asks of a gauge, whatever the logs hold most of.
    private static readonly PhaseWeights LogPhases = new(7, 1, 2);

    private readonly CellPopulation cells = new(plan.Cell, plan.Preset, ofAnyResistance: plan.Logs is not null);

    /// <summary>Trains and judges.</summary>
    /// <param name="train">Trains with what it is given: shows progress.</param>
    public NewCellModel Make(Func<Manifest, IReadOnlyList<Cycle>, IReadOnlyList<Cycle>, TrainingOptions, TrainedModel> train)
    {
        ManifestCell cell = CellManifest.Cell(plan.Cell, plan.Preset);
        var lives = new PopulationLives(plan.Cell, cells);
        IReadOnlyList<(int Number, double ErrorV)> closest = [];
        IReadOnlyList<Cycle> training, validation;
        if (plan.Logs is { } logs)
        {
            ModelChecks.CheckLabels([.. logs.Training, .. logs.Validation, .. logs.Test], cell);
            closest = ClosestCells.Find(cells, logs.Training, CandidatesOfEach * plan.PopulationCells,
                Math.Min(ClosestCount, plan.PopulationCells));
            say(FormattableString.Invariant(
                $"the closest of the chemistry's cells follow the logs within {1000 * closest[0].ErrorV:F0} mV (root mean square)"));
            IReadOnlyList<Cycle> virtualLives = lives.Record([.. closest.Select(pair => pair.Number)], plan.LifeS, "virtual cells");
            training = LogShare.Weigh(logs.Training, virtualLives);
            validation = logs.Validation;
        }
        else
        {
            training = lives.Record(0, plan.PopulationCells, plan.LifeS, "population");
            validation = lives.Record(FirstValidation, plan.ValidationCells, ValidationS, "population");
        }

        Manifest manifest = CellManifest.Create(plan.Name, plan.Cell, plan.Preset, training, plan.Network);
        ModelChecks.CheckRanges(plan.Logs?.Training ?? training, manifest);
        TrainingOptions options = plan.Network.Options with
        {
            Steps = plan.Steps,
            Seed = plan.Seed,
            PhaseWeights = plan.Logs is null ? null : LogPhases,
        };
        TrainedModel model = train(manifest, training, validation, options);
        say("measuring on what it was chosen on how far it is to be trusted");
        model = model with
        {
            Manifest = manifest with { NetworkError = NetworkErrorMeasurement.Run(ModelPair.Of(model), validation, plan.Seed) },
        };
        var pair = ModelPair.Of(model);
        say("judging it on what was held back");
        IReadOnlyList<CycleErrors> errors = CycleEvaluation.Run(
            pair, plan.Logs?.Test ?? lives.Record(FirstTest, plan.TestCells, TestS, "population"), everyMs: 15_000);
        return new NewCellModel(plan, model, pair, options, errors, closest, cells.Sources);
    }
}

/// <summary>A model of a new cell, made and judged.</summary>
/// <param name="Plan">What it was made of.</param>
/// <param name="Trained">The model, and its errors on what it was chosen on.</param>
/// <param name="Pair">The same as its two files.</param>
/// <param name="Options">How it was trained.</param>
/// <param name="Errors">Errors on what was held back: cycles of the logs, or lives of other cells of the population.</param>
/// <param name="Closest">Cells of the population that follow the logs best.</param>
/// <param name="Sources">Sources of the population.</param>
internal sealed record NewCellModel(
    NewCellPlan Plan, TrainedModel Trained, ModelPair Pair, TrainingOptions Options,
    IReadOnlyList<CycleErrors> Errors, IReadOnlyList<(int Number, double ErrorV)> Closest, IReadOnlyList<string> Sources)
{
    /// <summary>Errors on all that was held back.</summary>
    public ErrorFigures Total => EstimateTrace.Total(Errors.Select(error => error.Int8));

    /// <summary>Mean error of single cycles, or of single cells of the population, percent, ascending.</summary>
    public double[] MeansPercent => [.. Errors.Select(error => error.Int8.Sum.Figures.MeanAbsolutePercent).Order()];
}
