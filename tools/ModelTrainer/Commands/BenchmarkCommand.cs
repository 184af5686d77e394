using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>benchmark: time of a training step on made-up windows.</summary>
internal static class BenchmarkCommand
{
    private const int Features = 9, Window = 10;

    public static Command Create()
    {
        Option<int> steps = new("--steps")
        {
            Description = "Steps to time, after as many to warm up.",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var command = new Command(
            "benchmark",
            "Times training steps of LSTM 128 + 64, window 10, 9 features, batch 256: median, least and allocated bytes.") { steps };
        command.SetAction(parse => Run(CommandOptions.Positive(parse.GetValue(steps), "--steps")));
        return command;
    }

    private static void Run(int steps)
    {
        var options = new TrainingOptions();
        var shape = new NetworkShape(Features, Window, options.LstmUnits, options.DenseUnits);
        using var trainer = new BatchTrainer(shape, options, WindowSource.MadeUp(Features, Window, 10_000, new Random(1)));
        for (int step = 0; step < steps; step++)
        {
            trainer.Step();
        }

        var times = new double[steps];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (int step = 0; step < steps; step++)
        {
            long start = Stopwatch.GetTimestamp();
            trainer.Step();
            times[step] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(times);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"median {times[steps / 2]:F2} ms, least {times[0]:F2} ms, {allocated / steps} bytes allocated a step"));
    }
}
