using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Core.Features;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>Values that features take over cycles, before any scaling.</summary>
internal sealed class FeatureSample
{
    // Neighbours tell nothing new.
    private const int Stride = 20;

    private readonly float[][] sorted;

    /// <summary>Runs the firmware's features over cycles.</summary>
    public FeatureSample(IReadOnlyList<Cycle> cycles, FeatureSpec[] specs, int periodMs)
    {
        List<float>[] values = [.. specs.Select(_ => new List<float>())];
        var row = new float[specs.Length];
        foreach (Cycle cycle in cycles)
        {
            var pipeline = new FeaturePipeline(specs, periodMs);
            int missing = 0, samples = 0;
            foreach (int sample in cycle.Samples(periodMs))
            {
                missing = sample < 0 ? missing + 1 : 0;
                if (missing > GapFilter.MaxHeld)
                {
                    pipeline.Reset();
                }

                if (sample >= 0)
                {
                    pipeline.Push(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample], row);
                    for (int k = 0; k < row.Length && samples % Stride == 0; k++)
                    {
                        values[k].Add(row[k]);
                    }

                    samples++;
                }
            }
        }

        sorted = [.. values.Select(column => column.Order().ToArray())];
    }

    /// <summary>The value of a feature below which a share of the rows lies.</summary>
    public double Quantile(int feature, double share) => sorted[feature][(int)Math.Round(share * (sorted[feature].Length - 1))];
}
