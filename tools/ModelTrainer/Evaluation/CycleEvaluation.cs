using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Cells.Cycles;
using NanoBms.Models.Inference;

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
    /// <param name="everyMs">Time between estimates, milliseconds; samples between two are taken without one. 0: an estimate a sample.</param>
    public static IReadOnlyList<CycleErrors> Run(ModelPair model, IReadOnlyList<Cycle> cycles, Action<Cycle>? done = null, int everyMs = 0)
    {
        var results = new CycleErrors[cycles.Count];
        Parallel.For(0, cycles.Count, index =>
        {
            results[index] = Run(model, cycles[index], everyMs);
            done?.Invoke(cycles[index]);
        });
        return results;
    }

    private static CycleErrors Run(ModelPair model, Cycle cycle, int everyMs)
    {
        SocEstimator estimator = model.CreateEstimator();
        ModelInfo info = estimator.Info;
        var encoder = new FeatureEncoder(info);
        var network = new FloatModel(model.Float.Float!);
        var window = new float[info.TimeSteps * info.InputSize];
        int stride = Math.Max(1, everyMs / info.SamplePeriodMs), sample = 0;
        EstimateTrace floatTrace = new(), int8Trace = new();
        float newestOutput = 0;
        foreach (int row in cycle.Samples(info.SamplePeriodMs))
        {
            Span<float> newest = window.AsSpan((info.TimeSteps - 1) * info.InputSize);
            window.AsSpan(info.InputSize).CopyTo(window);
            bool taken;
            if (row < 0)
            {
                taken = encoder.PushMissing(newest);
                estimator.AcceptMissing();
            }
            else
            {
                taken = encoder.Push(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row], newest);
                Reading reading = Reading.FromPhysical(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row]);
                estimator.Accept(reading.VoltageV, reading.CurrentA, reading.TemperatureC);
            }

            if (info.Streaming)
            {
                // It must see every sample, and starts anew after a gap, as the estimator's own network does.
                if (encoder.Run <= 1)
                {
                    network.Reset();
                }

                newestOutput = taken ? network.Invoke(window)[0] : 0;
            }

            if (sample++ % stride != 0 || row < 0 || !estimator.TryInfer(out float int8Percent))
            {
                continue;
            }

            double reference = 100 * cycle.Soc(row, info.RatedCapacityAh);
            float output = info.Streaming ? newestOutput : network.Invoke(window)[0];
            int8Trace.Add(cycle.TimeS[row], reference, int8Percent);
            floatTrace.Add(cycle.TimeS[row], reference, Math.Clamp(output * info.SocScale + info.SocOffset, 0, 100));
        }

        return new CycleErrors(cycle, floatTrace, int8Trace);
    }
}
