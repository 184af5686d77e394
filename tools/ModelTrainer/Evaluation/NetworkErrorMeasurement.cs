using NanoBms.Cells.Cycles;
using NanoBms.Core.Estimation;
using NanoBms.Models.Manifests;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// Measures for the manifest how far the int8 network errs: on validation cycles, with exact sensors and with the boards of
/// <see cref="SensorBoard.Edges"/>, bias included.
/// </summary>
public static class NetworkErrorMeasurement
{
    private static readonly float[] SocEdgesPercent = [5, 15, 30, 50, 70, 85, 95], TemperatureEdgesC = [-15, -5, 5, 17.5f];

    // Estimates that what is known of the phase as a whole weighs against those of a bin: neighbours of 15 s tell nearly the same, and an
    // hour of them must outweigh it.
    private const double PriorCount = 240;

    // The smallest error that a table tells: the step of an 8-bit output; the largest; and what is told of a phase that no cycle holds.
    private const double MinPercent = 0.15, MaxPercent = 50, UnseenPercent = 5;

    private const double ShortestS = 15, LongestS = 7200;

    /// <summary>Measures.</summary>
    /// <param name="model">The model.</param>
    /// <param name="validation">Cycles that it was chosen on.</param>
    /// <param name="seed">Seed of the cold starts.</param>
    public static ManifestNetworkError Run(ModelPair model, IReadOnlyList<Cycle> validation, int seed)
    {
        int socs = SocEdgesPercent.Length + 1, temperatures = TemperatureEdgesC.Length + 1;
        var bins = new (double Square, int Count)[PhaseDetector.Count, temperatures, socs];
        var correlations = new ErrorCorrelation[PhaseDetector.Count];
        for (int phase = 0; phase < PhaseDetector.Count; phase++)
        {
            correlations[phase] = new ErrorCorrelation();
        }

        foreach (CycleErrors errors in CycleEvaluation.Run(model, validation, everyMs: VirtualTrials.EveryMs, int8Only: true))
        {
            Add(errors, model.RatedCapacityAh, bins, 1);
            Add(errors, model.RatedCapacityAh, correlations);
        }

        // The boards' errors last: a part of the estimates tells them, and stands for all.
        foreach (SensorBoard board in SensorBoard.Edges)
        {
            foreach (CycleErrors errors in CycleEvaluation.Run(
                model, validation, everyMs: SensorBoard.EveryMs, board: board, int8Only: true))
            {
                Add(errors, model.RatedCapacityAh, bins, SensorBoard.EveryMs / VirtualTrials.EveryMs);
            }
        }

        return new ManifestNetworkError
        {
            SocEdgesPercent = SocEdgesPercent,
            TemperatureEdgesC = TemperatureEdgesC,
            RootMeanSquarePercent = Table(bins),
            CorrelationS = [.. correlations.Select(one => (float)Math.Round(Math.Clamp(one.TimeS, ShortestS, LongestS)))],
            ScatterPercent = Rounded(ErrorCorrelation.ScatterOf(correlations)),
            StartFactor = Rounded(StartFactor(model, validation, seed)),
        };
    }

    private static void Add(CycleErrors errors, float ratedCapacityAh, (double Square, int Count)[,,] bins, int times)
    {
        foreach ((int phase, int row, double estimate, double error) in Estimates(errors, ratedCapacityAh))
        {
            ref (double Square, int Count) bin = ref bins[
                phase, Bin(TemperatureEdgesC, errors.Cycle.TemperatureC[row]), Bin(SocEdgesPercent, estimate)];
            bin = (bin.Square + times * error * error, bin.Count + times);
        }
    }

    private static void Add(CycleErrors errors, float ratedCapacityAh, ErrorCorrelation[] correlations)
    {
        foreach ((int phase, int row, double _, double error) in Estimates(errors, ratedCapacityAh))
        {
            correlations[phase].Add(errors.Cycle.TimeS[row], error);
        }

        foreach (ErrorCorrelation correlation in correlations)
        {
            correlation.EndRun();
        }
    }

    private static IEnumerable<(int Phase, int Row, double EstimatePercent, double ErrorPercent)> Estimates(
        CycleErrors errors, float ratedCapacityAh)
    {
        int[] phases = CyclePhases.Of(errors.Cycle, ratedCapacityAh);
        EstimateTrace trace = errors.Int8;
        for (int k = 0; k < trace.TimeS.Count; k++)
        {
            int row = Array.BinarySearch(errors.Cycle.TimeS, trace.TimeS[k]);
            yield return (phases[row], row, trace.EstimatePercent[k], trace.EstimatePercent[k] - trace.ReferencePercent[k]);
        }
    }

    private static int Bin(float[] edges, double value) => edges.Count(edge => value >= edge);

    private static float[][][] Table((double Square, int Count)[,,] bins)
    {
        int temperatures = bins.GetLength(1), socs = bins.GetLength(2);
        return [.. Enumerable.Range(0, PhaseDetector.Count).Select(phase =>
        {
            (double square, int count) = Sum(Indices(temperatures, socs), phase);
            double ofPhase = count > 0 ? square / count : UnseenPercent * UnseenPercent;

            // What a bin lacks is taken from its temperature, and what that lacks from the phase.
            return Enumerable.Range(0, temperatures).Select(t =>
            {
                (double rowSquare, int rowCount) = Sum(Enumerable.Range(0, socs).Select(s => (t, s)), phase);
                double ofRow = (rowSquare + PriorCount * ofPhase) / (rowCount + PriorCount);
                return Enumerable.Range(0, socs).Select(s => Rounded(Math.Clamp(Math.Sqrt(
                    (bins[phase, t, s].Square + PriorCount * ofRow) / (bins[phase, t, s].Count + PriorCount)), MinPercent, MaxPercent)))
                    .ToArray();
            }).ToArray();
        })];

        (double Square, int Count) Sum(IEnumerable<(int T, int S)> places, int phase) => places.Aggregate(
            (0.0, 0), (sum, at) => (sum.Item1 + bins[phase, at.T, at.S].Square, sum.Item2 + bins[phase, at.T, at.S].Count));
    }

    private static IEnumerable<(int T, int S)> Indices(int temperatures, int socs) =>
        Enumerable.Range(0, temperatures).SelectMany(t => Enumerable.Range(0, socs).Select(s => (t, s)));

    private static double StartFactor(ModelPair model, IReadOnlyList<Cycle> validation, int seed)
    {
        ErrorSum first = new(), later = new();
        foreach (ColdStartErrors errors in ColdStarts.Run(model, validation, seed))
        {
            first.Add(errors.FirstMinute);
            later.Add(errors.AfterFiveMinutes);
        }

        double factor = first.Figures.RootMeanSquarePercent / later.Figures.RootMeanSquarePercent;
        return factor >= 1 ? factor : 1;
    }

    private static float Rounded(double value) => (float)Math.Round(value, 2);
}
