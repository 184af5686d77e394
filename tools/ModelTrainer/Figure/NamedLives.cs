using NanoBms.Cells.Virtual;
using NanoBms.Core;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>In which virtual lives (<see cref="VirtualLives"/>) a fault of the battery is named, and after how much use.</summary>
internal static class NamedLives
{
    /// <summary>Minutes of use within which a cell of another chemistry is to be named.</summary>
    public const int LatestMinutes = 10;

    /// <summary>Measures and writes a table, a row a kind of life, or the line alone by which constants are chosen.</summary>
    public static void Run(ModelPair pair, IReadOnlyList<int> sets, string? cache, bool scoreOnly, TextWriter output)
    {
        CellParameters own = CellParametersFile.Default();
        var info = ModelInfoFactory.Create(pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256);
        var recorded = new RecordedEstimates(pair, cache);
        var trial = new FigureTrial(info, recorded);
        var strict = new FigureTrial(Strict(pair), recorded, info.FullVoltageV);
        (VirtualLife Life, SensorBoard Board)[] runs =
        [
            .. from set in sets
               from life in VirtualLives.Own(own, set)
               from board in (SensorBoard[])[SensorBoard.Exact, .. SensorBoard.Edges]
               select (life, board),
            .. from set in sets
               from life in VirtualLives.Others(info.RatedCapacityAh, set)
               select (life, SensorBoard.Exact),
            .. from set in scoreOnly ? [] : sets
               from life in VirtualLives.OtherCapacities(own, set)
               select (life, SensorBoard.Exact),
        ];
        var minutes = new int[runs.Length];
        Parallel.For(0, runs.Length, k =>
        {
            minutes[k] = MinutesToName(trial, runs[k].Life, runs[k].Board);
            if (scoreOnly && runs[k].Life.IsOwn && minutes[k] == 0)
            {
                minutes[k] = MinutesToName(strict, runs[k].Life, runs[k].Board);
            }
        });
        var rows = runs.Zip(minutes).GroupBy(run => (run.First.Life.Kind, run.First.Life.Battery)).ToList();
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

        int wrong = rows.Where(row => row.Key.Battery == LifeBattery.Own).Sum(row => row.Count(run => run.Second > 0));
        int late = rows.Where(row => row.Key.Battery == LifeBattery.OtherChemistry)
            .Sum(row => row.Count(run => run.Second is 0 or > LatestMinutes));
        output.WriteLine(FormattableString.Invariant($"wrong={wrong} late={late} (of {runs.Length} lives)"));
    }

    /// <summary>
    /// The model, with a range of its cell's voltage that is wider by a quarter: shares of that by which a voltage moves are so much more,
    /// and more cells are named. Where they end which count as low stays (LowShare of BatteryCheck). Errors of its network are less by as
    /// much, and what it says may fall by less.
    /// </summary>
    private static ModelInfo Strict(ModelPair pair)
    {
        const float Wider = 1.25f, LowShare = 0.53f;
        ModelInfo info = ModelInfoFactory.Create(pair.Int8.Quantized!, pair.Manifest, pair.Int8.Sha256);
        float rangeV = info.FullVoltageV - info.EmptyVoltageV;
        info.EmptyVoltageV -= (Wider - 1) * LowShare * rangeV;
        info.FullVoltageV = info.EmptyVoltageV + Wider * rangeV;
        info.ErrorTable.DeciPercent = [.. info.ErrorTable.DeciPercent.Select(error => (byte)(error / Wider))];
        return info;
    }

    /// <summary>Minutes of use until a fault is named; 0: none is.</summary>
    private static int MinutesToName(FigureTrial trial, VirtualLife life, SensorBoard board)
    {
        int first = trial.Run(life.Cycle, 0, board).FirstNamed;
        return first < 0 ? 0 : life.MinutesOfUse(first + 1);
    }
}
