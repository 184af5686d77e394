using System.CommandLine;
using NanoBms.ModelKit;
using NanoBms.ModelKit.Manifests;
using NanoBms.ModelKit.Networks;
using NanoBms.ModelKit.Tflite;

namespace NanoBms.ModelConverter.Commands;

/// <summary>A quantised model as a command works on it.</summary>
/// <param name="File">The file it was read from.</param>
/// <param name="Network">The network, streaming where the manifest or the caller says so.</param>
/// <param name="Manifest">The manifest, from the file or attached; null where there is none.</param>
internal sealed record ModelInput(ModelFile File, QuantizedNetwork Network, Manifest? Manifest)
{
    /// <summary>Reads a model.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="manifestPath">A manifest to use instead of the file's own; null: the file's own.</param>
    /// <param name="mode">Windowed or streaming, for models without a manifest; null: windowed.</param>
    /// <exception cref="ModelFormatException">The files cannot be used, or contradict each other.</exception>
    public static ModelInput Read(string path, string? manifestPath, ManifestMode? mode)
    {
        Manifest? attached = manifestPath is null ? null : ReadManifest(manifestPath);
        ModelFile file = TfliteReader.Read(path);
        QuantizedNetwork network = file.Quantized
            ?? throw new ModelFormatException($"'{path}' is a float model, and the device computes in int8; quantise it first (TensorFlow: full integer quantisation with a representative dataset).");
        Manifest? manifest = attached ?? file.Manifest;
        if (manifest is not null && mode is { } wanted && wanted != manifest.Mode)
        {
            throw new ModelFormatException($"--mode {Name(wanted)} contradicts the manifest, which says {Name(manifest.Mode)}; leave --mode out or change the manifest.");
        }

        bool streaming = (manifest?.Mode ?? mode) == ManifestMode.Streaming;
        if (streaming && network.TimeSteps != 1)
        {
            throw new ModelFormatException($"'{path}' takes {network.TimeSteps} time steps a call; a streaming model takes one, so export it with an input of [1, 1, {network.InputSize}].");
        }

        return new ModelInput(file, network with { Stateful = streaming }, manifest);
    }

    private static string Name(ManifestMode mode) => mode == ManifestMode.Streaming ? "streaming" : "windowed";

    private static Manifest ReadManifest(string path) => System.IO.File.Exists(path)
        ? ManifestJson.Parse(System.IO.File.ReadAllBytes(path), $"'{path}'")
        : throw new ModelFormatException($"There is no file '{path}'.");
}

/// <summary>The arguments that name a model, the same for each command.</summary>
internal sealed class ModelArguments
{
    private readonly Argument<string> model = new("MODEL") { Description = "A quantised .tflite file (int8, or int8 weights with int16 activations)." };
    private readonly Option<string?> manifest = new("--manifest") { Description = "Manifest to use instead of the model's own: a JSON file, see 'schema'.", HelpName = "FILE" };
    private readonly Option<ManifestMode?> mode = new("--mode") { Description = "For a model without manifest: windowed (default) or streaming, i.e. one time step a call with carried state." };

    /// <summary>The arguments of one command.</summary>
    public ModelArguments() => mode.AcceptOnlyFromAmong("windowed", "streaming");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(model);
        command.Options.Add(manifest);
        command.Options.Add(mode);
    }

    /// <summary>Reads the model that they name.</summary>
    /// <exception cref="ModelFormatException">The files cannot be used.</exception>
    public ModelInput Read(ParseResult parse) => ModelInput.Read(parse.GetValue(model)!, parse.GetValue(manifest), parse.GetValue(mode));

    /// <summary>The model's path as it was given.</summary>
    public string Path(ParseResult parse) => parse.GetValue(model)!;
}
