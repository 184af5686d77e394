using NanoBms.Cells.Virtual;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>In which virtual lives (<see cref="VirtualLives"/>) a fault of the battery is named, and after how much use.</summary>
internal static class NamedLives
{
    /// <summary>Minutes of use within which a cell of another chemistry is to be named.</summary>
    public const int LatestMinutes = 10;

    // Cells that constants are chosen by; others are for trying what was chosen.
    private static readonly int[] Draws = [2, 5, 9];

    /// <summary>Measures and writes a table, a row a kind of life, or the line alone by which constants are chosen.</summary>
    public static void Run(ModelPair pair, string? cache, bool scoreOnly, TextWriter output)
    {
        CellParameters own = CellParametersFile.Default();
        var info = ModelInfoFactory.Create(pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256);
        var trial = new FigureTrial(info, new RecordedEstimates(pair, cache));
        (VirtualLife Life, SensorBoard Board)[] runs =
        [
            .. from life in VirtualLives.Own(own)
               from board in (SensorBoard[])[SensorBoard.Exact, .. SensorBoard.Edges]
               select (life, board),
            .. VirtualLives.Others(info.RatedCapacityAh, Draws).Select(life => (life, SensorBoard.Exact)),
        ];
        var minutes = new int[runs.Length];
        Parallel.For(0, runs.Length, k => minutes[k] = MinutesToName(trial, runs[k].Life, runs[k].Board));
        var rows = runs.Zip(minutes).GroupBy(run => (run.First.Life.Kind, run.First.Life.IsOwn)).ToList();
        if (!scoreOnly)
        {
            output.WriteLine(FormattableString.Invariant(
                $"| virtual lives | lives | named | within {LatestMinutes} minutes of use | latest, minutes of use |"));
            output.WriteLine("|---|---:|---:|---:|---:|");
            foreach (var row in rows)
            {
                int[] named = [.. row.Select(run => run.Second).Where(minute => minute > 0)];
                output.WriteLine(FormattableString.Invariant($"| {row.Key.Kind} | {row.Count()} | {named.Length} | ")
                    + FormattableString.Invariant($"{named.Count(minute => minute <= LatestMinutes)} | ")
                    + (named.Length > 0 ? FormattableString.Invariant($"{named.Max()} |") : "|"));
            }
        }

        int wrong = rows.Where(row => row.Key.IsOwn).Sum(row => row.Count(run => run.Second > 0));
        int late = rows.Where(row => !row.Key.IsOwn).Sum(row => row.Count(run => run.Second is 0 or > LatestMinutes));
        output.WriteLine(FormattableString.Invariant($"wrong={wrong} late={late} (of {runs.Length} lives)"));
    }

    /// <summary>Minutes of use until a fault is named; 0: none is.</summary>
    private static int MinutesToName(FigureTrial trial, VirtualLife life, SensorBoard board)
    {
        int first = trial.Run(life.Cycle, 0, board).FirstNamed;
        return first < 0 ? 0 : life.MinutesOfUse(first + 1);
    }
}
