using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors after power-up anywhere in a cycle.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="FirstMinute">In the minute that begins with the first estimate.</param>
/// <param name="AfterFiveMinutes">In the minute that begins five minutes after power-up.</param>
public sealed record ColdStartErrors(Cycle Cycle, ErrorSum FirstMinute, ErrorSum AfterFiveMinutes);

/// <summary>Powers the int8 model up at random times of recorded cycles.</summary>
public static class ColdStarts
{
    /// <summary>Power-ups in each cycle.</summary>
    public const int PerCycle = 20;

    private const int LastS = 360;

    /// <summary>Evaluates each cycle; the same seed takes the same times.</summary>
    public static IReadOnlyList<ColdStartErrors> Run(ModelPair model, IReadOnlyList<Cycle> cycles, int seed)
    {
        var results = new ColdStartErrors[cycles.Count];
        Parallel.For(0, cycles.Count, index => results[index] = Run(model, cycles[index], new Random(seed * 1000 + index)));
        return results;
    }

    private static ColdStartErrors Run(ModelPair model, Cycle cycle, Random random)
    {
        StateEstimator estimator = model.CreateEstimator();
        var errors = new ColdStartErrors(cycle, new ErrorSum(), new ErrorSum());
        double latest = cycle.TimeS[^1] - LastS;
        for (int start = 0; start < PerCycle && latest > cycle.TimeS[0]; start++)
        {
            estimator.Reset();
            Run(estimator, cycle, cycle.TimeS[0] + random.NextDouble() * (latest - cycle.TimeS[0]), model.RatedCapacityAh, errors);
        }

        return errors;
    }

    private static void Run(StateEstimator estimator, Cycle cycle, double startS, float ratedCapacityAh, ColdStartErrors errors)
    {
        int periodMs = estimator.Info.SamplePeriodMs;

        // Every fifth second tells as much as every second.
        int stride = Math.Max(1, 5000 / periodMs), sample = 0;
        double firstS = double.NaN;
        foreach (int row in cycle.Samples(periodMs, startS))
        {
            double sinceS = sample * periodMs / 1000.0;
            if (sinceS >= LastS)
            {
                break;
            }

            if (row < 0)
            {
                estimator.AcceptMissing();
            }
            else
            {
                estimator.Accept(Reading.FromPhysical(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row]));
                firstS = double.IsNaN(firstS) && estimator.IsReady ? sinceS : firstS;
                bool inFirst = sinceS < firstS + 60, inLast = sinceS >= 300;
                if ((inFirst || inLast) && sample % stride == 0 && estimator.TryInfer(out float percent))
                {
                    (inLast ? errors.AfterFiveMinutes : errors.FirstMinute).Add(percent, 100 * cycle.Soc(row, ratedCapacityAh));
                }
            }

            sample++;
        }
    }
}
