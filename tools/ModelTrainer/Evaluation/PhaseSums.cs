using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Options;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Errors added up by phase.</summary>
internal sealed class PhaseSums
{
    private readonly ErrorSum[] sums = [.. Enumerable.Range(0, PhaseDetector.Count).Select(_ => new ErrorSum())];

    /// <summary>Adds an estimate; both in percent.</summary>
    public void Add(int phase, double estimatePercent, double referencePercent) => sums[phase].Add(estimatePercent, referencePercent);

    /// <summary>Adds all of another sum.</summary>
    public void Add(PhaseSums other)
    {
        for (int phase = 0; phase < sums.Length; phase++)
        {
            sums[phase].Add(other.sums[phase]);
        }
    }

    /// <summary>
    /// The figures over all; with weights, mean and mean square are those of the phases in the ratio of their weights, where a
    /// phase occurs.
    /// </summary>
    public ErrorFigures Figures(PhaseWeights? weights)
    {
        var all = new ErrorSum();
        double total = 0, absolute = 0, square = 0;
        for (int phase = 0; phase < sums.Length; phase++)
        {
            all.Add(sums[phase]);
            ErrorFigures own = sums[phase].Figures;
            double weight = weights is null || own.Count == 0 ? 0 : weights.Of(phase);
            if (weight > 0)
            {
                total += weight;
                absolute += weight * own.MeanAbsolutePercent;
                square += weight * own.RootMeanSquarePercent * own.RootMeanSquarePercent;
            }
        }

        ErrorFigures figures = all.Figures;
        return total > 0
            ? figures with { MeanAbsolutePercent = absolute / total, RootMeanSquarePercent = Math.Sqrt(square / total) }
            : figures;
    }
}
