using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors of the network and of the fused figure under the same wrong current sensor.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Network">The int8 network's estimates.</param>
/// <param name="Fused">The fused figure at the same samples.</param>
/// <param name="LargestStepPercent">Largest change of the fused figure from one second to the next.</param>
public sealed record FusedErrors(Cycle Cycle, EstimateTrace Network, EstimateTrace Fused, double LargestStepPercent)
{
    /// <summary>Difference of mean absolute errors, percent, that no figure shows: states of charge are told to hundredths.</summary>
    public const double UnseenPercent = 0.005;

    /// <summary>Whether the fused figure's mean absolute error is higher than the network's, as far as figures show it.</summary>
    public bool IsFusedWorse => Fused.Sum.Figures.MeanAbsolutePercent > Network.Sum.Figures.MeanAbsolutePercent + UnseenPercent;
}

/// <summary>Runs Core's estimator over cycles as the device does: counting each sample, estimating every 15 seconds.</summary>
public static class FusedEvaluation
{
    /// <summary>Time between estimates of the network, seconds, or the model's own sample period where that is longer.</summary>
    public const double EstimateEveryS = 15;

    /// <summary>Evaluates each cycle with a sensor that shows current * (1 + gain) + offset.</summary>
    public static IReadOnlyList<FusedErrors> Run(ModelPair model, IReadOnlyList<Cycle> cycles, float gain, float offsetA)
    {
        var results = new FusedErrors[cycles.Count];
        Parallel.For(0, cycles.Count, index => results[index] = Run(model, cycles[index], gain, offsetA));
        return results;
    }

    private static FusedErrors Run(ModelPair model, Cycle cycle, float gain, float offsetA)
    {
        StateEstimator estimator = model.CreateEstimator();
        EstimateTrace network = new(), fused = new();
        int periodMs = estimator.Info.SamplePeriodMs, stride = Math.Max(1, (int)(EstimateEveryS * 1000) / periodMs), sinceEstimate = stride;
        float periodS = periodMs / 1000f;
        double largestStep = 0;
        foreach (int row in cycle.Samples(periodMs))
        {
            bool wasAnchored = estimator.SocCentiPercent >= 0;
            float before = estimator.SocPercent;
            sinceEstimate++;
            if (row < 0)
            {
                estimator.AcceptMissing();
            }
            else
            {
                estimator.Accept(
                    Reading.FromPhysical(cycle.VoltageV[row], cycle.CurrentA[row] * (1 + gain) + offsetA, cycle.TemperatureC[row]));
            }

            if (row >= 0 && sinceEstimate >= stride && estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, sinceEstimate * periodS, out _);
                sinceEstimate = 0;
                double reference = 100 * cycle.Soc(row, model.RatedCapacityAh);
                network.Add(cycle.TimeS[row], reference, percent);
                fused.Add(cycle.TimeS[row], reference, estimator.SocPercent);
            }

            if (wasAnchored)
            {
                largestStep = Math.Max(largestStep, Math.Abs(estimator.SocPercent - before) / periodS);
            }
        }

        return new FusedErrors(cycle, network, fused, largestStep);
    }
}
