using System.Diagnostics;
using System.Globalization;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Training;
using Spectre.Console;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>How far training is: a bar on a terminal, a line now and then where the output goes elsewhere.</summary>
internal static class TrainingDisplay
{
    private const int LineEvery = 500;

    /// <summary>Runs a training and shows what it reports.</summary>
    public static TrainedModel Run(int steps, Func<Action<TrainingProgress>, TrainedModel> train)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!console.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
        {
            var watch = Stopwatch.StartNew();
            int first = -1;
            return train(progress =>
            {
                // Steps of a run that was taken up were not made in this time.
                first = first < 0 ? progress.Step - Math.Min(progress.Step, 100) : first;
                if (Line(progress, watch.Elapsed.TotalSeconds / Math.Max(1, progress.Step - first)) is { } line)
                {
                    Console.Error.WriteLine(line);
                }
            });
        }

        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("training", maxValue: steps);
                ErrorFigures? latest = null;
                TrainedModel model = train(progress =>
                {
                    latest = progress.Validation ?? latest;
                    task.Value = progress.Step;
                    task.Description = $"loss {Loss(progress)}{Validation(latest)}";
                });
                task.Value = steps;
                return model;
            });
    }

    /// <summary>The line for a report; null where none is due.</summary>
    internal static string? Line(TrainingProgress progress, double secondsPerStep) =>
        progress.Step % LineEvery != 0 && progress.Validation is null
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"step {progress.Step}/{progress.Steps}: loss {Loss(progress)}{Validation(progress.Validation)}, "
                    + $"{secondsPerStep * (progress.Steps - progress.Step):F0} s left");

    private static string Loss(TrainingProgress progress) => progress.Loss.ToString("E3", CultureInfo.InvariantCulture);

    private static string Validation(ErrorFigures? figures) =>
        figures is null ? "" : string.Create(CultureInfo.InvariantCulture, $", validation MAE {figures.MeanAbsolutePercent:F3} %");
}
