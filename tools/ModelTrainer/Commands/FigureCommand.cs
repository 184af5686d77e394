using System.CommandLine;
using NanoBms.Cells.Cycles;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Figure;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>figure: measures what the device shows, state of charge and error bar, by cycle.</summary>
internal static class FigureCommand
{
    // Cycles that the models were chosen on: constants of the filter are chosen by the same.
    private const string Validation = "cycle_4,charge_03,charge_07,trise_*/cycle_1";

    // Where in a cycle the device powers up, as shares of its length.
    private static readonly double[] Starts = [0, 0.25, 0.5, 0.75];

    private static readonly SensorBoard[] Boards = [SensorBoard.Exact, .. SensorBoard.Edges];

    public static Command Create()
    {
        Argument<string[]> models = new("MODEL")
        {
            Description = "The models' paths without '.float.tflite' and '.int8.tflite'.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> data = CommandOptions.Data();
        Option<string> files = CommandOptions.Names("--files", "measured", Validation);
        Option<bool> rated = CommandOptions.RatedLabels();
        Option<string?> cache = new("--cache") { Description = "Folder to keep the network's estimates in, which take most of the time." };
        Option<string?> trace = new("--trace") { Description = "Writes a line a minute of each run to this CSV file." };
        Option<bool> scoreOnly = new("--score") { Description = "Writes the line alone by which constants are chosen." };
        var command = new Command(
            "figure",
            "Measures the shown state of charge and its error bar on cycles that nothing was trained on, from power-up at four places in "
                + "each, through five boards of sensors.")
        {
            models, data, files, rated, cache, trace, scoreOnly,
        };
        command.SetAction(parse =>
        {
            using StreamWriter? lines = parse.GetValue(trace) is { } path ? new StreamWriter(path) : null;
            lines?.WriteLine(FigureTrial.TraceHeader);
            foreach (string name in parse.GetValue(models)!)
            {
                ModelPair pair = ModelPair.Read(name);
                var folders = new CycleFolders(parse.GetValue(data)!, pair.RatedCapacityAh, parse.GetValue(rated));
                Run(
                    pair, folders.Read(CommandOptions.List(parse.GetValue(files)!)), parse.GetValue(cache), lines,
                    parse.GetValue(scoreOnly),
                    parse.InvocationConfiguration.Output);
            }
        });
        return command;
    }

    private static void Run(
        ModelPair pair, IReadOnlyList<Cycle> cycles, string? cache, TextWriter? trace, bool scoreOnly, TextWriter output)
    {
        var info = ModelInfoFactory.Create(pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256);
        var trial = new FigureTrial(info, new RecordedEstimates(pair, cache));
        var results = new (FigureScore Sum, FigureScore Exact)[cycles.Count];
        Parallel.For(0, cycles.Count, index =>
        {
            FigureScore sum = new(), exact = new();
            foreach (double start in Starts)
            {
                Cycle cycle = cycles[index];
                double startS = Math.Floor(cycle.TimeS[0] + start * (cycle.TimeS[^1] - cycle.TimeS[0]));
                foreach (SensorBoard board in Boards)
                {
                    bool isFirst = start == 0 && board == SensorBoard.Exact;
                    using StringWriter? written = trace is not null ? new StringWriter() : null;
                    FigureScore score = trial.Run(cycle, startS, board, written);
                    exact = isFirst ? score : exact;
                    sum.Add(score);
                    if (written is not null)
                    {
                        lock (trace!)
                        {
                            trace.Write(written);
                        }
                    }
                }
            }

            results[index] = (sum, exact);
        });

        var all = new FigureScore();
        foreach ((FigureScore sum, _) in results)
        {
            all.Add(sum);
        }

        if (scoreOnly)
        {
            output.WriteLine(Criterion(cycles, results.Select(result => result.Sum)));
            return;
        }

        output.WriteLine($"{pair.Manifest.Name}, {(info.IsErrorMeasured ? "with its measured errors" : "without measured errors")}");
        output.WriteLine("| cycle | mean error % | largest % | bar +-% | bar holds % | first bar holds | largest from minute 10 on % | "
            + "minutes with a fault named | learnt capacity |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int k = 0; k < cycles.Count; k++)
        {
            output.WriteLine(Row($"{cycles[k].Group}/{cycles[k].Name}", results[k].Sum, results[k].Exact));
        }

        output.WriteLine(Row("all", all, null));
        output.WriteLine(Criterion(cycles, results.Select(result => result.Sum)));
    }

    /// <summary>
    /// What constants are chosen by: in how many minutes the bar holds the truth in that kind of cycle in which it does so least (first
    /// figures after power-up are a kind too), minutes in which a fault is named of a battery that has none, and mean error and half-width,
    /// each kind alike.
    /// </summary>
    private static string Criterion(IEnumerable<Cycle> cycles, IEnumerable<FigureScore> scores)
    {
        var kinds = new Dictionary<string, FigureScore>();
        var all = new FigureScore();
        foreach ((Cycle cycle, FigureScore score) in cycles.Zip(scores))
        {
            string kind = cycle.Group.StartsWith("trise", StringComparison.Ordinal) ? "warming" : cycle.Name.Split('_')[0];
            kinds.TryAdd(kind, new FigureScore());
            kinds[kind].Add(score);
            all.Add(score);
        }

        double starts = 100.0 * all.Starts.Held / Math.Max(1, all.Starts.Runs);
        double held = kinds.Values.Select(score => score.HeldPercent).Append(starts).Min();
        double error = kinds.Values.Average(score => score.MeanPercent), width = kinds.Values.Average(score => score.BarPercent);
        return FormattableString.Invariant($"held={held:F2} named={all.Named} error={error:F3} width={width:F3} (")
            + string.Join(", ", kinds.Select(kind => FormattableString.Invariant(
                $"{kind.Key} {kind.Value.HeldPercent:F1} % +-{kind.Value.BarPercent:F2}")))
            + FormattableString.Invariant($", first figures {starts:F1} %)");
    }

    private static string Row(string name, FigureScore score, FigureScore? exact) => FormattableString.Invariant(
        $"| {name} | {score.MeanPercent:F2} | {score.MaxPercent:F2} | {score.BarPercent:F2} | {score.HeldPercent:F1} | ")
        + FormattableString.Invariant($"{score.Starts.Held} of {score.Starts.Runs} | {score.MaxSettledPercent:F2} | ")
        + FormattableString.Invariant($"{score.Named} of {score.Count} | ")
        + (exact is null ? "|" : FormattableString.Invariant($"{exact.Capacity.Share:F3} +-{exact.Capacity.Deviation:F3} |"));
}
