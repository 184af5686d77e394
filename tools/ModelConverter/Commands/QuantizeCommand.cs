using System.CommandLine;
using NanoBms.Foundation;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tflite;

namespace NanoBms.ModelConverter.Commands;

/// <summary>quantize: a float model to an int8 .tflite.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var target = new Option<string>("--out")
        {
            Description = "The .tflite file to write, with the manifest in it.",
            Required = true,
            HelpName = "PATH",
        };
        Option<bool> json = TextOutput.JsonOption();
        var command = new Command(
            "quantize",
            """
            Quantises a float or dynamic-range model to int8 and writes it as .tflite, with the manifest in it.

            Prints the error that quantisation brings, by output, measured on the calibration windows.
            Example: nanobms-convert quantize soc.keras --input-scaler x.joblib --output-scaler y.joblib --features voltage,current,temperature --calibration drive.csv --out soc.int8.tflite
            """);
        model.AddTo(command);
        command.Options.Add(target);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            ModelInput input = model.Read(parse);
            if (input.File.Quantized is not null)
            {
                throw new UserError($"'{model.Path(parse)}' is quantised already; convert it as it is.");
            }

            TextWriter output = parse.InvocationConfiguration.Output;
            OutputFile.Write(parse.GetValue(target)!, TfliteWriter.Write(input.Network, input.Manifest));
            if (parse.GetValue(json))
            {
                TextOutput.WriteJson(
                    output,
                    new
                    {
                        input.Network.Name,
                        Source = input.File.Path,
                        SourceSha256 = input.File.Sha256,
                        Out = parse.GetValue(target),
                        Quantization = Report(input)
                    });
                return;
            }

            Print(input, output);
            output.WriteLine($"Wrote '{parse.GetValue(target)}'.");
        });
        return command;
    }

    /// <summary>Prints the error of a model that was quantised here; nothing for another.</summary>
    public static void Print(ModelInput input, TextWriter output)
    {
        const int MaxLines = 8;
        if (input.Errors.Count > MaxLines)
        {
            output.WriteLine($"The {MaxLines} of {input.Errors.Count} outputs with the largest errors:");
        }

        bool isCoarse = input.Network.Width == ActivationWidth.Int8
            && input.Errors.Any(error => SocPercent(input, error.Jumps == 0 ? error.Largest : error.LargestElsewhere) > NotablePercent);
        foreach (OutputError error in input.Errors.OrderByDescending(error => error.Largest).Take(MaxLines).OrderBy(error => error.Output))
        {
            output.WriteLine(
                $"{Width(input)} against float, output {error.Output}: mean {error.MeanAbsolute:G3}, RMS {error.RootMeanSquare:G3}, "
                    + $"largest {error.Largest:G3}{Soc(input, error.Largest)} (one step is {error.Step:G3})");
            if (error.Jumps > 0)
            {
                bool wide = input.Network.Width == ActivationWidth.Int16;
                output.WriteLine(
                    $"  {error.Jumps} of the windows lie where the model itself jumps (a step of int8 input moves its output by more than "
                        + "1 % of its range); elsewhere largest "
                        + $"{error.LargestElsewhere:G3}{Soc(input, error.LargestElsewhere)}"
                        + $"{(wide || isCoarse ? "" : "; --activations int16 follows closer")}");
            }
        }

        if (isCoarse)
        {
            output.WriteLine(
                $"  int8 is more than {NotablePercent:0} % SOC away from the float model on some of the windows; --activations int16 "
                    + "follows closer.");
        }
    }

    // What int8 may cost before int16 is named.
    private const double NotablePercent = 1;

    /// <summary>The error of a model that was quantised here, of every output, for machines.</summary>
    public static IReadOnlyList<QuantizationError> Report(ModelInput input) => [.. input.Errors.Select(error => new QuantizationError(
        error.Output, error.MeanAbsolute, error.RootMeanSquare, error.Largest, error.Step, SocPercent(input, error.Largest),
        error.Jumps, error.LargestElsewhere, SocPercent(input, error.LargestElsewhere)))];

    private static string Width(ModelInput input) => input.Network.Width == ActivationWidth.Int16 ? "int16" : "int8";

    private static string Soc(ModelInput input, double error) => SocPercent(input, error) is { } percent ? $" or {percent:F2} % SOC" : "";

    private static double? SocPercent(ModelInput input, double error) =>
        input.Manifest is { } manifest ? error * Math.Abs(manifest.Soc.Scale) : null;

    /// <summary>
    /// int8 against float at one output, in the output's own unit; in percent of SOC where a manifest says what the output is.
    /// </summary>
    internal sealed record QuantizationError(
        int Output, double MeanAbsolute, double RootMeanSquare, double Largest, double Step, double? LargestSocPercent,
        int Jumps, double LargestElsewhere, double? LargestElsewhereSocPercent);
}
