using System.CommandLine;
using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using Spectre.Console;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>compare: models against each other on validation cycles, to choose one.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var models = new Argument<string[]>("models")
        {
            Description = "The models' paths without '.float.tflite' and '.int8.tflite'.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> data = CommandOptions.Data();
        Option<string> validate = CommandOptions.Names("--validate", "validation", "cycle_4");
        Option<string?> cell = CommandOptions.VirtualCell();
        var command = new Command(
            "compare",
            "Errors of models on validation cycles by phase, with sensor errors, from cold starts; the best by their weighted mean.")
        {
            models, data, validate, cell,
        };
        command.SetAction(parse =>
        {
            CellParameters parameters = CommandOptions.ReadCell(parse.GetValue(cell));
            var table = new Table().AddColumns(
                "model", "score", "driving %", "resting %", "charging %", "sensor errors %",
                "cold start %", "other currents %", "float-int8 %");
            (string Name, double Score) best = ("", double.MaxValue);
            foreach (string path in parse.GetValue(models)!)
            {
                ModelPair pair = ModelPair.Read(path);
                var folders = new CycleFolders(parse.GetValue(data)!, pair.RatedCapacityAh);
                IReadOnlyList<Cycle> cycles = folders.Read(CommandOptions.List(parse.GetValue(validate)!));
                LifeAssessment life = LifeAssessment.Run(pair, cycles, parameters.IsOf(pair.Manifest.Cell!) ? parameters : null);
                LifeScore score = LifeScore.Of(life);
                string name = Path.GetFileName(path);
                best = score.Percent < best.Score ? (name, score.Percent) : best;
                double cost = EstimateTrace.Total(life.Errors.Select(error => error.Int8)).MeanAbsolutePercent
                    - EstimateTrace.Total(life.Errors.Select(error => error.Float)).MeanAbsolutePercent;
                double[] cells = [score.Percent, score.Driving, score.Resting, score.Charging, score.Sensors, score.ColdStart,
                    score.Currents, cost];
                table.AddRow([name, .. cells.Select(value => value.ToString("F3", CultureInfo.InvariantCulture))]);
                Console.Error.WriteLine(FormattableString.Invariant($"{name}: {score.Percent:F3}"));
            }

            AnsiConsole.Write(table);
            Console.WriteLine($"best on validation: {best.Name}");
        });
        return command;
    }
}
