using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Inference;
using NanoBms.Models.Keras;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Verification;

namespace NanoBms.ModelConverter.Commands;

/// <summary>A model against a second model file, on the same inputs.</summary>
internal sealed class PairVerification
{
    private const int DefaultSamples = 1000;
    private const int DefaultSeed = 1;
    private const int MaxLines = 8;

    private static readonly string[] Extensions = [".tflite", ".keras", ".h5", ".hdf5", ".onnx", ".pt", ".pth", ".safetensors"];

    private readonly Option<int?> samples = new("--samples")
    {
        Description = $"Number of random inputs, with a second model. [default: {DefaultSamples}]",
        HelpName = "N",
    };
    private readonly Option<int?> seed = new("--seed")
    {
        Description = $"Seed of the random inputs. [default: {DefaultSeed}]",
        HelpName = "N",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { samples, seed })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether a file is a model rather than recorded runs.</summary>
    public static bool IsModel(string path)
    {
        if (Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            return true;
        }

        Span<byte> start = stackalloc byte[16];
        using FileStream? stream = File.Exists(path) ? File.OpenRead(path) : null;
        int length = stream?.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) ?? 0;
        return length == start.Length && (KerasReader.IsArchive(start) || KerasReader.IsHdf5(start) || start[4..8].SequenceEqual("TFL3"u8));
    }

    /// <summary>Refuses options that mean nothing with recorded runs.</summary>
    /// <exception cref="UserError">One of them is given.</exception>
    public void RefuseOptions(ParseResult parse)
    {
        if (parse.GetValue(samples) is not null || parse.GetValue(seed) is not null)
        {
            throw new UserError("--samples and --seed are for the comparison with a second model; leave them out with recorded runs.");
        }
    }

    /// <summary>Compares the two models and prints the outcome.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="arguments">The first model.</param>
    /// <param name="otherPath">The second model.</param>
    /// <param name="tolerance">Largest difference that passes; null: what suits the two kinds.</param>
    /// <param name="json">Whether the outcome is for machines.</param>
    /// <returns>0 where they differ by no more than the tolerance, else 1.</returns>
    /// <exception cref="UserError">The models or options cannot be used together.</exception>
    public int Run(ParseResult parse, ModelArguments arguments, string otherPath, double? tolerance, bool json)
    {
        TextWriter output = parse.InvocationConfiguration.Output, error = parse.InvocationConfiguration.Error;
        (Side first, Side second) = Read(parse, arguments, otherPath);
        double limit = tolerance ?? (first.File.Float is not null && second.File.Float is not null ? Tolerance.Float.Absolute : 0);
        (IReadOnlyList<(float[] First, float[] Second)> inputs, string source) = Inputs(parse, arguments, first, second);
        bool percent = first.Manifest is not null && second.Manifest is not null;
        ModelDifference difference = WorkProgress.Run(error, "comparing", report => ModelComparison.Measure(
            first.Model, second.Model, WorkProgress.Counted(inputs, report), percent ? first.Manifest!.Soc : null,
            percent ? second.Manifest!.Soc : null));
        bool passes = difference.Largest <= limit;
        string unit = percent ? "% SOC" : "";
        if (json)
        {
            TextOutput.WriteJson(output, new
            {
                Against = "model",
                Model = first.Path,
                Other = second.Path,
                Passes = passes,
                Equal = difference.Where is null,
                Tolerance = limit,
                Unit = percent ? "percentSoc" : "output",
                Inputs = source,
                difference.Samples,
                difference.MeanAbsolute,
                difference.Largest,
                difference.Where,
                difference.Outputs,
            });
        }
        else
        {
            Print(difference, first.Model.TimeSteps * first.Model.InputSize, source, percent ? " " + unit : "", limit, output);
        }

        return passes ? 0 : 1;
    }

    private static void Print(ModelDifference difference, int inputs, string source, string unit, double limit, TextWriter output)
    {
        string over = $"{difference.Samples} inputs of {inputs} values, {source}";
        if (difference.Where is not { } where)
        {
            output.WriteLine($"equal, {difference.Samples * difference.Outputs.Count} values over {over}");
            return;
        }

        output.WriteLine($"{(difference.Largest <= limit ? "within" : "beyond")} the tolerance of {limit:G3}{unit}, {over}");
        output.WriteLine(
            $"mean {difference.MeanAbsolute:G3}{unit}, largest {difference.Largest:G3}{unit} at input {where.Sample}, output "
                + $"{where.Output}: {where.First:G6} and {where.Second:G6}");
        if (difference.Outputs.Count == 1)
        {
            return;
        }

        if (difference.Outputs.Count > MaxLines)
        {
            output.WriteLine($"The {MaxLines} of {difference.Outputs.Count} outputs with the largest differences:");
        }

        foreach (OutputDifference each in difference.Outputs.OrderByDescending(each => each.Largest).Take(MaxLines)
            .OrderBy(each => each.Output))
        {
            output.WriteLine($"  output {each.Output}: mean {each.MeanAbsolute:G3}, largest {each.Largest:G3}");
        }
    }

    private static (Side First, Side Second) Read(ParseResult parse, ModelArguments arguments, string otherPath)
    {
        string path = arguments.Path(parse);
        ModelFile file = arguments.ReadOfTwo(parse, path, null), other = arguments.ReadOfTwo(parse, otherPath, Shape(file).Steps);
        if (Shape(file) != Shape(other))
        {
            throw new UserError(
                $"'{path}' takes {Describe(file)}, and '{otherPath}' takes {Describe(other)}; give two forms of one model.");
        }

        Manifest? manifest = arguments.Manifest(parse, file);
        Manifest? otherManifest = other.Manifest ?? arguments.AttachedManifest(parse)
            ?? (arguments.NamesFeatures(parse) ? arguments.Manifest(parse, other) : null);
        CheckTogether(path, file, manifest, otherPath, other, otherManifest);
        ManifestMode? mode = ModelArguments.KnownMode(file, manifest), otherMode = ModelArguments.KnownMode(other, otherManifest);
        bool streaming = arguments.IsStreaming(parse, path, file, manifest, otherMode),
            otherStreaming = arguments.IsStreaming(parse, otherPath, other, otherManifest, mode);
        if (streaming != otherStreaming)
        {
            throw new UserError($"'{path}' is {Word(streaming)} and '{otherPath}' is {Word(otherStreaming)}; give two forms of one model.");
        }

        return (
            new Side(path, file, manifest, new RealModel(file, streaming)),
            new Side(otherPath, other, otherManifest, new RealModel(other, streaming)));
    }

    private static void CheckTogether(
        string path, ModelFile file, Manifest? manifest, string otherPath, ModelFile other, Manifest? otherManifest)
    {
        foreach ((string name, ModelFile each, Manifest? own) in new[] { (path, file, manifest), (otherPath, other, otherManifest) })
        {
            if (own is not null && (own.Window, own.Features.Count) != (Shape(each).Steps, Shape(each).Inputs))
            {
                throw new UserError(
                    $"The manifest names {own.Features.Count} features over a window of {own.Window}, and '{name}' takes "
                        + $"{Shape(each).Inputs} over {Shape(each).Steps}; make them agree.");
            }

            // Quantising takes such a layer into the manifest, so that the same input is another one for either model.
            if (own is null && (manifest ?? otherManifest) is not null && each.Float?.Layers[0] is FloatAffine)
            {
                throw new UserError(
                    $"'{name}' scales its own input, and nothing says how its features are scaled before; say it with --features "
                        + "(and --input-scaler) or --manifest.");
            }
        }

        if (manifest is not null && otherManifest is not null
            && (manifest.SamplePeriodMs != otherManifest.SamplePeriodMs
                || !manifest.Features.Select(Unscaled).SequenceEqual(otherManifest.Features.Select(Unscaled))))
        {
            throw new UserError(
                $"The manifests of '{path}' and '{otherPath}' differ in features or sample period; the models cannot be given the same "
                    + "inputs.");
        }
    }

    private (IReadOnlyList<(float[] First, float[] Second)> Inputs, string Source) Inputs(
        ParseResult parse, ModelArguments arguments, Side first, Side second)
    {
        if (arguments.HasCalibration(parse))
        {
            if (parse.GetValue(samples) is not null || parse.GetValue(seed) is not null)
            {
                throw new UserError("--samples and --seed are for random inputs; leave them out with --calibration.");
            }

            Manifest? manifest = first.Manifest ?? second.Manifest;
            return ([.. arguments.Recorded(parse, (first.Model.TimeSteps, first.Model.InputSize), manifest).Select(window => (
                ModelComparison.Rescale(window, manifest, first.Manifest), ModelComparison.Rescale(window, manifest, second.Manifest)))],
                "recorded");
        }

        int count = parse.GetValue(samples) ?? DefaultSamples, start = parse.GetValue(seed) ?? DefaultSeed;
        if (count is < 1 or > 1_000_000)
        {
            throw new UserError($"--samples is {count}; give 1 to 1000000.");
        }

        // In what a quantised input can hold: beyond it, only the float model would follow.
        Side measure = first.Model.InputRange is null && second.Model.InputRange is not null ? second : first;
        (float low, float high) = measure.Model.InputRange ?? arguments.ScaledRange(parse) ?? (-1f, 1f);
        IEnumerable<float[]> windows = CalibrationSamples.InRange(
            measure.Model.TimeSteps, measure.Model.InputSize, low, high, count, start);
        return ([.. windows.Select(window => (
            ModelComparison.Rescale(window, measure.Manifest, first.Manifest),
            ModelComparison.Rescale(window, measure.Manifest, second.Manifest)))],
            $"random in {low:G4}..{high:G4}, seed {start}");
    }

    private static ManifestFeature Unscaled(ManifestFeature feature) => feature with { Scale = 1, Offset = 0 };

    private static string Word(bool streaming) => streaming ? "streaming" : "windowed";

    private static string Describe(ModelFile file) => $"{Shape(file).Steps} x {Shape(file).Inputs} values and gives {Shape(file).Outputs}";

    private static (int Steps, int Inputs, int Outputs) Shape(ModelFile file) => file.Quantized is { } quantized
        ? (quantized.TimeSteps, quantized.InputSize, NetworkShapes.OutputSize(quantized))
        : (file.Float!.TimeSteps, file.Float.InputSize, NetworkShapes.OutputSize(file.Float));

    /// <summary>One of the two models.</summary>
    private sealed record Side(string Path, ModelFile File, Manifest? Manifest, RealModel Model);
}
