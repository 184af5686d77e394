using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Scalers;
using NanoBms.Models.Verification;

namespace NanoBms.ModelConverter.Commands;

/// <summary>The options that turn a float model into an int8 one, the same for each command.</summary>
internal sealed class FloatSource
{
    // Through the manifest's features, and features on their own beside them: readings that no cell gives must not do harm either.
    private const int SyntheticWindows = 6000, UnrelatedWindows = 400, UnrelatedAlone = 1000, Seed = 20240901;
    private const float StandardDeviations = 2.5f;
    private const double SecondsOfDay = 86_400;

    private readonly Option<string?> inputScaler = new Option<string?>("--input-scaler")
    {
        Description = "Scaling of the features: scikit-learn MinMaxScaler or StandardScaler (.pkl, .joblib), or JSON.",
        HelpName = "FILE",
    }.Formerly("--scaler-x");
    private readonly Option<string?> outputScaler = new Option<string?>("--output-scaler")
    {
        Description = "Scaling that the target was trained with; FILE:NAME or FILE:NUMBER takes one value of a scaler of several.",
        HelpName = "FILE",
    }.Formerly("--scaler-y");
    private readonly Option<string?> features = new Option<string?>("--features")
    {
        Description =
            "The features in the order the model was trained with: voltage, current, temperature, power, dv, dv_dt, mean:voltage:10, "
                + "ema:current:60, product:current:temperature.",
        HelpName = "LIST",
    }.Formerly("--feature-order");
    private readonly Option<double> period = new("--period")
    {
        Description = "Seconds between samples, with --features.",
        DefaultValueFactory = _ => 15,
        HelpName = "S",
    };

    // Of before, in milliseconds.
    private readonly Option<int?> formerPeriod = new("--sample-period") { Hidden = true };
    private readonly Option<int?> window = new("--window")
    {
        Description = "Time steps of a window, where the model leaves them open.",
        HelpName = "N",
    };
    private readonly Option<string?> forward = new("--forward")
    {
        Description = "Order of computing of weights of PyTorch, where their names do not tell it: lstm,last,fc1,relu,fc2.",
        HelpName = "LIST",
    };
    private readonly Option<string?> output = new("--output")
    {
        Description = "Output to take, of a model of several: its name or its number, from 0.",
        HelpName = "NAME",
    };
    private readonly Option<string[]> calibration = new("--calibration")
    {
        Description = "What to find the ranges of a float model by: recordings, CSV with time_s, voltage_v, current_a, temperature_c, "
            + "charge_ah; or windows as the model takes them, scaled, .npy or a table of numbers.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<ActivationWidth> activations = new("--activations")
    {
        Description = "int8 (default), or int16: 16x8, for models that int8 follows too coarsely; slower on the device.",
        DefaultValueFactory = _ => ActivationWidth.Int8,
    };

    /// <summary>The options of one command.</summary>
    public FloatSource() => activations.AcceptOnlyFromAmong("int8", "int16");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            inputScaler, outputScaler, features, period, formerPeriod, window, forward, output, calibration, activations,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Window length for models that leave it open.</summary>
    public int? Window(ParseResult parse) => parse.GetValue(window);

    /// <summary>The forward pass of weights alone; null where it is not said.</summary>
    public string? Forward(ParseResult parse) => parse.GetValue(forward);

    /// <summary>The output that is wanted; null where none is said.</summary>
    public string? Output(ParseResult parse) => parse.GetValue(output);

    /// <summary>The manifest that the options make for a network; null where they do not say its features.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="network">The network.</param>
    /// <param name="usesScalers">Whether scalers have a use without a manifest.</param>
    /// <exception cref="UserError">The options contradict the network or each other.</exception>
    public Manifest? BuildManifest(ParseResult parse, FloatNetwork network, bool usesScalers)
    {
        FeatureScaler? input = Scaler(parse.GetValue(inputScaler)), output = OutputScaling(parse);
        if (parse.GetValue(features) is { } list)
        {
            return ManifestBuilder.Build(network, PeriodMs(parse), FeatureOrder.Parse(list), input, output);
        }

        if (input is not null)
        {
            if (input.Scale.Length != network.InputSize)
            {
                throw new UserError(
                    $"The input scaler is for {input.Scale.Length} features and the model takes {network.InputSize}; give the scaler that "
                        + "belongs to the model.");
            }

            if (usesScalers)
            {
                return null;
            }

            string names = input.Names is null ? "" : $" (the scaler calls them {string.Join(", ", input.Names)})";
            parse.InvocationConfiguration.Error.WriteLine(
                $"warning: the scalers are not used but for ranges, because nothing says which features they scale{names}; say it with "
                    + "--features.");
        }

        return null;
    }

    private int PeriodMs(ParseResult parse)
    {
        if (parse.GetValue(formerPeriod) is { } milliseconds)
        {
            return milliseconds;
        }

        double seconds = parse.GetValue(period);
        return seconds is >= 0.001 and < SecondsOfDay
            ? (int)Math.Round(1000 * seconds)
            : throw new UserError("--period is at least 0.001 s and less than a day.");
    }

    /// <summary>Names and scaling of a model's values, by its manifest or the scalers.</summary>
    /// <exception cref="UserError">A scaler cannot be read, or is for another number of values.</exception>
    public ValueScaling Scaling(ParseResult parse, ModelInput input) =>
        ValueScaling.Of(input.Network, input.Manifest, Scaler(parse.GetValue(inputScaler)), OutputScaling(parse));

    /// <summary>Width of the activations that a float model is to get.</summary>
    public ActivationWidth Width(ParseResult parse) => parse.GetValue(activations);

    /// <summary>Refuses a wish for the width of a model that has its own.</summary>
    /// <exception cref="UserError">There is such a wish.</exception>
    public void RefuseWidth(ParseResult parse, string path)
    {
        if (parse.GetResult(activations) is { Implicit: false })
        {
            throw new UserError(
                $"'{path}' is quantised already, and --activations is for float models; leave it out, or give the float model.");
        }
    }

    /// <summary>Calibration samples: recorded ones, and synthetic ones within the range of the input scaler.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="network">The network, without the scaling that <paramref name="absorbed"/> has taken in.</param>
    /// <param name="manifest">The manifest whose scaling the scaler made; null where there is none.</param>
    /// <param name="absorbed">The manifest that scales for the network.</param>
    /// <param name="path">The model's path, for messages.</param>
    /// <exception cref="UserError">There is nothing to take samples from.</exception>
    public IReadOnlyList<float[]> Samples(ParseResult parse, FloatNetwork network, Manifest? manifest, Manifest? absorbed, string path)
    {
        (float Low, float High)? range = ScaledRange(parse);
        IEnumerable<float[]> synthetic = range is not { } found ? []
            : manifest is null ? CalibrationSamples.InRange(network, found.Low, found.High, UnrelatedAlone)
            : SyntheticReadings.Windows(manifest, found.Low, found.High, SyntheticWindows, Seed)
                .Concat(CalibrationSamples.InRange(network, found.Low, found.High, UnrelatedWindows))
                .Select(window => ModelComparison.Rescale(window, manifest, absorbed));
        if (HasCalibration(parse))
        {
            return
            [
                .. Recorded(parse, (network.TimeSteps, network.InputSize), manifest, absorbed, network.Stateful), .. synthetic,
            ];
        }

        if (range is null)
        {
            throw new UserError(
                $"'{path}' is a float model, and the device computes in int8; give recordings with --calibration (and --features or "
                    + "--manifest) or windows (.npy), or its input scaler with --input-scaler.");
        }

        parse.InvocationConfiguration.Error.WriteLine(
            "warning: ranges are those of the input scaler, not of a recording; --calibration gives a closer int8 model.");
        return [.. synthetic];
    }

    /// <summary>Whether the options say the features.</summary>
    public bool NamesFeatures(ParseResult parse) => parse.GetValue(features) is not null;

    /// <summary>Whether recordings are given.</summary>
    public bool HasCalibration(ParseResult parse) => parse.GetValue(calibration)!.Length > 0;

    /// <summary>Windows out of the recordings and arrays.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="shape">Time steps and values of a window.</param>
    /// <param name="manifest">The manifest that the windows of arrays are scaled by; null where there is none.</param>
    /// <param name="scaled">The manifest that scales what is returned; null where there is none.</param>
    /// <param name="inOrder">Whether all of them are wanted, in order.</param>
    /// <exception cref="UserError">A file cannot be used, or holds no whole window.</exception>
    public IReadOnlyList<float[]> Recorded(
        ParseResult parse, (int Steps, int Inputs) shape, Manifest? manifest, Manifest? scaled, bool inOrder)
    {
        ILookup<bool, string> files = parse.GetValue(calibration)!.ToLookup(CalibrationArrays.IsArray);
        string[] recordings = [.. files[false]];
        IReadOnlyList<float[]> recorded = recordings.Length == 0 ? [] : WorkProgress.Run(
            parse.InvocationConfiguration.Error, "reading recordings",
            report => CalibrationRecording.Read(WorkProgress.Counted(recordings, report), scaled
                ?? throw new UserError(
                    "--calibration needs to know the model's features; say them with --features or give a manifest with "
                        + "--manifest.")));
        return
        [
            .. recorded, .. CalibrationArrays.Read(files[true], shape, ScaledRange(parse), inOrder)
                .Select(window => ModelComparison.Rescale(window, manifest, scaled)),
        ];
    }

    /// <summary>Range of a feature that the input scaler has scaled; null without one.</summary>
    /// <exception cref="UserError">The scaler cannot be read.</exception>
    public (float Low, float High)? ScaledRange(ParseResult parse) => Scaler(parse.GetValue(inputScaler)) switch
    {
        null => null,
        { FittedRange: { } fitted } => ((float)fitted.Low, (float)fitted.High),
        { Kind: "StandardScaler" } => (-StandardDeviations, StandardDeviations),
        _ => (0f, 1f),
    };

    /// <summary>The scaling of the targets: a file's, or that of one value in it.</summary>
    private FeatureScaler? OutputScaling(ParseResult parse)
    {
        if (parse.GetValue(outputScaler) is not { } text)
        {
            return null;
        }

        int colon = text.LastIndexOf(':');
        return colon > 0 && !File.Exists(text) && File.Exists(text[..colon])
            ? ScalerReader.Read(text[..colon]).Only(text[(colon + 1)..], text[..colon])
            : ScalerReader.Read(text);
    }

    private static FeatureScaler? Scaler(string? path) => path is null ? null : ScalerReader.Read(path);
}
