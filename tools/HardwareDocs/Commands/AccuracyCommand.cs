using System.CommandLine;
using NanoBms.Cells.Cycles;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Accuracy;
using NanoBms.HardwareDocs.Generation;
using NanoBms.HardwareDocs.Wirings;
using NanoBms.Models;
using NanoBms.Models.Tflite;

namespace NanoBms.HardwareDocs.Commands;

/// <summary>accuracy: what the board's measuring errors do to the state of charge.</summary>
internal static class AccuracyCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder of recorded cycles: FOLDER/NAME.csv.",
            Required = true,
            HelpName = "FOLDER",
        };
        var test = new Option<string>("--test")
        {
            Description = "File names of the cycles, separated by commas.",
            DefaultValueFactory = _ => "us06,hwfet,hwfta,udds",
            HelpName = "LIST",
        };
        var model = new Option<string?>("--model")
        {
            Description = "int8 .tflite; without it the default model of the checkout.",
            HelpName = "FILE",
        };
        var every = new Option<int>("--every")
        {
            Description = "Estimate at one of so many samples.",
            DefaultValueFactory = _ => 30,
            HelpName = "N",
        };
        var series = new Option<int>("--series")
        {
            Description = "Cells in series (cellsInSeries).",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "Cells in parallel (cellsInParallel).",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var capacity = new Option<double?>("--capacity")
        {
            Description = "Ah of one cell (cellCapacityAh); without it the model's cell.",
            HelpName = "AH",
        };
        var write = new Option<bool>("--write") { Description = $"Put the table into {HardwareFiles.ReadmePath}." };
        var command = new Command(
            "accuracy",
            "Runs recorded cycles through the model with each measuring error of the board.")
        {
            data, test, model, every, series, parallel, capacity, write,
        };
        command.SetAction(parse =>
        {
            string root = Checkout.Root(HardwareFiles.WiringPath), readme = Path.Combine(root, HardwareFiles.ReadmePath);
            var battery = new BatteryCells(parse.GetValue(series), parse.GetValue(parallel), parse.GetValue(capacity));
            if (parse.GetValue(write) && battery != BatteryCells.One)
            {
                throw new UserError($"The table of {HardwareFiles.ReadmePath} is of one cell of the model; "
                    + "leave --write or the battery out.");
            }

            int step = parse.GetValue(every) is >= 1 and int value ? value : throw new UserError("--every must be 1 or more.");
            Wiring wiring = WiringReader.Read(Path.Combine(root, HardwareFiles.WiringPath));
            IReadOnlyList<Cycle> cycles = CycleReader.ReadFolder(
                parse.GetValue(data)!,
                parse.GetValue(test)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            ModelFile file = TfliteReader.Read(
                parse.GetValue(model) ?? Path.Combine(root, "models", "panasonic18650pf-128-64.int8.tflite"));
            string table = AccuracyBudget.Table(AccuracyBudget.Run(
                file, cycles, SensorError.Of(wiring), battery, step,
                name => parse.InvocationConfiguration.Error.WriteLine($"running: {name}")));
            parse.InvocationConfiguration.Output.Write(table);
            if (parse.GetValue(write))
            {
                OutputFile.Write(readme, MarkedText.Replace(File.ReadAllText(readme), "accuracy", table, readme));
            }

            return 0;
        });
        return command;
    }
}
