using System.CommandLine;
using Microsoft.Extensions.Configuration;
using NanoBms.Foundation;
using NanoBms.Predictor;

namespace NanoBms.ThingSpeakBridge.Commands;

/// <summary>The options that name a model, the same for each command.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> model = new("--model")
    {
        Description =
            "A .tflite file (int8 or float) with manifest, or a .keras or .h5 file with --features and --period. Default: built in.",
        HelpName = "FILE",
    };
    private readonly Option<string?> features = new("--features")
    {
        Description = "For a model without manifest: its features in order, as in voltage,current,temperature,ema:current:60.",
        HelpName = "LIST",
    };
    private readonly Option<double?> period = new("--period")
    {
        Description = "For a model without manifest: seconds between samples.",
        HelpName = "S",
    };
    private readonly Option<int?> series = new("--series")
    {
        Description = "Cells of the battery in series. Default: 1.",
        HelpName = "N",
    };
    private readonly Option<int?> parallel = new("--parallel")
    {
        Description = "Cells of the battery in parallel. Default: 1.",
        HelpName = "N",
    };
    private readonly Option<float?> capacity = new("--capacity")
    {
        Description = "Rated capacity of one cell, ampere-hours. Default: that of the model's cell.",
        HelpName = "AH",
    };
    private readonly Option<string?> inputScaler = new("--input-scaler")
    {
        Description = "For a model without manifest: the input's scikit-learn scaler.",
        HelpName = "FILE",
    };
    private readonly Option<string?> outputScaler = new("--output-scaler")
    {
        Description = "For a model without manifest: the target's scaler.",
        HelpName = "FILE",
    };

    // A channel holds a sample each 15 s: a model for that, where there is one.
    public static string DefaultModel =>
        BuiltInModels.Names.FirstOrDefault(name => name.EndsWith("-15s", StringComparison.Ordinal)) ?? BuiltInModels.Default;

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[model, features, period, inputScaler, outputScaler, series, parallel, capacity])
        {
            command.Options.Add(option);
        }
    }

    /// <param name="parse">The command line.</param>
    /// <param name="settings">The settings file: Model, CellsInSeries, CellsInParallel, CellCapacityAh.</param>
    public SocPredictorOptions Read(ParseResult parse, IConfiguration settings)
    {
        string? path = parse.GetValue(model) ?? settings["Model"];
        return new SocPredictorOptions
        {
            ModelPath = path,
            BuiltInModel = path is null ? DefaultModel : null,
            Features = parse.GetValue(features),
            SamplePeriod = parse.GetValue(period) is { } seconds
                ? seconds is > 0 and < 86400
                    ? TimeSpan.FromSeconds(seconds)
                    : throw new UserError("--period is more than 0 s and less than a day.")
                : null,
            InputScalerPath = parse.GetValue(inputScaler),
            OutputScalerPath = parse.GetValue(outputScaler),
            CellsInSeries = parse.GetValue(series) ?? (int?)SettingsFile.Number(settings, "CellsInSeries") ?? 1,
            CellsInParallel = parse.GetValue(parallel) ?? (int?)SettingsFile.Number(settings, "CellsInParallel") ?? 1,
            CellCapacityAh = parse.GetValue(capacity) ?? (float?)SettingsFile.Number(settings, "CellCapacityAh"),
        };
    }
}
