using System.CommandLine;
using NanoBms.ModelKit;
using NanoBms.ModelKit.Manifests;
using NanoBms.ModelKit.Networks;
using NanoBms.ModelKit.Quantization;
using NanoBms.ModelKit.Scalers;

namespace NanoBms.ModelConverter.Commands;

/// <summary>The options that turn a float model into an int8 one, the same for each command.</summary>
internal sealed class FloatSource
{
    private const int SyntheticWindows = 600;
    private const float StandardDeviations = 2.5f;

    private readonly Option<string?> scalerX = new("--scaler-x") { Description = "Scaling of the features: scikit-learn MinMaxScaler or StandardScaler (.pkl, .joblib), or JSON.", HelpName = "FILE" };
    private readonly Option<string?> scalerY = new("--scaler-y") { Description = "Scaling that the target was trained with.", HelpName = "FILE" };
    private readonly Option<string?> order = new("--feature-order")
    {
        Description = "The features in the order the model was trained with: voltage, current, temperature, power, dv, dv_dt, mean:voltage:10, ema:current:60, product:current:temperature.",
        HelpName = "LIST",
    };
    private readonly Option<int> period = new("--sample-period") { Description = "Milliseconds between samples, with --feature-order.", DefaultValueFactory = _ => 15_000, HelpName = "MS" };
    private readonly Option<int?> window = new("--window") { Description = "Time steps of a window, where the model leaves them open." };
    private readonly Option<string[]> calibration = new("--calibration")
    {
        Description = "Recordings to find the ranges of a float model by: CSV with time_s, voltage_v, current_a, temperature_c, charge_ah.",
        HelpName = "CSV",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { scalerX, scalerY, order, period, window, calibration })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Window length for models that leave it open.</summary>
    public int? Window(ParseResult parse) => parse.GetValue(window);

    /// <summary>The manifest that the options make for a network; null where they do not say its features.</summary>
    /// <exception cref="ModelFormatException">The options contradict the network or each other.</exception>
    public Manifest? BuildManifest(ParseResult parse, FloatNetwork network)
    {
        FeatureScaler? input = Scaler(parse.GetValue(scalerX)), output = Scaler(parse.GetValue(scalerY));
        if (parse.GetValue(order) is { } features)
        {
            return ManifestBuilder.Build(network, parse.GetValue(period), FeatureOrder.Parse(features), input, output);
        }

        if (input is not null)
        {
            if (input.Scale.Length != network.InputSize)
            {
                throw new ModelFormatException($"The input scaler is for {input.Scale.Length} features and the model takes {network.InputSize}; give the scaler that belongs to the model.");
            }

            string names = input.Names is null ? "" : $" (the scaler calls them {string.Join(", ", input.Names)})";
            parse.InvocationConfiguration.Error.WriteLine($"warning: the scalers are not used but for ranges, because nothing says which features they scale{names}; say it with --feature-order.");
        }

        return null;
    }

    /// <summary>Calibration samples: recorded, or within the range of the input scaler.</summary>
    /// <exception cref="ModelFormatException">There is nothing to take samples from.</exception>
    public IReadOnlyList<float[]> Samples(ParseResult parse, FloatNetwork network, Manifest? manifest, string path)
    {
        if (HasCalibration(parse))
        {
            return Recorded(parse, manifest
                ?? throw new ModelFormatException("--calibration needs to know the model's features; say them with --feature-order or give a manifest with --manifest."));
        }

        if (ScaledRange(parse) is not { } range)
        {
            throw new ModelFormatException($"'{path}' is a float model, and the device computes in int8; give recordings with --calibration (and --feature-order or --manifest), or its input scaler with --scaler-x.");
        }

        parse.InvocationConfiguration.Error.WriteLine("warning: ranges are those of the input scaler, not of a recording; --calibration gives a closer int8 model.");
        return [.. CalibrationSamples.InRange(network, range.Low, range.High, SyntheticWindows)];
    }

    /// <summary>Whether the options say the features.</summary>
    public bool NamesFeatures(ParseResult parse) => parse.GetValue(order) is not null;

    /// <summary>Whether recordings are given.</summary>
    public bool HasCalibration(ParseResult parse) => parse.GetValue(calibration)!.Length > 0;

    /// <summary>Windows out of the recordings, scaled by a manifest.</summary>
    /// <exception cref="ModelFormatException">A file cannot be used, or holds no whole window.</exception>
    public IReadOnlyList<float[]> Recorded(ParseResult parse, Manifest manifest)
    {
        string[] recordings = parse.GetValue(calibration)!;
        return WorkProgress.Run(parse.InvocationConfiguration.Error, "reading recordings", report => CalibrationRecording.Read(WorkProgress.Counted(recordings, report), manifest));
    }

    /// <summary>Range of a feature that the input scaler has scaled; null without one.</summary>
    /// <exception cref="ModelFormatException">The scaler cannot be read.</exception>
    public (float Low, float High)? ScaledRange(ParseResult parse) => Scaler(parse.GetValue(scalerX)) switch
    {
        null => null,
        { Kind: "StandardScaler" } => (-StandardDeviations, StandardDeviations),
        _ => (0f, 1f),
    };

    private static FeatureScaler? Scaler(string? path) => path is null ? null : ScalerReader.Read(path);
}
