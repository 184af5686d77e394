using System.CommandLine;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.ModelConverter.Commands;

/// <summary>A quantised model as a command works on it.</summary>
/// <param name="File">The file it was read from.</param>
/// <param name="Network">The network, streaming where the manifest or the caller says so.</param>
/// <param name="Manifest">The manifest, from the file or attached; null where there is none.</param>
/// <param name="Errors">Of a float model that was quantised here: its error by output; empty for others.</param>
/// <param name="AsInt8">Of a float model that was quantised here to int16: the same to int8; null for others.</param>
internal sealed record ModelInput(
    ModelFile File, QuantizedNetwork Network, Manifest? Manifest, IReadOnlyList<OutputError> Errors,
    Func<QuantizedNetwork>? AsInt8 = null);

/// <summary>The arguments that name a model, the same for each command.</summary>
internal sealed class ModelArguments
{
    private const int MaxMeasured = 600;

    private readonly Argument<string> model = new("MODEL")
    {
        Description = "A .tflite, .keras, .h5 or .onnx file, or weights of PyTorch (.pt, .pth, .safetensors); float models are quantised "
            + "to int8.",
    };
    private readonly Option<string?> manifest = new("--manifest")
    {
        Description = "Manifest to use instead of the model's own: a JSON file, see 'schema'.",
        HelpName = "FILE",
    };
    private readonly Option<ManifestMode?> mode = new("--mode")
    {
        Description = "For a model without manifest: windowed (default) or streaming, i.e. one time step a call with carried state.",
    };
    private readonly FloatSource source = new();

    /// <summary>The arguments of one command.</summary>
    public ModelArguments() => mode.AcceptOnlyFromAmong("windowed", "streaming");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(model);
        command.Options.Add(manifest);
        command.Options.Add(mode);
        source.AddTo(command);
    }

    /// <summary>The model's path as it was given.</summary>
    public string Path(ParseResult parse) => parse.GetValue(model)!;

    /// <summary>Reads the file alone.</summary>
    /// <exception cref="UserError">The file cannot be used.</exception>
    public ModelFile ReadFile(ParseResult parse) =>
        WithWindow(parse, ModelReader.Read(Path(parse), source.Window(parse), source.Forward(parse), source.Output(parse)));

    /// <summary>Reads one of two files, of which those that hold weights alone get the forward pass that was said.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="path">The file.</param>
    /// <param name="timeSteps">Time steps where neither the file nor --window says them.</param>
    /// <exception cref="UserError">The file cannot be used.</exception>
    public ModelFile ReadOfTwo(ParseResult parse, string path, int? timeSteps) => ModelReader.Read(
        path, source.Window(parse) ?? timeSteps, ModelReader.HoldsWeightsAlone(path) ? source.Forward(parse) : null,
        path == Path(parse) ? source.Output(parse) : null);

    private ModelFile WithWindow(ParseResult parse, ModelFile file)
    {
        int steps = file.Quantized?.TimeSteps ?? file.Float!.TimeSteps;
        return source.Window(parse) is { } window && window != steps
            ? throw new UserError($"--window says {window} time steps, and '{Path(parse)}' has a fixed {steps}; leave it out.")
            : file;
    }

    /// <summary>Reads the model that they name, and quantises it where it is a float one.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="usesScalers">Whether scalers have a use without a manifest, so that nothing is to be said about it.</param>
    /// <exception cref="UserError">The files cannot be used, or contradict each other.</exception>
    public ModelInput Read(ParseResult parse, bool usesScalers = false)
    {
        string path = Path(parse);
        ModelFile file = ReadFile(parse);
        Manifest? used = Manifest(parse, file, usesScalers);
        bool streaming = IsStreaming(parse, path, file, used, null);
        if (file.Quantized is { } quantized)
        {
            source.RefuseWidth(parse, path);
            return new ModelInput(file, quantized with { Stateful = streaming }, used, []);
        }

        FloatNetwork network = file.Float! with { Stateful = streaming };
        Manifest? absorbed = used;
        if (used is not null)
        {
            if (used.Features.Count != network.InputSize || used.Window != network.TimeSteps)
            {
                throw new UserError(
                    $"The manifest names {used.Features.Count} features over a window of {used.Window}, and the model takes "
                        + $"{network.InputSize} over {network.TimeSteps}; make them agree.");
            }

            (network, absorbed) = ManifestBuilder.AbsorbInputScaling(network, used);
        }

        IReadOnlyList<float[]> samples = source.Samples(parse, network, used, absorbed, path);
        QuantizationOptions options = QuantizationOptions.Close with
        {
            Width = source.Width(parse),
            MinInput = ReferenceEquals(used, absorbed) ? source.ScaledRange(parse) : null,
            MinOutput = used is null ? null : FullRange(used.Soc),
        };
        TextWriter error = parse.InvocationConfiguration.Error;
        QuantizedNetwork integer = WorkProgress.Run(
            error, "calibrating", report => PostTrainingQuantizer.Quantize(network, WorkProgress.Counted(samples, report), options));

        // A model that carries its state needs all of them, in order.
        int step = network.Stateful ? 1 : Math.Max(1, samples.Count / MaxMeasured);
        float[][] measured = [.. samples.Where((_, k) => k % step == 0)];
        return new ModelInput(
            file, integer, absorbed,
            WorkProgress.Run(
                error, "measuring", report => QuantizationReport.Measure(network, integer, WorkProgress.Counted(measured, report))),
            options.Width == ActivationWidth.Int8
                ? null
                : () => PostTrainingQuantizer.Quantize(network, measured, options with { Width = ActivationWidth.Int8 }));
    }

    /// <summary>What the model gives from 0 to 100 % SOC.</summary>
    private static (float Min, float Max) FullRange(ManifestOutput soc)
    {
        float empty = -soc.Offset / soc.Scale, full = (100 - soc.Offset) / soc.Scale;
        return (Math.Min(empty, full), Math.Max(empty, full));
    }

    /// <summary>The manifest given beside the models; null where there is none.</summary>
    /// <exception cref="UserError">The file cannot be used.</exception>
    public Manifest? AttachedManifest(ParseResult parse) => parse.GetValue(manifest) is { } path ? ReadManifest(path) : null;

    /// <summary>
    /// The manifest of a file: the one given beside it, its own, or the one that scalers and feature order make; null where there is none.
    /// </summary>
    /// <exception cref="UserError">The options cannot be used, or contradict the model.</exception>
    public Manifest? Manifest(ParseResult parse, ModelFile file, bool usesScalers = false) =>
        AttachedManifest(parse) ?? file.Manifest ?? (file.Float is null ? null : source.BuildManifest(parse, file.Float, usesScalers));

    /// <summary>Names and scaling of a model's values, by its manifest or the scalers that the options name.</summary>
    /// <exception cref="UserError">A scaler cannot be read, or is for another model.</exception>
    public ValueScaling Scaling(ParseResult parse, ModelInput input) => source.Scaling(parse, input);

    /// <summary>What a file and its manifest say of the mode; null where they say nothing.</summary>
    public static ManifestMode? KnownMode(ModelFile file, Manifest? used) =>
        used?.Mode ?? (file.Float is { Stateful: true, TimeSteps: 1 } ? ManifestMode.Streaming : null);

    /// <summary>Whether a model carries its state from call to call.</summary>
    /// <param name="parse">The command line, whose --mode counts where there is no manifest.</param>
    /// <param name="path">The model's path, for messages.</param>
    /// <param name="file">The model.</param>
    /// <param name="used">Its manifest.</param>
    /// <param name="otherwise">What counts where nothing else says it.</param>
    /// <exception cref="UserError">The mode contradicts the manifest or the model.</exception>
    public bool IsStreaming(ParseResult parse, string path, ModelFile file, Manifest? used, ManifestMode? otherwise)
    {
        ManifestMode? wanted = parse.GetValue(mode);
        if (used is not null && wanted is not null && wanted != used.Mode)
        {
            throw new UserError(
                $"--mode {Name(wanted.Value)} contradicts the manifest, which says {Name(used.Mode)}; leave --mode out or change the "
                    + "manifest.");
        }

        bool streaming = (used?.Mode ?? wanted ?? KnownMode(file, used) ?? otherwise) == ManifestMode.Streaming;
        int steps = file.Quantized?.TimeSteps ?? file.Float!.TimeSteps, inputs = file.Quantized?.InputSize ?? file.Float!.InputSize;
        return !streaming || steps == 1
            ? streaming
            : throw new UserError(
                $"'{path}' takes {steps} time steps a call; a streaming model takes one, so export it with an input of [1, 1, {inputs}].");
    }

    /// <summary>Window length for models that leave it open.</summary>
    public int? Window(ParseResult parse) => source.Window(parse);

    /// <summary>Whether the options say the features.</summary>
    public bool NamesFeatures(ParseResult parse) => source.NamesFeatures(parse);

    /// <summary>Whether recordings are given.</summary>
    public bool HasCalibration(ParseResult parse) => source.HasCalibration(parse);

    /// <summary>Windows out of the recordings, scaled by a manifest.</summary>
    /// <exception cref="UserError">A file cannot be used, or holds no whole window.</exception>
    public IReadOnlyList<float[]> Recorded(ParseResult parse, (int Steps, int Inputs) shape, Manifest? by) =>
        source.Recorded(parse, shape, by, by, by?.Mode == ManifestMode.Streaming);

    /// <summary>Range of a feature that the input scaler has scaled; null without one.</summary>
    public (float Low, float High)? ScaledRange(ParseResult parse) => source.ScaledRange(parse);

    private static string Name(ManifestMode mode) => mode == ManifestMode.Streaming ? "streaming" : "windowed";

    private static Manifest ReadManifest(string path) => System.IO.File.Exists(path)
        ? ManifestJson.Parse(System.IO.File.ReadAllBytes(path), $"'{path}'")
        : throw new UserError($"There is no file '{path}'.");
}
