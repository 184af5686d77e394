using System.CommandLine;
using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.CommandLine;
using NanoBms.Foundation;
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

    // Whole days of them, which a charge ends. No charge in the cold was kept from training.
    private const string ValidationDays = "25degC/cycle_4+25degC/charge_03+25degC/cycle_4,25degC/cycle_4+25degC/charge_07,"
        + "10degC/cycle_4+25degC/charge_03,0degC/cycle_4+0degC/charge_01,n10degC/cycle_4+n10degC/charge_01";

    // Where in a cycle the device powers up, as shares of its length.
    private static readonly double[] Starts = [0, 0.25, 0.5, 0.75];

    private static readonly SensorBoard[] Boards = [SensorBoard.Exact, .. SensorBoard.Edges];

    // Beside them, from the start on: current sensors that are worse than they may be, with which the figure is to be no worse than the
    // network.
    private static readonly SensorBoard[] WrongCurrents =
    [
        .. from gain in (float[])[-Baselines.CurrentGain, Baselines.CurrentGain]
           from offsetA in (float[])[-Baselines.CurrentOffsetA, Baselines.CurrentOffsetA]
           select new SensorBoard(FormattableString.Invariant($"{gain:P0}, {1000 * offsetA:0} mA"), gain, offsetA),
    ];

    public static Command Create()
    {
        Argument<string[]> models = new("MODEL")
        {
            Description = "The models' paths without '.float.tflite' and '.int8.tflite'.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> data = CommandOptions.Data();
        Option<string> files = CommandOptions.Names("--files", "measured", Validation);
        Option<string> days = new Option<string>("--joined-days")
        {
            Description = "Days joined from cycles, separated by commas: GROUP/DRIVE+GROUP/CHARGE.",
            DefaultValueFactory = _ => ValidationDays,
            HelpName = "LIST",
        }.Formerly("--days");
        Option<bool> rated = CommandOptions.RatedLabels();
        Option<string?> cache = new("--cache")
        {
            Description = "Folder to keep the network's estimates in, which take most of the time.",
            HelpName = "FOLDER",
        };
        Option<string?> trace = new("--trace")
        {
            Description = "Writes a line a minute of each run to this CSV file.",
            HelpName = "FILE",
        };
        Option<bool> scoreOnly = new("--score") { Description = "Writes the line alone by which constants are chosen." };
        Option<bool> lives = new("--lives")
        {
            Description = "Measures instead in which lives of virtual cells a fault of the battery is named, and when; reads no cycles.",
        };
        Option<string> sets = new("--life-sets")
        {
            Description = "Which sets of lives of virtual cells, numbers separated by commas: each has other loads and other cells. "
                + "Constants were chosen by 0 to 5.",
            DefaultValueFactory = _ => "0,1,2,3,4,5",
            HelpName = "LIST",
        };
        var command = new Command(
            "figure",
            "Measures the shown state of charge and its error bar on cycles that nothing was trained on, from power-up at four places in "
                + "each, through five boards of sensors.")
        {
            models, data, files, days, rated, cache, trace, scoreOnly, lives, sets,
        };
        command.SetAction(parse =>
        {
            using StreamWriter? lines = parse.GetValue(trace) is { } path ? new StreamWriter(path) : null;
            lines?.WriteLine(FigureTrial.TraceHeader);
            foreach (string name in parse.GetValue(models)!)
            {
                ModelPair pair = ModelPair.Read(name);
                if (parse.GetValue(lives))
                {
                    NamedLives.Run(
                        pair, Sets(parse.GetValue(sets)!), parse.GetValue(cache), parse.GetValue(scoreOnly),
                        parse.InvocationConfiguration.Output);
                    continue;
                }

                var folders = new CycleFolders(parse.GetValue(data)!, pair.RatedCapacityAh, parse.GetValue(rated));
                IEnumerable<Cycle> joined = CommandOptions.List(parse.GetValue(days)!)
                    .Select(day => Join(folders, day, pair.RatedCapacityAh));
                string[] names = CommandOptions.List(parse.GetValue(files)!);
                Run(
                    pair, [.. names.Length > 0 ? folders.Read(names) : [], .. joined],
                    parse.GetValue(cache), lines, parse.GetValue(scoreOnly), parse.InvocationConfiguration.Output);
            }
        });
        return command;
    }

    private static int[] Sets(string list)
    {
        string[] words = CommandOptions.List(list);
        int[] sets = [.. words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int set) ? set : -1)];
        return sets.Length > 0 && sets.All(set => set is >= 0 and <= VirtualLives.LastSet)
            ? sets
            : throw new UserError($"--life-sets '{list}' must be numbers from 0 to {VirtualLives.LastSet}, separated by commas.");
    }

    private static double Worse(FigureScore score) => score.MeanPercent - score.NetworkPercent;

    private static Cycle Join(CycleFolders folders, string day, float ratedCapacityAh)
    {
        Cycle[] parts = [.. day.Split('+').Select(name => folders.Read([name])[0])];
        return JoinedDay.Of("day:" + string.Join('+', parts.Select(part => part.Name)), parts, ratedCapacityAh);
    }

    private static void Run(
        ModelPair pair, IReadOnlyList<Cycle> cycles, string? cache, TextWriter? trace, bool scoreOnly, TextWriter output)
    {
        var info = ModelInfoFactory.Create(pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256);
        var trial = new FigureTrial(info, new RecordedEstimates(pair, cache));
        var results = new (FigureScore Sum, FigureScore Exact, double Worse)[cycles.Count];
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

            double firstS = Math.Floor(cycles[index].TimeS[0]);
            results[index] = (sum, exact, WrongCurrents.Max(board => Worse(trial.Run(cycles[index], firstS, board))));
        });

        var all = new FigureScore();
        foreach ((FigureScore sum, _, _) in results)
        {
            all.Add(sum);
        }

        if (scoreOnly)
        {
            output.WriteLine(Criterion(cycles, results));
            return;
        }

        output.WriteLine($"{pair.Manifest.Name}, {(info.IsErrorMeasured ? "with its measured errors" : "without measured errors")}");
        output.WriteLine("| cycle | mean error % | network % | worse than it % | largest % | bar +-% | bar holds % | first bar holds | "
            + "largest from minute 10 on % | minutes with a fault named | learnt capacity |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int k = 0; k < cycles.Count; k++)
        {
            output.WriteLine(Row($"{cycles[k].Group}/{cycles[k].Name}", results[k].Sum, results[k].Exact, results[k].Worse));
        }

        output.WriteLine(Row("all", all, null, results.Max(result => result.Worse)));
        output.WriteLine(Criterion(cycles, results));
    }

    /// <summary>
    /// What constants are chosen by: in how many minutes the bar holds the truth in that kind of cycle in which it does so least (first
    /// figures after power-up are a kind too), minutes in which a fault is named of a battery that has none, and mean error and half-width,
    /// each kind alike. Beside them by how much the mean error of any recording was above the network's.
    /// </summary>
    private static string Criterion(
        IReadOnlyList<Cycle> cycles, IReadOnlyList<(FigureScore Sum, FigureScore Exact, double Worse)> results)
    {
        var kinds = new Dictionary<string, FigureScore>();
        var all = new FigureScore();
        foreach ((Cycle cycle, FigureScore score) in cycles.Zip(results.Select(result => result.Sum)))
        {
            string kind = cycle.Name.StartsWith("day:", StringComparison.Ordinal) ? "days"
                : cycle.Name.StartsWith("charge", StringComparison.Ordinal) ? "charges" : "drives";
            kinds.TryAdd(kind, new FigureScore());
            kinds[kind].Add(score);
            all.Add(score);
        }

        double starts = 100.0 * all.Starts.Held / Math.Max(1, all.Starts.Runs);
        double held = kinds.Values.Select(score => score.HeldPercent).Append(starts).Min();
        double error = kinds.Values.Average(score => score.MeanPercent), width = kinds.Values.Average(score => score.BarPercent);
        return FormattableString.Invariant($"held={held:F2} named={all.Named} error={error:F3} width={width:F3} ")
            + FormattableString.Invariant($"worse={results.Max(result => result.Worse):F3} (")
            + string.Join(", ", kinds.Select(kind => FormattableString.Invariant(
                $"{kind.Key} {kind.Value.HeldPercent:F1} % +-{kind.Value.BarPercent:F2}")))
            + FormattableString.Invariant($", first figures {starts:F1} %)");
    }

    private static string Row(string name, FigureScore score, FigureScore? exact, double worse) => FormattableString.Invariant(
        $"| {name} | {score.MeanPercent:F2} | {score.NetworkPercent:F2} | {worse:F2} | {score.MaxPercent:F2} | ")
        + FormattableString.Invariant($"{score.BarPercent:F2} | {score.HeldPercent:F1} | ")
        + FormattableString.Invariant($"{score.Starts.Held} of {score.Starts.Runs} | {score.MaxSettledPercent:F2} | ")
        + FormattableString.Invariant($"{score.Named} of {score.Count} | ")
        + (exact is null ? "|" : FormattableString.Invariant($"{exact.Capacity.Share:F3} +-{exact.Capacity.Deviation:F3} |"));
}
