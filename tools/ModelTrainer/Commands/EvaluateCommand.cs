using System.CommandLine;
using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.CommandLine;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Reporting;
using Spectre.Console;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>evaluate: errors of a trained model on recorded cycles.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's path without '.float.tflite' and '.int8.tflite'." };
        Option<string[]> data = CommandOptions.Data();
        Option<string> test = CommandOptions.TestNames(), apart = CommandOptions.Apart();
        Option<bool> rated = CommandOptions.RatedLabels();
        Option<string?> ocv = new Option<string?>("--slow-discharge")
        {
            Description = "CSV of a slow (C/20) discharge, for the open-circuit look-up; needs --report.",
            HelpName = "FILE",
        }.Formerly("--ocv");
        var compare = new Option<string[]>("--compare")
        {
            Description = "Another model for the report, by its path without extensions; may be given several times.",
            DefaultValueFactory = _ => [],
            HelpName = "PATH",
        };
        var report = new Option<string?>("--report")
        {
            Description = "Write a report with cold starts, baselines, the fused figure and pictures into this folder.",
            HelpName = "FOLDER",
        };
        var trials = new Option<bool>("--virtual")
        {
            Description = "Also run it on the virtual cell, which charges and whose ambient temperature drifts.",
        };
        var command = new Command(
            "evaluate",
            "Errors of a model, float and int8, on each cycle, each folder and over all.")
        {
            model, data, test, apart, rated, ocv, compare, report, trials,
        };
        command.SetAction(parse =>
        {
            ModelPair pair = ModelPair.Read(parse.GetValue(model)!);
            var folders = new CycleFolders(parse.GetValue(data)!, pair.RatedCapacityAh, parse.GetValue(rated), Console.Error.WriteLine);
            IReadOnlyList<Cycle> cycles = folders.Read(CommandOptions.List(parse.GetValue(test)!));
            string[] left = CommandOptions.List(parse.GetValue(apart)!);
            if (parse.GetValue(report) is { } folder)
            {
                EvaluationResults results = EvaluationResults.Run(
                    pair, cycles, left,
                    parse.GetValue(ocv) is { } path ? CycleReader.Read(path) : null,
                    [.. parse.GetValue(compare)!.Select(path => (Path.GetFileName(path), ModelPair.Read(path)))],
                    next => Console.Error.WriteLine($"evaluating: {next}"));
                Print(ErrorTable.Rows(results.Errors, left));
                EvaluationReport.Write(folder, results);
                Console.Error.WriteLine($"wrote {Path.Combine(folder, "report.md")} and its pictures");
            }
            else
            {
                Print(Evaluate(pair, cycles, left));
            }

            if (parse.GetValue(trials))
            {
                Print(VirtualTrials.Run(pair, CellParametersFile.FittedToDrives()));
            }
        });
        return command;
    }

    /// <summary>Evaluates a model from the start of each cycle, saying how far it is.</summary>
    public static IReadOnlyList<ErrorRow> Evaluate(ModelPair model, IReadOnlyList<Cycle> cycles, IReadOnlyCollection<string> apart)
    {
        int done = 0;
        return ErrorTable.Rows(CycleEvaluation.Run(model, cycles, cycle =>
            Console.Error.WriteLine($"evaluated {Interlocked.Increment(ref done)}/{cycles.Count}: {cycle.Group}/{cycle.Name}")),
            apart, model.RatedCapacityAh);
    }

    public static void Print(IReadOnlyList<ErrorRow> rows)
    {
        var table = new Table().AddColumns("cycle", "estimates", "int8 MAE %", "RMSE %", "max %", "correlation", "float MAE %");
        foreach (ErrorRow row in rows)
        {
            string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
            table.AddRow(
                row.Name, row.Int8.Count.ToString(CultureInfo.InvariantCulture), Text(row.Int8.MeanAbsolutePercent),
                Text(row.Int8.RootMeanSquarePercent),
                Text(row.Int8.MaximumPercent), row.Int8.Correlation.ToString("F5", CultureInfo.InvariantCulture),
                Text(row.Float.MeanAbsolutePercent));
        }

        AnsiConsole.Write(table);
    }
}
