using System.Globalization;
using System.Text;
using NanoBms.Cells.Cycles;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>What a user should know of a trained model, as Markdown.</summary>
public static class ModelCard
{
    private const string RecordedData = """

        ## Data and limits

        Trained on the public Panasonic 18650PF set (P. Kollmeyer, Mendeley Data wykht8y7tg, CC BY 4.0), one cell, averaged to 1 Hz. That cell
        aged over its tests: its 1C capacity fell from 2.80 Ah to 2.35 Ah in the order 25, 10, 0, -10, -20 degC, while state of charge here counts
        from the rated 2.9 Ah. Cycles stop early in the cold, so low states of charge below 0 degC were seen little. On another type of
        cell the figure means nothing: train a model on its cycles.

        """;

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
    /// <param name="trials">Its errors on the virtual cell; empty where it was not tried there.</param>
    /// <param name="sha256">SHA-256 of the int8 file, hexadecimal.</param>
    public static string Write(
        TrainedModel model, TrainingOptions options, string commandLine, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation,
        IReadOnlyList<ErrorRow> test,
        IReadOnlyList<ErrorRow> trials, string sha256)
    {
        Manifest manifest = model.Manifest;
        ManifestCell cell = manifest.Cell!;
        string Names(IEnumerable<Cycle> cycles) =>
            string.Join(
                ", ",
                cycles.GroupBy(cycle => cycle.Group)
                    .Select(group => $"{group.Key} ({string.Join(", ", group.Select(cycle => cycle.Name))})"));
        bool isStreaming = manifest.Mode == ManifestMode.Streaming;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {manifest.Name}

            {manifest.Description}

            | | |
            |---|---|
            | cell | {cell.Type}, rated {cell.RatedCapacityAh} Ah |
            | network | LSTM {string.Join(" -> LSTM ", options.LstmUnits)} -> Dense {string.Join(" -> Dense ", options.DenseUnits.Append(1))}, {Mode(manifest)} of {manifest.SamplePeriodMs / 1000.0} s |
            | output | state of charge = 1 + charge / rated capacity, in percent |
            | made by | `{commandLine}` |
            | int8 file | SHA-256 {sha256} |
            | training | {options.Steps} steps of {options.BatchSize} {(isStreaming ? $"sequences of {options.SequenceSteps} samples that go on from step to step" : "windows")}, AdamW, learning rate {options.LearningRate}, weight decay {options.WeightDecay}, seed {options.Seed}; {(isStreaming ? "each sequence" : $"{options.Copies} copies of each cycle")} with sensor errors (factor {options.SensorErrorScale}) and random cold starts{Extras(options)} |
            | learnt from | {Names(training)} |
            | chosen on | {Names(validation)}: {(options.QuantizationSteps > 0 ? "int8-rounded" : "float")} MAE {model.Validation.MeanAbsolutePercent:F2} %, RMSE {model.Validation.RootMeanSquarePercent:F2} %{(isStreaming ? ", cold starts along each cycle among them" : "")} |

            ## Errors on cycles it never saw

            Each cycle runs from its first row, one estimate a sample, readings rounded as the device rounds them; percent state of charge.

            {ErrorTable.Markdown(test)}{Trials(trials)}
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

        bool recorded = training.All(cycle => File.Exists(cycle.Path));
        text.Append(recorded ? RecordedData : VirtualData);
        return text.ToString().ReplaceLineEndings("\n");
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
            tens of millivolts: the figures say what to expect, they do not prove it.

            {ErrorTable.Markdown(trials)}
            """);

    /// <summary>What goes beyond the plain run, in words.</summary>
    private static string Extras(TrainingOptions options) =>
        (options.VirtualShare > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"; {100 * options.VirtualShare:F0} % from {options.VirtualLives} lives of the virtual cell, which rests, charges and "
                    + $"whose ambient temperature drifts") : "")
        + (options.Dropout > 0 ? string.Create(CultureInfo.InvariantCulture, $"; dropout {options.Dropout}") : "")
        + (options.QuantizationSteps > 0 ? $"; then {options.QuantizationSteps} steps with int8 rounding" : "")
        + (options.Seeds > 1 ? $"; best of {options.Seeds} seeds" : "")
        + (options.Patience > 0 ? $"; ended after {options.Patience} checks without a better one" : "");
}
