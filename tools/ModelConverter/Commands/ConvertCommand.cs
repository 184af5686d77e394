using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.Models.Generation;

namespace NanoBms.ModelConverter.Commands;

/// <summary>convert: a model file to the projects of the firmware that hold it.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var layout = new Option<WeightLayout>("--layout")
        {
            Description =
                "packed (default): weights as constants in code, no heap; arrays: C# arrays on the heap, for small models and boards with "
                    + "PSRAM.",
        };
        layout.AcceptOnlyFromAmong("packed", "arrays");
        Option<string> folder = new Option<string>("--firmware")
        {
            Description = "The firmware folder; NanoBms.slnx and nfproj.sln above it are kept up to date.",
            DefaultValueFactory = _ => "firmware",
            HelpName = "FOLDER",
        }.Formerly("--out");
        var standalone = new Option<string?>("--standalone")
        {
            Description = "In place of --firmware: an empty folder for a whole project that builds by itself, for computer and board, "
                + "with an example; for models of anything.",
            HelpName = "FOLDER",
        };
        Option<bool> compile = TextOutput.CompileOption();
        Option<bool> json = TextOutput.JsonOption();
        var command = new Command(
            "convert",
            """
            Writes a model as C#: NanoBms.Model and as many part projects as its weights need.

            The same model gives the same files, byte for byte. Nothing is written unless every assembly keeps the device's limits.
            Float models are quantised first, by recordings or by the range of their scaler.

            An int8 .tflite, with its manifest in it:
              nanobms-convert convert models/panasonic18650pf-128-64.int8.tflite --layout packed --firmware firmware
            A float or dynamic-range .tflite, quantised by recordings:
              nanobms-convert convert soc.float.tflite --manifest soc.json --calibration drive.csv
            A .keras file with its scikit-learn scalers:
              nanobms-convert convert soc.keras --input-scaler x.joblib --output-scaler y.joblib --features voltage,current,temperature --period 15
            An .h5 file that leaves its window open:
              nanobms-convert convert soc.h5 --window 30 --input-scaler x.pkl --output-scaler y.pkl --features voltage,current,temperature --calibration drive.csv
            A model of anything but a battery, as a project of its own:
              nanobms-convert convert vibration.h5 --calibration windows.npy --standalone vibration
            """);
        model.AddTo(command);
        command.Options.Add(layout);
        command.Options.Add(folder);
        command.Options.Add(standalone);
        command.Options.Add(compile);
        command.Options.Add(json);
        command.SetAction(parse =>
        {
            TextWriter output = parse.InvocationConfiguration.Output;
            string? own = parse.GetValue(standalone);
            if (own is not null && parse.GetResult(folder) is { Implicit: false })
            {
                throw new UserError(
                    "--firmware puts a model into a firmware folder, --standalone into a project of its own; leave one of them out.");
            }

            ModelInput input = model.Read(parse, usesScalers: own is not null);
            string target = own ?? parse.GetValue(folder)!;
            ModelConversion conversion = WorkProgress.Run(
                parse.InvocationConfiguration.Error, "generating",
                report => own is null
                    ? ModelConversion.Plan(
                        input.Network, input.Manifest, input.File.Sha256, parse.GetValue(layout), target, input.AsInt8,
                        parse.GetValue(compile), report)
                    : ModelConversion.PlanStandalone(
                        input.Network, input.Manifest, input.File.Sha256, parse.GetValue(layout),
                        model.Scaling(parse, input), own, input.AsInt8, parse.GetValue(compile), report));
            if (input.Manifest is null && own is null)
            {
                parse.InvocationConfiguration.Error.WriteLine(
                    "warning: the model has no manifest, so the gauge cannot tell which features it takes; give one with --manifest (its "
                        + "form: 'schema').");
            }

            int changed = conversion.Files.Write();
            DeviceCost cost = conversion.Cost;
            if (parse.GetValue(json))
            {
                TextOutput.WriteJson(output, new
                {
                    conversion.Name,
                    Source = input.File.Path,
                    SourceSha256 = input.File.Sha256,
                    HasManifest = input.Manifest is not null,
                    Out = target,
                    Files = conversion.Files.Paths.Count,
                    ChangedFiles = changed,
                    Cost = cost,
                    Boards = conversion.Boards.Select(board => board.Name),
                    Quantization = QuantizeCommand.Report(input),
                });
                return;
            }

            QuantizeCommand.Print(input, output);
            output.WriteLine(
                $"{conversion.Name}: layout {cost.Layout}, {conversion.Code.Parts.Count} parts, {cost.IlBytes:N0} bytes of IL, "
                    + $"{cost.ArrayBytes:N0} bytes of arrays.");
            if (cost.IsEstimated)
            {
                output.WriteLine(DeviceCost.EstimateWords);
            }

            output.WriteLine($"Fits: {string.Join(", ", conversion.Boards.Select(board => board.Name))}.");
            output.WriteLine(
                changed == 0
                    ? $"'{target}' holds it already; nothing changed."
                    : $"Wrote it to '{target}': {changed} of {conversion.Files.Paths.Count} files changed.");
        });
        return command;
    }
}
