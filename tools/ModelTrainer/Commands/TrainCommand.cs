using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.CommandLine;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.NewCell;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>train: cycles to float and int8 .tflite and a model card.</summary>
internal static class TrainCommand
{
    private static readonly TrainingOptions Defaults = new();

    public static Command Create()
    {
        Option<string[]> data = CommandOptions.Data();
        data.Required = false;
        var synthetic = new Option<bool>("--synthetic")
        {
            Description = "Train on drives of the virtual cell instead of recordings: no data needed.",
        };
        var manifest = new Option<string>("--manifest")
        {
            Description = "Manifest of the model: features, scaling, window, sample period, cell.",
            Required = true,
            HelpName = "FILE",
        };
        var output = new Option<string>("--out")
        {
            Description = "Path of the model without extension; .float.tflite, .int8.tflite and .md are written.",
            Required = true,
            HelpName = "PATH",
        };
        Option<string> train = CommandOptions.Names("--train", "training", "cycle_1,cycle_2,cycle_3,nn,!trise_*/*");
        Option<string> validate = CommandOptions.Names("--validate", "validation", "cycle_4");
        Option<string> test = CommandOptions.TestNames(), apart = CommandOptions.Apart();
        Option<bool> rated = CommandOptions.RatedLabels();
        Option<string?> about = new("--about")
        {
            Description =
                "Description of the data for the card, a JSON file with cell, ratedCapacityAh, source, licence and notes, where the folder "
                    + "has none (NAME-about.json, as import writes it for published sets).",
            HelpName = "FILE",
        };
        Option<string?> phases = new("--phase-weights")
        {
            Description =
                "How much driving, resting and charging count among the recorded rows, in training and in choosing: three numbers, such as "
                    + "5,2,3. Without it: as often as they occur.",
            HelpName = "LIST",
        };
        Option<string> lstm = new("--lstm")
        {
            Description = "Units of the LSTM layers.",
            DefaultValueFactory = _ => string.Join(",", Defaults.LstmUnits),
            HelpName = "LIST",
        };
        Option<string> dense = new("--dense")
        {
            Description = "Units of the hidden dense layers.",
            DefaultValueFactory = _ => string.Join(",", Defaults.DenseUnits),
            HelpName = "LIST",
        };
        Option<int> steps = new("--steps") { Description = "Training steps.", DefaultValueFactory = _ => Defaults.Steps, HelpName = "N" };
        Option<int> batch = new("--batch")
        {
            Description = "Windows a step; a multiple of 64.",
            DefaultValueFactory = _ => Defaults.BatchSize,
            HelpName = "N",
        };
        Option<int> sequence = new("--sequence")
        {
            Description = "Steps in time that gradients go back over; for a manifest with mode streaming.",
            DefaultValueFactory = _ => Defaults.SequenceSteps,
            HelpName = "N",
        };
        Option<int> copies = new("--copies")
        {
            Description = "Copies of each training cycle, each with sensor errors and cold starts of its own.",
            DefaultValueFactory = _ => Defaults.Copies,
            HelpName = "N",
        };
        Option<float> rate = new("--learning-rate")
        {
            Description = "Highest learning rate.",
            DefaultValueFactory = _ => Defaults.LearningRate,
            HelpName = "VALUE",
        };
        Option<float> decay = new("--weight-decay")
        {
            Description = "Weight decay (AdamW).",
            DefaultValueFactory = _ => Defaults.WeightDecay,
            HelpName = "VALUE",
        };
        Option<float> errors = new("--sensor-errors")
        {
            Description = "Factor on the sensor errors that training adds; 0: none.",
            DefaultValueFactory = _ => Defaults.SensorErrorScale,
            HelpName = "FACTOR",
        };
        Option<int> quantized = new("--quantization-steps")
        {
            Description = "Steps after the others with weights and activations rounded as int8 has them.",
            DefaultValueFactory = _ => Defaults.QuantizationSteps,
            HelpName = "N",
        };
        Option<int> seeds = new("--seeds")
        {
            Description = "Networks trained from different seeds; the best on the validation cycles is kept.",
            DefaultValueFactory = _ => Defaults.Seeds,
            HelpName = "N",
        };
        Option<int> patience = new("--patience")
        {
            Description = "Checks (each 1000 steps) without a better one that end training early; 0: never.",
            DefaultValueFactory = _ => Defaults.Patience,
            HelpName = "N",
        };
        Option<float> dropout = new("--dropout")
        {
            Description = "Share of each LSTM's outputs that a step leaves out, 0 to 0.9.",
            DefaultValueFactory = _ => Defaults.Dropout,
            HelpName = "SHARE",
        };
        Option<string?> checkpoint = new("--checkpoint")
        {
            Description = "File that the run is kept in, and taken up from where it is there; deleted at the end.",
            HelpName = "FILE",
        };
        Option<string?> from = new("--from")
        {
            Description =
                "A model of the same layers to train on from, by its path without extensions, instead of drawn weights; features may be "
                    + "scaled differently in the manifest, or be new there. Several, separated by commas, such as models that were trained "
                    + "on from one: the mean of their weights.",
            HelpName = "PATH",
        };
        Option<float> share = new("--virtual-share")
        {
            Description =
                "Share of the training windows that come from the virtual cell, which also charges and whose ambient temperature drifts, "
                    + "0 to 0.9.",
            DefaultValueFactory = _ => Defaults.VirtualShare,
            HelpName = "SHARE",
        };
        Option<float> drives = new("--virtual-drives")
        {
            Description =
                "Share of those that may be like recorded drives, but for the drifting temperature, 0 to 0.9; the others are rests, "
                    + "charges and what follows them.",
            DefaultValueFactory = _ => Defaults.VirtualDriveShare,
            HelpName = "SHARE",
        };
        Option<string?> cell = CommandOptions.VirtualCell();
        Option<int> lives = new("--virtual-lives")
        {
            Description = "Lives of the virtual cell, 8 hours each, that this share is drawn from.",
            DefaultValueFactory = _ => Defaults.VirtualLives,
            HelpName = "N",
        };
        Option<string?> firmware = new("--firmware")
        {
            Description = "Firmware folder that the model is then also written to as C#, as nanobms-convert does it.",
            HelpName = "FOLDER",
        };
        var describe = new Option<bool>("--describe-only")
        {
            Description =
                "Train nothing: measure the model that stands at --out already, which the rest of this command made, and write its card "
                    + "anew.",
        };
        var bound = new Option<double?>("--max-error")
        {
            Description = "Mean error in percent on the test cycles above which the model is refused; default: none.",
            HelpName = "PERCENT",
        };
        Option<int> seed = new("--seed")
        {
            Description = "Seed of all randomness.",
            DefaultValueFactory = _ => Defaults.Seed,
            HelpName = "N",
        };
        var command = new Command("train", "Trains a network and writes float and int8 .tflite with the manifest inside, and a model card.")
        {
            data, synthetic, manifest, output, train, validate, test, apart, rated, about, phases, lstm, dense, steps, batch, sequence,
            copies,
            rate, decay,
            dropout, errors, share, drives, lives, cell, quantized, seeds, patience, checkpoint, from, firmware, describe, bound, seed,
        };
        command.SetAction(parse =>
        {
            Manifest form = ReadManifest(parse.GetValue(manifest)!);
            CellParameters parameters = CommandOptions.ReadCell(parse.GetValue(cell));
            var options = new TrainingOptions
            {
                LstmUnits = Sizes(parse.GetValue(lstm)!, "--lstm", 1),
                DenseUnits = Sizes(parse.GetValue(dense)!, "--dense", 0),
                Steps = CommandOptions.Positive(parse.GetValue(steps), "--steps"),
                BatchSize = CommandOptions.Positive(parse.GetValue(batch), "--batch"),
                SequenceSteps = CommandOptions.Positive(parse.GetValue(sequence), "--sequence"),
                Copies = CommandOptions.Positive(parse.GetValue(copies), "--copies"),
                LearningRate = parse.GetValue(rate),
                WeightDecay = parse.GetValue(decay),
                SensorErrorScale = parse.GetValue(errors),
                VirtualShare = Share(parse.GetValue(share), "--virtual-share"),
                VirtualDriveShare = Share(parse.GetValue(drives), "--virtual-drives"),
                VirtualLives = CommandOptions.Positive(parse.GetValue(lives), "--virtual-lives"),
                VirtualCell = parameters,
                PhaseWeights = parse.GetValue(phases) is { } weights ? Weights(weights) : null,
                Dropout = Share(parse.GetValue(dropout), "--dropout"),
                QuantizationSteps = CommandOptions.NotNegative(parse.GetValue(quantized), "--quantization-steps"),
                Seeds = CommandOptions.Positive(parse.GetValue(seeds), "--seeds"),
                Patience = CommandOptions.NotNegative(parse.GetValue(patience), "--patience"),
                Seed = parse.GetValue(seed),
            };
            if (options.BatchSize % 64 != 0)
            {
                throw new UserError($"--batch {options.BatchSize} is not a multiple of 64.");
            }

            string path = parse.GetValue(output)!;
            string[] given = parse.GetValue(data) ?? [];
            bool virtualCell = parse.GetValue(synthetic);
            if (virtualCell == given.Length > 0)
            {
                throw new UserError("train needs either --data with a folder of cycles or --synthetic, and not both.");
            }

            if ((virtualCell || options.VirtualShare > 0f) && !parameters.IsOf(form.Cell!))
            {
                throw new UserError(
                    $"The virtual cell is a {parameters.Name} of {parameters.RatedCapacityAh} Ah and the manifest's cell a "
                        + $"{form.Cell!.Type} of {form.Cell.RatedCapacityAh} Ah; fit a virtual cell to its cycles with the simulator's "
                        + "command fit and give it with --virtual-cell, or leave --virtual-share out.");
            }

            var folders = new CycleFolders(given, form.Cell!.RatedCapacityAh, parse.GetValue(rated), Console.Error.WriteLine);
            IReadOnlyList<Cycle> Cycles(Option<string> names, params int[] seeds) =>
                virtualCell ? VirtualCycles.Drives(parameters, seeds) : folders.Read(CommandOptions.List(parse.GetValue(names)!));
            Run(form, options, path,
                Cycles(train, 1, 2, 3), Cycles(validate, 4), Cycles(test, 5),
                CommandOptions.List(parse.GetValue(apart)!),
                virtualCell ? [] : parse.GetValue(about) is { } file ? [DataDescription.Read(file)] : folders.Descriptions,
                CommandLine(parse),
                parse.GetValue(checkpoint), parse.GetValue(from), parse.GetValue(describe),
                parse.GetValue(firmware), parse.GetValue(bound));
        });
        return command;
    }

    private static void Run(
        Manifest manifest, TrainingOptions options, string path, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation,
        IReadOnlyList<Cycle> test,
        IReadOnlyCollection<string> apart, IReadOnlyList<DataDescription> about, string commandLine,
        string? checkpoint, string? from, bool describeOnly, string? firmware, double? maxErrorPercent)
    {
        ModelChecks.CheckLabels([.. training, .. validation, .. test], manifest.Cell!);
        if (ModelChecks.FirstClamped(training, manifest) is { } clamped)
        {
            Console.Error.WriteLine("warning: " + clamped);
        }

        foreach (string sentence in ModelChecks.TooSparse(
            training, manifest.SamplePeriodMs, manifest.Mode == ManifestMode.Streaming ? options.SequenceSteps : manifest.Window))
        {
            Console.Error.WriteLine("warning: " + sentence);
        }

        TrainedModel trained = describeOnly
            ? ModelPair.Read(path).Trained(manifest)
            : Train(manifest, options, training, validation, checkpoint, from);
        trained = Measured(trained, validation, options.Seed);
        ModelPair pair = ModelPair.Of(trained);
        IReadOnlyList<ErrorRow> rows = EvaluateCommand.Evaluate(pair, test, apart);
        EvaluateCommand.Print(rows);
        if (maxErrorPercent is { } most)
        {
            ModelChecks.CheckError("the test cycles", rows[^1].Int8.MeanAbsolutePercent, most);
        }

        WriteModel(path, trained);
        CellParameters? cell = options.VirtualCell is { } known && known.IsOf(manifest.Cell!) ? known : null;
        LifeAssessment life = LifeAssessment.Run(pair, validation, cell, next => Console.Error.WriteLine($"evaluating: {next}"));
        IReadOnlyList<ErrorRow> trials = options.VirtualShare > 0f ? VirtualTrials.Run(pair, options.VirtualCell!) : [];
        OutputFile.Write(
            path + ".md",
            ModelCard.Write(trained, options, commandLine, training, validation, rows, life, trials, about, pair.Int8.Sha256));
        Console.Error.WriteLine($"wrote {path}.float.tflite, .int8.tflite and .md");
        if (firmware is not null)
        {
            WriteFirmware(pair, firmware);
        }
    }

    private static TrainedModel Train(
        Manifest manifest, TrainingOptions options, IReadOnlyList<Cycle> training, IReadOnlyList<Cycle> validation, string? checkpoint,
        string? from)
    {
        FloatNetwork[] start = from is null ? [] : [.. CommandOptions.List(from).Select(path => Start(path, manifest))];
        using var stop = new CancellationTokenSource();
        IDisposable ending = CutShort.TakeOver(stop.Cancel);
        var watch = Stopwatch.StartNew();
        Console.Error.WriteLine(
            $"training on {training.Count} cycles, choosing on {validation.Count}; Ctrl-C ends early and keeps the best so far");
        TrainedModel trained = TrainingDisplay.Run(options.Seeds * (options.Steps + options.QuantizationSteps), report =>
            TrainingRun.Train(manifest, training, validation, options, report, checkpoint, start, stop.Token));
        ending.Dispose();
        if (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine(checkpoint is null
                ? "stopped; keeping the best so far"
                : $"stopped; keeping the best so far, and the run in '{checkpoint}': the same command goes on with it");
        }

        if (checkpoint is not null && !stop.IsCancellationRequested)
        {
            File.Delete(checkpoint);
        }

        Console.Error.WriteLine($"trained in {watch.Elapsed.TotalMinutes:F1} minutes");
        return trained;
    }

    /// <summary>The network to train on from, as it reads the manifest's features.</summary>
    private static FloatNetwork Start(string from, Manifest manifest)
    {
        ModelFile file = TfliteReader.Read(from + ".float.tflite");
        FloatNetwork network = file.Float ?? throw new UserError($"--from: '{from}.float.tflite' holds no float network.");
        return file.Manifest is { } before ? CarriedWeights.To(network, before.Features, manifest.Features) : network;
    }

    /// <summary>The model with what its errors on the validation cycles are, in its manifest.</summary>
    private static TrainedModel Measured(TrainedModel trained, IReadOnlyList<Cycle> validation, int seed)
    {
        ManifestNetworkError table = NetworkErrorMeasurement.Run(ModelPair.Of(trained), validation, seed);
        return trained with { Manifest = trained.Manifest with { NetworkError = table } };
    }

    /// <summary>Writes both files of the model, or neither; a card of a model that was there before goes.</summary>
    private static void WriteModel(string path, TrainedModel trained)
    {
        var files = new OutputSet();
        files.Add(path + ".float.tflite",
            TfliteWriter.Write(trained.Float, trained.Manifest with { InputRange = InputForm.Range }));
        files.Add(path + ".int8.tflite", TfliteWriter.Write(trained.Int8, trained.Manifest));
        files.Remove(path + ".md");
        files.Write();
    }

    private static void WriteFirmware(ModelPair pair, string firmware)
    {
        Console.Error.WriteLine("generating C#");
        ModelConversion conversion = ModelConversion.Plan(
            pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256, WeightLayout.Packed, firmware);
        int changed = conversion.Files.Write();
        Console.Error.WriteLine(
            $"wrote C# to '{firmware}': {conversion.Code.Parts.Count} parts, {changed} of {conversion.Files.Paths.Count} files changed; "
                + $"fits {string.Join(", ", conversion.Boards.Select(board => board.Name))}");
    }

    /// <summary>The command as it was given, for the card; data and models that lie anywhere by a name.</summary>
    private static string CommandLine(ParseResult parse)
    {
        var words = new List<string> { "nanobms-train" };
        string before = "";
        foreach (string word in parse.Tokens.Select(token => token.Value))
        {
            if (word == "--describe-only" || before == "--checkpoint" || word == "--checkpoint")
            {
                before = word;
                continue;
            }

            words.Add(before == "--data" ? "CYCLES"
                : before == "--from" ? string.Join(',', CommandOptions.List(word).Select(Path.GetFileName))
                : word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word);
            before = word;
        }

        return string.Join(' ', words);
    }

    private static Manifest ReadManifest(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        Manifest manifest = ManifestJson.Parse(File.ReadAllBytes(path), $"'{path}'");
        return manifest switch
        {
            { Cell: null } => throw new UserError($"'{path}': training needs cell.ratedCapacityAh to turn charge into state of charge."),
            _ => manifest,
        };
    }

    private static float Share(float value, string option) =>
        value is >= 0f and <= 0.9f ? value : throw new UserError($"{option} must be 0 to 0.9.");

    private static PhaseWeights Weights(string text)
    {
        float[] weights = [.. text.Split(',').Select(part =>
            float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float weight) && weight is >= 0f and < 1e6f
                ? weight
                : throw new UserError($"--phase-weights: '{part}' is not a number of 0 or above."))];
        return weights.Length == 3 && weights.Sum() > 0f
            ? new PhaseWeights(weights[0], weights[1], weights[2])
            : throw new UserError("--phase-weights needs three numbers, for driving, resting and charging, not all of them 0.");
    }

    private static int[] Sizes(string text, string option, int least)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int[] sizes = [.. parts.Select(part => int.TryParse(part, out int size) && size is > 0 and <= 1024
            ? size
            : throw new UserError($"{option}: '{part}' is not a size of 1 to 1024."))];
        return sizes.Length >= least ? sizes : throw new UserError($"{option} needs at least one size.");
    }
}
