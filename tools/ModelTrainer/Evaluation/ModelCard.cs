using System.Globalization;
using System.Text;
using NanoBms.CycleData;
using NanoBms.ModelKit.Manifests;
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
    /// <param name="sha256">SHA-256 of the int8 file, hexadecimal.</param>
    public static string Write(
        TrainedModel model, TrainingOptions options, string commandLine, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation, IReadOnlyList<ErrorRow> test, string sha256)
    {
        Manifest manifest = model.Manifest;
        ManifestCell cell = manifest.Cell!;
        string Names(IEnumerable<Cycle> cycles) => string.Join(", ", cycles.GroupBy(cycle => cycle.Group).Select(group => $"{group.Key} ({string.Join(", ", group.Select(cycle => cycle.Name))})"));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {manifest.Name}

            {manifest.Description}

            | | |
            |---|---|
            | cell | {cell.Type}, rated {cell.RatedCapacityAh} Ah |
            | network | LSTM {string.Join(" -> LSTM ", options.LstmUnits)} -> Dense {string.Join(" -> Dense ", options.DenseUnits.Append(1))}, window {manifest.Window} samples of {manifest.SamplePeriodMs / 1000.0} s |
            | output | state of charge = 1 + charge / rated capacity, in percent |
            | made by | `{commandLine}` |
            | int8 file | SHA-256 {sha256} |
            | training | {options.Steps} steps of {options.BatchSize} windows, AdamW, learning rate {options.LearningRate}, weight decay {options.WeightDecay}, seed {options.Seed}; {options.Copies} copies of each cycle with sensor errors (factor {options.SensorErrorScale}) and random cold starts{Extras(options)} |
            | learnt from | {Names(training)} |
            | chosen on | {Names(validation)}: {(options.QuantizationSteps > 0 ? "int8-rounded" : "float")} MAE {model.Validation.MeanAbsolutePercent:F2} %, RMSE {model.Validation.RootMeanSquarePercent:F2} % |

            ## Errors on cycles it never saw

            Each cycle runs from its first row, one estimate a sample, readings rounded as the device rounds them; percent state of charge.

            {ErrorTable.Markdown(test)}
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

    /// <summary>What goes beyond the plain run, in words.</summary>
    private static string Extras(TrainingOptions options) =>
        (options.Dropout > 0 ? string.Create(CultureInfo.InvariantCulture, $"; dropout {options.Dropout}") : "")
        + (options.QuantizationSteps > 0 ? $"; then {options.QuantizationSteps} steps with int8 rounding" : "")
        + (options.Seeds > 1 ? $"; best of {options.Seeds} seeds" : "")
        + (options.Patience > 0 ? $"; ended after {options.Patience} checks without a better one" : "");
}
