using System.CommandLine;
using System.Diagnostics;
using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Cycles;
using NanoBms.CommandLine;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.NewCell;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>newcell: from a data sheet, and logs where there are some, to a model, its card, its C# and its settings.</summary>
internal static class NewCellCommand
{
    private const double DefaultMaxErrorPercent = 5, DefaultMaxSpreadPercent = 25;

    public static Command Create()
    {
        var words = new CellWords();
        var import = new ImportWords();
        Option<string?> output = new("--out")
        {
            Description = "Path of the model without extension; default: the cell's name in this folder.",
            HelpName = "PATH",
        };
        Option<string[]> logs = new("--logs")
        {
            Description = "Logs of the cell, or folders of them: cycles as import writes them, or logs that import understands.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
            HelpName = "PATH",
        };
        Option<string> train = Names("--train", "Logs to learn from; default: those that the two lists below leave");
        Option<string> validate = Names("--validate", "Logs that the network is chosen on; default: one in seven");
        Option<string> test = Names("--test", "Logs that the card's figures come from; default: one in seven");
        Option<string?> network = new("--network")
        {
            Description = "stream (64 units, carries its state), small (32 + 16 units, window of 10 samples) or large (128 + 64 units, "
                + "window of 10 samples); default: large for fifty hours of logs and more, unless the voltage is flat, else stream.",
            HelpName = "NAME",
        };
        Option<int?> steps = new("--steps") { Description = "Training steps; default: the network's usual ones.", HelpName = "N" };
        Option<int> cells = new("--cells")
        {
            Description = "Cells that fit the data sheet to learn from; with logs, the closest of three times as many.",
            DefaultValueFactory = _ => 192,
            HelpName = "N",
        };
        Option<int> seed = new("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<string?> bound = new("--max-error")
        {
            Description = $"Mean error in percent above which the model is refused: on the logs held back ({DefaultMaxErrorPercent}), "
                + $"or, without logs, of 95 % of the cells that fit the data sheet ({DefaultMaxSpreadPercent}).",
            HelpName = "PERCENT",
        };
        Option<string?> firmware = new("--firmware")
        {
            Description = "Firmware folder that the model is also written to as C#.",
            HelpName = "FOLDER"
        };
        var command = new Command(
            "newcell",
            "Makes a model for a battery of your own: from its data sheet alone, or better with a log. Asks for what is not given.")
        {
            output, logs, train, validate, test, network, steps, cells, bound, firmware, seed,
        };
        words.AddTo(command);
        import.AddTo(command, "--series", "--capacity");
        command.SetAction(parse =>
        {
            (CellDescription cell, ChemistryPreset preset) = words.Read(parse);
            NetworkKind? named = parse.GetValue(network) is { } word ? NetworkKind.Of(word) : null;
            string path = parse.GetValue(output) ?? FileName(cell.Type);
            TextWriter says = parse.InvocationConfiguration.Error;
            LogSplit? split = parse.GetValue(logs) is { Length: > 0 } inputs
                ? Split(
                    LogCycles.Read(inputs, path + "-cycles",
                        import.Read(parse) with { CapacityAh = cell.CapacityAh, Series = words.Series(parse) }, says.WriteLine),
                    CommandOptions.List(parse.GetValue(train)!), CommandOptions.List(parse.GetValue(validate)!),
                    CommandOptions.List(parse.GetValue(test)!))
                : null;
            NetworkKind kind = named ?? NetworkKind.Usual(preset, split is null ? 0 : LogCycles.Hours(split.Training));
            double maxError = Cells.Import.Options.NumberOption.Positive("--max-error", parse.GetValue(bound))
                ?? (split is null ? DefaultMaxSpreadPercent : DefaultMaxErrorPercent);
            var plan = new NewCellPlan
            {
                Cell = cell,
                Preset = preset,
                Logs = split,
                Network = kind,
                Steps = CommandOptions.Positive(parse.GetValue(steps) ?? kind.Options.Steps, "--steps"),
                PopulationCells = CommandOptions.Positive(parse.GetValue(cells), "--cells"),
                Name = Path.GetFileName(path),
                Seed = parse.GetValue(seed),
            };
            Run(plan, path, maxError, parse.GetValue(firmware), CommandLine(parse), words.Series(parse) ?? 1,
                parse.InvocationConfiguration);
        });
        return command;
    }

    private static void Run(
        NewCellPlan plan, string path, double maxErrorPercent, string? firmware, string commandLine, int series,
            InvocationConfiguration console)
    {
        TextWriter says = console.Error;
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        NewCellModel model = new NewCellRun(plan, says.WriteLine).Make((manifest, training, validation, options) =>
        {
            // Not before: there is nothing yet to keep, and cells that live for minutes would go on doing so.
            using IDisposable ending = CutShort.TakeOver(stop.Cancel);
            says.WriteLine(
                $"training on {training.Count} cycles, choosing on {validation.Count}; Ctrl-C ends early and keeps the best so far");
            return TrainingDisplay.Run(options.Steps, report =>
                TrainingRun.Train(manifest, training, validation, options, report, cancellation: stop.Token));
        });
        double judgedPercent = plan.Logs is null ? NewCellCard.Spread(model) : model.Total.MeanAbsolutePercent;
        ModelChecks.CheckError(
            plan.Logs is null ? "cells that fit the data sheet (95 % of them err less)" : "the logs held back", judgedPercent,
                maxErrorPercent);

        var files = new OutputSet();
        TrainedModel trained = model.Trained;
        files.Add(path + ".float.tflite",
            TfliteWriter.Write(trained.Float, trained.Manifest with { InputRange = InputForm.Range }));
        files.Add(path + ".int8.tflite", TfliteWriter.Write(trained.Int8, trained.Manifest));
        files.Add(path + ".manifest.json", NanoBms.Models.Manifests.ManifestJson.Write(model.Pair.Manifest));
        files.Add(path + ".settings.json", SettingsSnippet.Json(plan.Cell, series));
        files.Add(path + ".md", NewCellCard.Write(model, commandLine, DefaultMaxErrorPercent));
        files.Write();
        console.Output.WriteLine(FormattableString.Invariant(
            $"wrote {path}.int8.tflite, .float.tflite, .manifest.json, .settings.json and .md in {watch.Elapsed.TotalMinutes:F1} minutes"));
        console.Output.WriteLine(plan.Logs is null
            ? FormattableString.Invariant(
                $"not checked on a recording of this cell: 95 % of the cells that fit its data sheet err by at most {judgedPercent:F1} %")
            : FormattableString.Invariant(
                $"error on the logs held back: {judgedPercent:F2} % on average, {model.Total.MaximumPercent:F1} % at most"));
        if (firmware is not null)
        {
            ModelConversion conversion = ModelConversion.Plan(
                model.Pair.Int8.Quantized!, model.Pair.Manifest, model.Pair.Int8.Sha256, WeightLayout.Packed, firmware);
            conversion.Files.Write();
            string boards = string.Join(", ", conversion.Boards.Select(board => board.Name));
            console.Output.WriteLine($"wrote its C# to '{firmware}'; it fits {boards}");
        }
    }

    private static Option<string> Names(string name, string what) => new(name)
    {
        Description = what + ". Names without extension, '*' for anything, separated by commas.",
        DefaultValueFactory = _ => "",
        HelpName = "LIST",
    };

    private static LogSplit Split(IReadOnlyList<Cycle> cycles, string[] training, string[] validation, string[] test)
    {
        if (training.Length == 0 && validation.Length == 0 && test.Length == 0)
        {
            return LogSplit.ByItself(cycles);
        }

        LogSplit split = LogSplit.ByName(cycles, training, validation, test);
        return split is { Training.Count: > 0, Validation.Count: > 0, Test.Count: > 0 }
            ? split
            : throw new UserError(
                $"--train, --validate and --test leave {split.Training.Count} logs to learn from, {split.Validation.Count} to choose by "
                    + $"and {split.Test.Count} to judge by; each needs one. There are "
                    + string.Join(", ", cycles.Select(cycle => cycle.Name).Distinct()) + ".");
    }

    private static string FileName(string type) =>
        new([.. type.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);

    /// <summary>The command as it was given, for the card; logs, which are anywhere, by their names.</summary>
    private static string CommandLine(ParseResult parse) => "nanobms-train "
        + string.Join(' ', parse.Tokens.Select(token => token.Value).Select(word =>
        word.Contains('/', StringComparison.Ordinal) || word.Contains('\\', StringComparison.Ordinal)
            ? Path.GetFileName(word.TrimEnd('/', '\\'))
        : word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
}
