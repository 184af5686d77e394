using System.CommandLine;
using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Evaluation;
using NanoBms.ModelTrainer.Figure;

namespace NanoBms.ModelTrainer.Commands;

/// <summary>figure: measures what the device shows, state of charge and error bar, by cycle and by folder.</summary>
internal static class FigureCommand
{
    /// <summary>The files by which constants of the filter are chosen: those of the validation split.</summary>
    private static readonly string[] Validation =
    [
        "cycle_4", "cycle_1", "charge_02", "charge_04", "charge_06", "charge_08", "mixed5", "flat_zone", "day",
    ];

    private static readonly SensorBoard[] Boards = [SensorBoard.Exact, .. SensorBoard.Edges];

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A model pair without its endings, as in models/panasonic18650pf-128-64." };
        Option<string> data = new("--data") { Description = "Folder of recorded cycles.", Required = true };
        Option<string[]> files = new("--files")
        {
            Description = "Names of the cycles, without ending. Default: those kept for validation.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string[]> folders = new("--folders") { Description = "Only of these folders.", AllowMultipleArgumentsPerToken = true };
        Option<string?> capacities = new("--capacities") { Description = "CSV: folder, name, recorded, capacity_ah. Else: the rated one." };
        Option<string?> cache = new("--cache") { Description = "Folder to keep the network's estimates in, which take most of the time." };
        Option<int> boards = new("--boards")
        {
            Description = "Sensor boards to try, 1..5, the first without errors.",
            DefaultValueFactory = _ => 5,
        };
        Option<string?> trace = new("--trace") { Description = "Writes a line a minute of the first board to this CSV file." };
        var command = new Command(
            "figure", "Measures the shown state of charge and its error bar, on cycles that nothing was trained on.")
        {
            model, data, files, folders, capacities, cache, boards, trace,
        };
        command.SetAction(parse =>
        {
            ModelPair pair = ModelPair.Read(parse.GetValue(model)!);
            string[] names = parse.GetValue(files) is { Length: > 0 } given ? given : Validation;
            IReadOnlyList<Cycle> cycles = CycleReader.ReadFolder(parse.GetValue(data)!, names);
            if (parse.GetValue(folders) is { Length: > 0 } groups)
            {
                cycles = [.. cycles.Where(cycle => groups.Contains(cycle.Group))];
            }

            if (parse.GetValue(boards) is not (>= 1 and <= 5) || cycles.Count == 0)
            {
                throw new UserError(cycles.Count == 0 ? "No cycle of these folders has such a name." : "--boards must be 1 to 5.");
            }

            using StreamWriter? lines = parse.GetValue(trace) is { } path ? new StreamWriter(path) : null;
            Run(
                pair, cycles, CapacityByDate.Read(parse.GetValue(capacities)), parse.GetValue(cache), parse.GetValue(boards), lines,
                parse.InvocationConfiguration.Output);
        });
        return command;
    }

    private static void Run(
        ModelPair pair, IReadOnlyList<Cycle> cycles, CapacityByDate capacities, string? cache, int boards, TextWriter? trace,
        TextWriter output)
    {
        ModelInfo info = ModelInfoFactory.Create(pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256);
        var recorded = new RecordedEstimates(pair, cache);
        var all = new FigureScore();
        output.WriteLine("| cycle | mean error % | largest % | bar +-% | bar holds % | faults named | first, min | capacity |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (Cycle cycle in cycles)
        {
            var sum = new FigureScore();
            FigureScore exact = new();
            for (int k = 0; k < boards; k++)
            {
                FigureScore score = FigureTrial.Run(info, recorded, capacities, cycle, Boards[k], k == 0 ? trace : null);
                exact = k == 0 ? score : exact;
                sum.Add(score);
            }

            all.Add(sum);
            output.WriteLine(Row($"{cycle.Group}/{cycle.Name}", sum, exact));
        }

        output.WriteLine(Row("all", all, all));
    }

    private static string Row(string name, FigureScore score, FigureScore exact) => FormattableString.Invariant(
        $"| {name} | {score.MeanPercent:F2} | {score.MaxPercent:F2} | {score.BarPercent:F2} | {score.HeldPercent:F1} | {score.Named} of {score.Count} | {exact.FirstNamed} | {exact.Capacity.Share:F3} +-{exact.Capacity.Deviation:F3} |");
}
