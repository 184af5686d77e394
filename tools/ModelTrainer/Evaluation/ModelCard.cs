using System.Globalization;
using System.Text;
using NanoBms.Cells.Cycles;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>What a user should know of a trained model, as Markdown.</summary>
public static class ModelCard
{
    private const string VirtualData = """

        ## Data and limits

        Trained on drives of the virtual cell alone, whose parameters were fitted to recordings: a proof of the whole chain, not a model for a real cell.

        """;

    /// <summary>Writes the card.</summary>
    /// <param name="model">What was trained.</param>
    /// <param name="options">How it was trained.</param>
    /// <param name="commandLine">The command that makes this model.</param>
    /// <param name="training">Cycles it learnt from.</param>
    /// <param name="validation">Cycles it was chosen on.</param>
    /// <param name="test">Its errors on other cycles.</param>
    /// <param name="life">Its errors over a battery's life, on the cycles it was chosen on.</param>
    /// <param name="trials">Its errors on the virtual cell; empty where it was not tried there.</param>
    /// <param name="about">What the data says about itself.</param>
    /// <param name="sha256">SHA-256 of the int8 file, hexadecimal.</param>
    public static string Write(
        TrainedModel model, TrainingOptions options, string commandLine, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation,
        IReadOnlyList<ErrorRow> test, LifeAssessment life, IReadOnlyList<ErrorRow> trials,
        IReadOnlyList<DataDescription> about, string sha256)
    {
        Manifest manifest = model.Manifest;
        ManifestCell cell = manifest.Cell!;
        string Names(IEnumerable<Cycle> cycles) =>
            string.Join(
                ", ",
                cycles.GroupBy(cycle => cycle.Group)
                    .Select(group => $"{group.Key} ({string.Join(", ", group.Select(cycle => cycle.Name))})"));
        ErrorFigures chosen = EstimateTrace.Total(life.Errors.Select(error => error.Int8));
        bool isStreaming = manifest.Mode == ManifestMode.Streaming;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {manifest.Name}

            {manifest.Description}

            | | |
            |---|---|
            | cell | {cell.Type}, rated {cell.RatedCapacityAh} Ah |
            | network | LSTM {string.Join(" -> LSTM ", options.LstmUnits)} -> Dense {string.Join(" -> Dense ", options.DenseUnits.Append(1))}, {Mode(manifest)} of {manifest.SamplePeriodMs / 1000.0} s |
            | output | state of charge = 1 + charge / capacity on the day of the recording, in percent |
            | made by | `{commandLine}` |
            | int8 file | SHA-256 {sha256} |
            | training | {options.Steps} steps of {options.BatchSize} {(isStreaming ? $"sequences of {options.SequenceSteps} samples that go on from step to step" : "windows")}, AdamW, learning rate {options.LearningRate}, weight decay {options.WeightDecay}, seed {options.Seed}; {(isStreaming ? "each sequence" : $"{options.Copies} copies of each cycle")} with sensor errors (factor {options.SensorErrorScale}) and random cold starts{Extras(options)} |
            | learnt from | {Names(training)} |
            | chosen on | {Names(validation)}: int8 MAE {chosen.MeanAbsolutePercent:F2} %, RMSE {chosen.RootMeanSquarePercent:F2} % |

            ## Errors on cycles it never saw

            Each cycle runs from its first row, one estimate a sample, readings rounded as the device rounds them; percent state of charge.

            {ErrorTable.Markdown(test)}
            ## Errors over a battery's life

            On the cycles it was chosen on, which it never learnt from: drives, charges, rests, whole days, an ambient that changes.
            {LifeTables.Markdown(life)}{Trials(trials)}
            ## Features

            | feature | scaled = value * scale + offset |
            |---|---|

            """);
        foreach (ManifestFeature feature in manifest.Features)
        {
            string source = feature.Kind switch
            {
                "ema" => $" of {feature.Of}, {feature.TauS} s",
                "mean" => $" of {feature.Of}, {feature.Samples} samples",
                "product" => $" of {feature.Of} and {feature.By}",
                _ => "",
            };
            text.Append(CultureInfo.InvariantCulture, $"| {feature.Kind}{source} | {feature.Scale:R} {feature.Offset:R} |\n");
        }

        text.Append(training.All(cycle => File.Exists(cycle.Path)) ? Data(about) : VirtualData);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Data(IReadOnlyList<DataDescription> about)
    {
        var text = new StringBuilder("\n## Data and limits\n\n");
        foreach (DataDescription one in about)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{one.Cell}, rated {one.RatedCapacityAh} Ah. Source: {one.Source}. "
                    + $"Licence: {one.Licence}.{(one.Notes.Length > 0 ? " " + one.Notes : "")}\n\n");
        }

        return text.Append(about.Count == 0
            ? "The recordings had no description beside them (NAME-about.json): who made them, and under which terms, is not known "
                + "here.\n\n"
            : "").Append("On another type of cell the figure means nothing: train a model on its cycles.\n").ToString();
    }

    private static string Mode(Manifest manifest) =>
        manifest.Mode == ManifestMode.Streaming
            ? "streaming (state carried from sample to sample), samples"
            : $"window {manifest.Window} samples";

    private static string Trials(IReadOnlyList<ErrorRow> trials) => trials.Count == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"""

            ## Errors on the virtual cell

            What the recordings do not hold: {VirtualTrials.Count} lives of {VirtualTrials.Seconds / 3600} hours of the cell that was fitted to them, driven, at rest and charged, while the
            temperature around it drifts between {VirtualTrials.LowestC} and {VirtualTrials.HighestC} degC; other lives than those it learnt from. A circuit that follows the recordings within some
            tens of millivolts: the figures say what to expect, they do not prove it. Below a tenth of its charge, where next to no recording goes and the circuit follows
            no cell, nothing is counted.

            {ErrorTable.Markdown(trials)}
            """);

    /// <summary>What goes beyond the plain run, in words.</summary>
    private static string Extras(TrainingOptions options) =>
        (options.PhaseWeights is { } weights
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; driving, resting and charging drawn {weights.Driving} : {weights.Resting} : {weights.Charging}") : "")
        + (options.VirtualShare > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; {100 * options.VirtualShare:F0} % from {options.VirtualLives} lives of the virtual cell, which rests, charges and "
                    + $"whose ambient temperature drifts") : "")
        + (options.Dropout > 0 ? string.Create(CultureInfo.InvariantCulture, $"; dropout {options.Dropout}") : "")
        + (options.QuantizationSteps > 0 ? $"; then {options.QuantizationSteps} steps with int8 rounding" : "")
        + (options.Seeds > 1 ? $"; best of {options.Seeds} seeds" : "")
        + (options.Patience > 0 ? $"; ended after {options.Patience} checks without a better one" : "");
}
