using System.CommandLine;
using NanoBms.CycleData;
using NanoBms.ModelKit;
using NanoBms.ModelKit.Files;
using NanoBms.ModelKit.Tflite;
using NanoBms.ModelTrainer.Evaluation;
using Spectre.Console;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>evaluate: errors of a trained model on recorded cycles.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The model's path without '.float.tflite' and '.int8.tflite'." };
        Option<string> data = CommandOptions.Data(), test = CommandOptions.TestNames(), apart = CommandOptions.Apart();
        var report = new Option<string?>("--report") { Description = "Also write the table to this Markdown file." };
        var command = new Command("evaluate", "Errors of a model, float and int8, on each cycle, each folder and over all.") { model, data, test, apart, report };
        command.SetAction(parse => CommandOptions.Run(() =>
        {
            IReadOnlyList<Cycle> cycles = CommandOptions.Read(parse.GetValue(data)!, parse.GetValue(test)!);
            IReadOnlyList<ErrorRow> rows = Evaluate(parse.GetValue(model)!, cycles, CommandOptions.List(parse.GetValue(apart)!));
            Print(rows);
            if (parse.GetValue(report) is { } path)
            {
                OutputFile.Write(path, ErrorTable.Markdown(rows));
            }
        }));
        return command;
    }

    /// <summary>Evaluates the pair of files of a model.</summary>
    public static IReadOnlyList<ErrorRow> Evaluate(string model, IReadOnlyList<Cycle> cycles, IReadOnlyCollection<string> apart)
    {
        ModelFile floatFile = TfliteReader.Read(model + ".float.tflite"), int8File = TfliteReader.Read(model + ".int8.tflite");
        if (floatFile.Float is null || int8File.Quantized is null || int8File.Manifest is null)
        {
            throw new ModelFormatException($"'{model}' is not a pair of a float and an int8 model with manifest; train it with this tool.");
        }

        int done = 0;
        return ErrorTable.Rows(CycleEvaluation.Run(floatFile, int8File, cycles, cycle =>
            Console.Error.WriteLine($"evaluated {Interlocked.Increment(ref done)}/{cycles.Count}: {cycle.Group}/{cycle.Name}")), apart);
    }

    public static void Print(IReadOnlyList<ErrorRow> rows)
    {
        var table = new Table().AddColumns("cycle", "estimates", "int8 MAE %", "RMSE %", "max %", "float MAE %");
        foreach (ErrorRow row in rows)
        {
            table.AddRow(
                row.Name, $"{row.Int8.Count}", $"{row.Int8.MeanAbsolutePercent:F2}", $"{row.Int8.RootMeanSquarePercent:F2}",
                $"{row.Int8.MaximumPercent:F2}", $"{row.Float.MeanAbsolutePercent:F2}");
        }

        AnsiConsole.Write(table);
    }
}
