using NanoBms.Core;
using NanoBms.CycleData;
using NanoBms.ModelKit;
using NanoBms.ModelKit.Evaluation;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors of a model on one cycle.</summary>
public sealed record CycleErrors(Cycle Cycle, ErrorFigures Float, ErrorFigures Int8, ErrorSum FloatSum, ErrorSum Int8Sum);

/// <summary>Runs the float and the int8 form of a model over recorded cycles, sample by sample, as a device would.</summary>
public static class CycleEvaluation
{
    /// <summary>Evaluates each cycle; several at a time.</summary>
    /// <param name="floatFile">The float model, with manifest.</param>
    /// <param name="int8File">The int8 model, with manifest.</param>
    /// <param name="cycles">Recorded cycles.</param>
    /// <param name="done">Called after each cycle.</param>
    public static IReadOnlyList<CycleErrors> Run(ModelFile floatFile, ModelFile int8File, IReadOnlyList<Cycle> cycles, Action<Cycle>? done = null)
    {
        var results = new CycleErrors[cycles.Count];
        Parallel.For(0, cycles.Count, index =>
        {
            results[index] = Run(floatFile, int8File, cycles[index]);
            done?.Invoke(cycles[index]);
        });
        return results;
    }

    private static CycleErrors Run(ModelFile floatFile, ModelFile int8File, Cycle cycle)
    {
        var estimator = new SocEstimator(new InterpretedModel(int8File.Quantized!, int8File.Manifest, int8File.Sha256));
        ModelInfo info = estimator.Info;
        var encoder = new FeatureEncoder(info);
        var network = new FloatModel(floatFile.Float!);
        var window = new float[info.TimeSteps * info.InputSize];
        ErrorSum floatSum = new(), int8Sum = new();
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
            int8Sum.Add(int8Percent, reference);
            network.Reset();
            floatSum.Add(Math.Clamp(network.Invoke(window)[0] * info.SocScale + info.SocOffset, 0, 100), reference);
        }

        return new CycleErrors(cycle, floatSum.Figures, int8Sum.Figures, floatSum, int8Sum);
    }
}
