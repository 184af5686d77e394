using NanoBms.Core;
using NanoBms.CycleData;
using NanoBms.ModelKit.Evaluation;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>What a model estimated over one cycle.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Float">Estimates of the float form.</param>
/// <param name="Int8">Estimates of the int8 form.</param>
public sealed record CycleErrors(Cycle Cycle, EstimateTrace Float, EstimateTrace Int8);

/// <summary>Runs the float and the int8 form of a model over recorded cycles, sample by sample, as a device would.</summary>
public static class CycleEvaluation
{
    /// <summary>Evaluates each cycle; several at a time.</summary>
    /// <param name="model">The model's two files.</param>
    /// <param name="cycles">Recorded cycles.</param>
    /// <param name="done">Called after each cycle.</param>
    public static IReadOnlyList<CycleErrors> Run(ModelPair model, IReadOnlyList<Cycle> cycles, Action<Cycle>? done = null)
    {
        var results = new CycleErrors[cycles.Count];
        Parallel.For(0, cycles.Count, index =>
        {
            results[index] = Run(model, cycles[index]);
            done?.Invoke(cycles[index]);
        });
        return results;
    }

    private static CycleErrors Run(ModelPair model, Cycle cycle)
    {
        SocEstimator estimator = model.CreateEstimator();
        ModelInfo info = estimator.Info;
        var encoder = new FeatureEncoder(info);
        var network = new FloatModel(model.Float.Float!);
        var window = new float[info.TimeSteps * info.InputSize];
        EstimateTrace floatTrace = new(), int8Trace = new();
        foreach (int row in cycle.Samples(info.SamplePeriodMs))
        {
            Span<float> newest = window.AsSpan((info.TimeSteps - 1) * info.InputSize);
            window.AsSpan(info.InputSize).CopyTo(window);
            bool hasInt8;
            float int8Percent;
            if (row < 0)
            {
                encoder.PushMissing(newest);
                hasInt8 = estimator.TryEstimateMissing(out int8Percent);
            }
            else
            {
                encoder.Push(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row], newest);
                Reading reading = Reading.FromPhysical(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row]);
                hasInt8 = estimator.TryEstimate(reading.VoltageV, reading.CurrentA, reading.TemperatureC, out int8Percent);
            }

            if (row < 0 || !hasInt8)
            {
                continue;
            }

            double reference = 100 * cycle.Soc(row, info.RatedCapacityAh);
            network.Reset();
            int8Trace.Add(cycle.TimeS[row], reference, int8Percent);
            floatTrace.Add(cycle.TimeS[row], reference, Math.Clamp(network.Invoke(window)[0] * info.SocScale + info.SocOffset, 0, 100));
        }

        return new CycleErrors(cycle, floatTrace, int8Trace);
    }
}
