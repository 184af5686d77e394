using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>What a model estimated over one cycle.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Float">Estimates of the float form; empty where only the int8 form ran.</param>
/// <param name="Int8">Estimates of the int8 form.</param>
public sealed record CycleErrors(Cycle Cycle, EstimateTrace Float, EstimateTrace Int8);

/// <summary>Runs the float and the int8 form of a model over recorded cycles, sample by sample, as a device would.</summary>
public static class CycleEvaluation
{
    /// <summary>Evaluates each cycle; several at a time.</summary>
    /// <param name="model">The model's two files.</param>
    /// <param name="cycles">Recorded cycles.</param>
    /// <param name="done">Called after each cycle.</param>
    /// <param name="everyMs">
    /// Time between estimates, milliseconds; samples between two are taken without one. 0: an estimate a sample.
    /// </param>
    /// <param name="board">The sensors; null: exact ones.</param>
    /// <param name="int8Only">Whether the float form is left out.</param>
    public static IReadOnlyList<CycleErrors> Run(
        ModelPair model, IReadOnlyList<Cycle> cycles, Action<Cycle>? done = null, int everyMs = 0, SensorBoard? board = null,
        bool int8Only = false)
    {
        var results = new CycleErrors[cycles.Count];
        Parallel.For(0, cycles.Count, index =>
        {
            results[index] = Run(model, cycles[index], everyMs, board ?? SensorBoard.Exact, int8Only);
            done?.Invoke(cycles[index]);
        });
        return results;
    }

    private static CycleErrors Run(ModelPair model, Cycle cycle, int everyMs, SensorBoard board, bool int8Only)
    {
        StateEstimator int8 = model.CreateEstimator();
        StateEstimator? real = int8Only ? null : model.CreateFloatEstimator(int8.Info);
        ModelInfo info = int8.Info;
        int stride = Math.Max(1, everyMs / info.SamplePeriodMs), sample = 0;
        EstimateTrace floatTrace = new(), int8Trace = new();
        foreach (int row in cycle.Samples(info.SamplePeriodMs))
        {
            if (row < 0)
            {
                int8.AcceptMissing();
                real?.AcceptMissing();
            }
            else
            {
                Reading reading = board.Read(cycle, row);
                int8.Accept(reading);
                real?.Accept(reading);
            }

            float floatPercent = 0;
            if (sample++ % stride == 0 && row >= 0 && int8.TryInfer(out float int8Percent)
                && real?.TryInfer(out floatPercent) != false)
            {
                double reference = 100 * cycle.Soc(row, info.RatedCapacityAh);
                int8Trace.Add(cycle.TimeS[row], reference, int8Percent);
                if (real is not null)
                {
                    floatTrace.Add(cycle.TimeS[row], reference, floatPercent);
                }
            }
        }

        return new CycleErrors(cycle, floatTrace, int8Trace);
    }
}
