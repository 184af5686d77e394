using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>The shown figure and its error bar against the truth, a value a minute.</summary>
internal sealed class FigureScore
{
    private double sum, sumBar;
    private int within;

    /// <summary>Minutes.</summary>
    public int Count { get; private set; }

    /// <summary>Mean absolute error, percent.</summary>
    public double MeanPercent => sum / Math.Max(1, Count);

    /// <summary>Largest error, percent.</summary>
    public double MaxPercent { get; private set; }

    /// <summary>Mean half-width of the error bar, percent.</summary>
    public double BarPercent => sumBar / Math.Max(1, Count);

    /// <summary>Share of minutes in which the bar holds the truth, percent.</summary>
    public double HeldPercent => 100.0 * within / Math.Max(1, Count);

    /// <summary>Minutes with a battery fault named.</summary>
    public int Named { get; private set; }

    /// <summary>First minute in which one was; -1: none.</summary>
    public int FirstNamed { get; private set; } = -1;

    /// <summary>Learnt capacity at the end, and its standard deviation, as shares of the rated one.</summary>
    public (float Share, float Deviation) Capacity { get; set; }

    /// <summary>Takes a minute.</summary>
    public void Add(double shown, double bar, double truth, bool isNamed)
    {
        double error = Math.Abs(shown - truth);
        sum += error;
        sumBar += bar;
        within += error <= bar ? 1 : 0;
        MaxPercent = Math.Max(MaxPercent, error);
        FirstNamed = isNamed && FirstNamed < 0 ? Count : FirstNamed;
        Named += isNamed ? 1 : 0;
        Count++;
    }

    /// <summary>Takes all of another one.</summary>
    public void Add(FigureScore other)
    {
        sum += other.sum;
        sumBar += other.sumBar;
        within += other.within;
        MaxPercent = Math.Max(MaxPercent, other.MaxPercent);
        Named += other.Named;
        Count += other.Count;
    }
}

/// <summary>Runs the device's estimator, with recorded estimates in its network's place, over cycles.</summary>
internal static class FigureTrial
{
    /// <summary>Runs one cycle from power-up, of which nothing is known.</summary>
    public static FigureScore Run(
        ModelInfo info, RecordedEstimates recorded, CapacityByDate capacities, Cycle cycle, SensorBoard board, TextWriter? trace = null)
    {
        var network = new PlayedNetwork(info);
        var estimator = new StateEstimator(network, new Battery(info), StateEstimator.FullVoltageOfModel);
        float[] estimates = recorded.Of(cycle, board);
        var score = new FigureScore();
        int sample = 0, everyMinute = Math.Max(1, 60_000 / info.SamplePeriodMs);
        foreach (int row in cycle.Samples(info.SamplePeriodMs))
        {
            if (row < 0)
            {
                estimator.AcceptMissing();
            }
            else
            {
                estimator.Accept(board.Read(cycle, row));
            }

            network.Percent = sample % recorded.Stride == 0 && row >= 0 && sample / recorded.Stride < estimates.Length
                ? estimates[sample / recorded.Stride] : float.NaN;
            if (estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, recorded.Stride * info.SamplePeriodMs / 1000f, out _);
            }

            if (row >= 0 && sample % everyMinute == everyMinute / 2 && estimator.SocCentiPercent >= 0)
            {
                double truth = capacities.SocPercent(cycle, row, info.RatedCapacityAh);
                score.Add(estimator.SocPercent, estimator.BarPercent, truth, estimator.Fault != BatteryFault.None);
                trace?.WriteLine(FormattableString.Invariant(
                    $"{cycle.TimeS[row]:F0},{truth:F2},{estimator.SocPercent:F2},{estimator.BarPercent:F2},{estimator.NetworkCentiPercent / 100.0:F2},{estimator.CapacityShare:F3},{estimator.CapacityDeviation:F3},{estimator.Fit:F2},{(int)estimator.Fault},{(estimator.Disagrees ? 1 : 0)}"));
            }

            sample++;
        }

        score.Capacity = (estimator.CapacityShare, estimator.CapacityDeviation);
        return score;
    }
}
